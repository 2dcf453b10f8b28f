import type { UnguardedGlobal } from '../../rules/container-view.ts';
import type { Spot } from '../../text/spot.ts';
import { hasMode } from './vimage-modes.ts';
import type { ContainerQuestion, InFile } from './container-answers.ts';
import type { PlainGlobal } from './container-files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A declaration that is visible in other modes than VIMAGE_GLOBALS. */
const isOutside = ({ modes }: PlainGlobal): boolean => hasMode(modes, 'static') || hasMode(modes, 'vimage');

/**
 * The plain global of a member exists only with VIMAGE_GLOBALS. An extern outside declares it in every kernel; a
 * definition outside makes a variable that nothing reads.
 */
export const unguardedGlobals: ContainerQuestion<UnguardedGlobal> = function* (workspace, { containers }) {
  for (const { tag, members } of containers) {
    for (const { name, path, fact, definitions, externs } of members) {
      const member = { path, start: fact.start, end: fact.end };
      const inside = definitions.find((one) => !isOutside(one));
      const unguarded = (kind: UnguardedGlobal['kind'], global: PlainGlobal): InFile<UnguardedGlobal> => ({
        kind,
        path: global.path,
        start: global.name.start,
        end: global.name.end,
        name,
        tag,
        declaration: declarationOf(workspace, global),
        definition:
          kind === 'defined' || inside === undefined
            ? undefined
            : { path: inside.path, start: inside.name.start, end: inside.name.end },
        member,
      });
      if (inside !== undefined) for (const extern of externs.filter(isOutside)) yield unguarded('declared', extern);
      for (const definition of definitions.filter(isOutside)) yield unguarded('defined', definition);
    }
  }
};

/** From its first token to its last. */
function declarationOf(workspace: Workspace, { path, name }: PlainGlobal): Spot {
  const tokens = workspace.frontEnd.preprocessor.tokensOf(path, workspace.files.read(path) ?? '');
  return { start: tokens.start[name.from] ?? name.start, end: tokens.end[name.to - 1] ?? name.end };
}
