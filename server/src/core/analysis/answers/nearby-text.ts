import type { SysctlFact } from '../../vnet/file-facts.ts';
import type { Session } from '../session/session.ts';

const COMMENT_SHOWN = 400;
/** How much text before a definition may belong to its comment. */
const COMMENT_LOOKED_AT = 2000;

/** The comment that ends on the line above the line of `offset`, without its stars; undefined if there is none. */
export function commentAbove(session: Session, path: string, offset: number): string | undefined {
  const text = session.tokens(path)?.text;
  if (text === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(Math.max(0, lineStart - COMMENT_LOOKED_AT), lineStart);
  if (!/\*\/[ \t]*\r?\n$/.test(before)) return undefined;
  const open = before.lastIndexOf('/*');
  if (open < 0) return undefined;
  // A comment after code belongs to that code.
  const isAlone = before.slice(before.lastIndexOf('\n', open) + 1, open).trim() === '';
  const words = before
    .slice(open + 2, before.lastIndexOf('*/'))
    .split(/\r?\n/)
    .map((line) => line.replace(/^[ \t]*\**[ \t]?/, '').trim())
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (!isAlone || words === '') return undefined;
  return words.length > COMMENT_SHOWN ? `${words.slice(0, COMMENT_SHOWN)} ...` : words;
}

/** The description at the end of a SYSCTL_ invocation. */
export function sysctlDescription(session: Session, path: string, { start, end }: SysctlFact): string | undefined {
  const text = session.tokens(path)?.text.slice(start, end);
  const strings = /((?:"(?:[^"\\\n]|\\.)*"\s*)+)\)$/.exec(text ?? '')?.[1];
  if (strings === undefined) return undefined;
  const joined = [...strings.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)]
    .map(([, inner]) => inner ?? '')
    .join('')
    .replaceAll('\\"', '"')
    .trim();
  return joined === '' ? undefined : joined;
}

const DEFINITION_LINES_SHOWN = 6;

/** The declaration that starts on the line of `offset`, up to its `;`, as written; long ones are cut. */
export function declarationSource(session: Session, path: string, offset: number): string | undefined {
  const text = session.tokens(path)?.text;
  if (text === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lines = text.slice(lineStart, lineStart + COMMENT_LOOKED_AT).split(/\r?\n/);
  const last = lines.findIndex((line) => /;[ \t]*(\/\*.*|\/\/.*)?$/.test(line));
  const shown = lines.slice(0, Math.min(DEFINITION_LINES_SHOWN, last < 0 ? 1 : last + 1));
  return `${shown.join('\n').trimEnd()}${last >= DEFINITION_LINES_SHOWN ? '\n...' : ''}`;
}
