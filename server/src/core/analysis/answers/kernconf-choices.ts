import { ARCHITECTURES } from '../../kernel/architectures.ts';
import { kernconfPlaces, listKernconfs } from '../../kernel/configure-kernel.ts';
import { isFailure } from '../../kernel/failure.ts';
import { kernconfSummary } from '../../kernel/kernconf-summary.ts';
import type { Session } from '../session/session.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a developer can choose from in a tree. */
export interface KernconfChoices {
  /** Machines that the tree has configurations for; all supported machines if it has no configurations. */
  readonly archs: readonly string[];
  readonly kernconfs: readonly string[];
  /** What the head of a configuration says about it, where it says something. */
  readonly descriptions: Readonly<Record<string, string>>;
}

/** Until 13 LINT is made of the machine's NOTES. */
const LINT = 'LINT';

/** Every configuration that can be asked for by name: the workspace's own first, then the machine's in order. */
export function kernconfNames({ files, tree, kernel }: Workspace): readonly string[] {
  const listed = listKernconfs(files, tree, kernel.arch);
  const hasNotes = files.list(`${tree.sysDir}/conf`).includes('NOTES');
  return [...new Set([kernel.kernconf, ...(isFailure(listed) ? [] : listed), ...(hasNotes ? [LINT] : [])])];
}

/** @param arch the machine whose configurations are asked for; the session's own without it */
export function kernconfChoices({ workspace }: Session, arch = workspace.kernel.arch): KernconfChoices {
  const names = (machine: string): readonly string[] => {
    const found = listKernconfs(workspace.files, workspace.tree, machine);
    return isFailure(found) ? [] : found;
  };
  const all = ARCHITECTURES.map(({ name }) => name);
  const archs = all.filter((name) => names(name).length > 0);
  const kernconfs = names(arch);
  const descriptions: Record<string, string> = {};
  for (const name of kernconfs) {
    const place = kernconfPlaces({ arch, kernconf: name }).find((one) => workspace.files.isFile(one));
    const summary = kernconfSummary((place === undefined ? undefined : workspace.files.read(place)) ?? '');
    if (summary !== undefined) descriptions[name] = summary;
  }
  return { archs: archs.length > 0 ? archs : all, kernconfs, descriptions };
}
