import { ARCHITECTURES } from '../../kernel/architectures.ts';
import { listKernconfs } from '../../kernel/configure-kernel.ts';
import { isFailure } from '../../kernel/failure.ts';
import type { Session } from '../session/session.ts';

/** What a developer can choose from in a tree. */
export interface KernconfChoices {
  /** Machines that the tree has configurations for; all supported machines if it has no configurations. */
  readonly archs: readonly string[];
  readonly kernconfs: readonly string[];
}

/** @param arch the machine whose configurations are asked for; the session's own without it */
export function kernconfChoices({ workspace }: Session, arch = workspace.kernel.arch): KernconfChoices {
  const names = (machine: string): readonly string[] => {
    const found = listKernconfs(workspace.files, workspace.tree, machine);
    return isFailure(found) ? [] : found;
  };
  const all = ARCHITECTURES.map(({ name }) => name);
  const archs = all.filter((name) => names(name).length > 0);
  return { archs: archs.length > 0 ? archs : all, kernconfs: names(arch) };
}
