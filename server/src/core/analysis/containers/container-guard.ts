import type { Fix } from '../../rules/rule.ts';
import { hasMode } from './vimage-modes.ts';
import type { ContainerCheck } from './container-fault.ts';
import type { PlainGlobal } from './container-files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A declaration that other modes than VIMAGE_GLOBALS see too. */
const isOutside = ({ modes }: PlainGlobal): boolean => hasMode(modes, 'static') || hasMode(modes, 'vimage');

/**
 * The plain global of a member exists with VIMAGE_GLOBALS alone. An extern outside promises it to every kernel; a
 * definition outside makes one that nobody reads.
 */
export const containerGuard: ContainerCheck = function* (workspace, { containers }) {
  for (const { tag, members } of containers) {
    for (const { name, path, fact, definitions, externs } of members) {
      const member = { path, start: fact.start, end: fact.end, message: `the member of struct ${tag}` };
      const inside = definitions.find((one) => !isOutside(one));
      for (const extern of inside === undefined ? [] : externs.filter(isOutside)) {
        const { start, end } = extern.name;
        yield {
          path: extern.path,
          start,
          end,
          message: `'${name}' is declared in every kernel, but defined only with options VIMAGE_GLOBALS: whoever uses it links with that one alone`,
          help: 'put it inside #ifdef VIMAGE_GLOBALS, and use the accessor',
          related: [
            {
              path: inside?.path ?? path,
              start: inside?.name.start ?? 0,
              end: inside?.name.end ?? 0,
              message: 'defined here',
            },
            member,
          ],
          fix: guard(workspace, extern),
        };
      }
      for (const definition of definitions.filter(isOutside)) {
        const { start, end } = definition.name;
        yield {
          path: definition.path,
          start,
          end,
          message: `'${name}' is defined in every kernel, but without options VIMAGE_GLOBALS its accessor reaches the member of struct ${tag}: two variables of one meaning`,
          help: 'put it inside #ifdef VIMAGE_GLOBALS',
          related: [member],
          fix: guard(workspace, definition),
        };
      }
    }
  }
};

/** The lines of the declaration between #ifdef and #endif. */
function guard(workspace: Workspace, { path, name }: PlainGlobal): Fix | undefined {
  const text = workspace.files.read(path);
  const tokens = text === undefined ? undefined : workspace.frontEnd.preprocessor.tokensOf(path, text);
  if (tokens === undefined || text === undefined) return undefined;
  const from = text.lastIndexOf('\n', tokens.start[name.from]) + 1;
  const lineEnd = text.indexOf('\n', tokens.end[name.to - 1]);
  const to = lineEnd < 0 ? text.length : lineEnd + 1;
  return {
    title: 'Put it inside #ifdef VIMAGE_GLOBALS',
    edits: [
      { path, start: from, end: from, text: '#ifdef VIMAGE_GLOBALS\n' },
      { path, start: to, end: to, text: `${lineEnd < 0 ? '\n' : ''}#endif\n` },
    ],
  };
}
