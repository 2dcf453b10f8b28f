import { joinPath } from '../../kernel/tree-path.ts';
import type { Workspace } from './workspace.ts';

/** Names of options as the lists of sys/conf have them: those of one machine, or of all. */
export function optionNames({ files, tree }: Pick<Workspace, 'files' | 'tree'>, machine?: string): ReadonlySet<string> {
  const folder = joinPath(tree.sysDir, 'conf');
  const lists =
    machine === undefined
      ? files.list(folder).filter((name) => /^options(?:\.\w+)?$/.test(name))
      : ['options', `options.${machine}`];
  return new Set(
    lists
      .flatMap((name) => (files.read(joinPath(folder, name)) ?? '').split('\n'))
      .flatMap((line) => /^[A-Za-z_]\w*/.exec(line)?.[0] ?? []),
  );
}
