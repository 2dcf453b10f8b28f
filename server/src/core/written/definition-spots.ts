import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { Spot } from '../text/spot.ts';

/** The name of a virtualized global in its definition: the one that an invocation's end or an initializer follows. */
export function globalSpot(tokens: TokenFile, name: string): Spot | undefined {
  for (let i = 2; i < tokens.count; i++) {
    if (
      tokens.isIdentifier(i, name) &&
      [')', '['].includes(tokens.spelling(i + 1)) &&
      tokens.spelling(i - 1) !== '(' &&
      definesAt(tokens, i)
    )
      return spotOf(tokens, i);
  }
  return nameSpot(tokens, name);
}

/** Within the parentheses of a ..._DEFINE macro. */
function definesAt(tokens: TokenFile, i: number): boolean {
  let depth = 0;
  for (let at = i - 1; at > 0 && i - at < 64; at--) {
    const mark = tokens.kind[at] === T_PUNCT ? tokens.spelling(at) : '';
    if (mark === ')') depth++;
    else if (mark === '(' && depth-- === 0) return /DEFINE/.test(tokens.spelling(at - 1));
  }
  return false;
}

/** A member's name in the definition of its record, or the record's own where the member is not written there. */
export function recordSpot(tokens: TokenFile, record: string, member: string | undefined): Spot | undefined {
  const tag = record.slice(record.lastIndexOf(' ') + 1);
  const open = definitionOf(tokens, tag);
  if (open === undefined) return nameSpot(tokens, tag);
  const name = member?.replace(/\[\]/g, '').split('.').at(-1);
  let depth = 0;
  for (let i = open; name !== undefined && i < tokens.count; i++) {
    if (tokens.kind[i] === T_IDENT && tokens.spelling(i) === name && isDeclared(tokens, i)) return spotOf(tokens, i);
    if (tokens.kind[i] !== T_PUNCT) continue;
    const mark = tokens.spelling(i);
    if (mark === '{') depth++;
    else if (mark === '}' && --depth === 0) break;
  }
  // A member that a macro writes (LIST_ENTRY) stands under its holder's name.
  const holder =
    member !== undefined && member.includes('.')
      ? recordSpot(tokens, record, member.slice(0, member.lastIndexOf('.')))
      : undefined;
  return holder ?? spotOf(tokens, open - 1);
}

/** A name that a declarator declares is followed by one of these. */
function isDeclared(tokens: TokenFile, i: number): boolean {
  return [';', ',', '[', ':', ')', '='].includes(tokens.spelling(i + 1)) || tokens.spelling(i + 1).startsWith('__');
}

/** The `{` after a tag. */
function definitionOf(tokens: TokenFile, tag: string): number | undefined {
  for (let i = 1; i + 1 < tokens.count; i++) {
    if (
      tokens.kind[i] === T_IDENT &&
      tokens.spelling(i) === tag &&
      tokens.spelling(i + 1) === '{' &&
      /^(?:struct|union)$/.test(tokens.spelling(i - 1))
    )
      return i + 1;
  }
  return undefined;
}

/** The name of a macro or an enumerator where it is defined. */
export function definitionSpot(tokens: TokenFile, name: string): Spot | undefined {
  for (const hash of tokens.directives)
    if (tokens.isIdentifier(hash + 1, 'define') && tokens.isIdentifier(hash + 2, name)) return spotOf(tokens, hash + 2);
  return nameSpot(tokens, name);
}

function nameSpot(tokens: TokenFile, name: string): Spot | undefined {
  for (let i = 0; i < tokens.count; i++) if (tokens.isIdentifier(i, name)) return spotOf(tokens, i);
  return undefined;
}

function spotOf(tokens: TokenFile, token: number): Spot {
  return { start: tokens.start[token] ?? 0, end: tokens.end[token] ?? 0 };
}
