import { ARCHITECTURES } from '../../kernel/architectures.ts';
import { hasDefaultKernconf, kernconfPlaces, listKernconfs } from '../../kernel/configure-kernel.ts';
import { isFailure } from '../../kernel/failure.ts';
import { kernconfSummary } from '../../kernel/kernconf-summary.ts';
import type { Session } from '../session/session.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a developer can choose from in a tree. */
export interface KernconfChoices {
  /** The session's machine, and those whose default configuration the tree has. */
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
  const { files, tree, kernel } = workspace;
  const archs = ARCHITECTURES.map(({ name }) => name).filter(
    (name) => name === kernel.arch || hasDefaultKernconf(files, tree, name),
  );
  const listed = listKernconfs(files, tree, arch);
  const kernconfs = isFailure(listed) ? [] : listed;
  const descriptions: Record<string, string> = {};
  for (const name of kernconfs) {
    const place = kernconfPlaces({ arch, kernconf: name }).find((one) => files.isFile(one));
    const summary = kernconfSummary((place === undefined ? undefined : files.read(place)) ?? '');
    if (summary !== undefined) descriptions[name] = summary;
  }
  return { archs, kernconfs, descriptions };
}
