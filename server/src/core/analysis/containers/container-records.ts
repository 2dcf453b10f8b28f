import type { TokenFile } from '../../lexer/token-file.ts';
import { F_SPACE, T_EOF, T_IDENT, T_PUNCT } from '../../lexer/token-kinds.ts';
import { P_COMMA, P_LBRACE, P_LBRACKET, P_RBRACE, P_RPAREN, P_SEMI } from '../../lexer/punctuators.ts';
import { directiveTable } from '../../preprocessor/directive-table.ts';
import type { Spot } from '../../text/spot.ts';

/** A member `_x` of a record, as it is written. */
export interface MemberFact extends Spot {
  /** `x`, without the underscore. */
  readonly name: string;
  /** Type as written, `char [8]`, white space folded. */
  readonly type: string;
  /** Tokens of the whole declaration, `;` included. */
  readonly from: number;
  readonly to: number;
  /** How many names the declaration gives. */
  readonly count: number;
}

/** A struct with members whose names begin with an underscore: it may be a container. */
export interface RecordFact extends Spot {
  readonly tag: string;
  /** From `struct` to the `;` behind its brace. */
  readonly from: number;
  readonly to: number;
  readonly members: readonly MemberFact[];
}

/** The structs of a file that have such members. */
export function readRecords(file: TokenFile): readonly RecordFact[] {
  const records: RecordFact[] = [];
  const tokens = codeTokens(file);
  const isPunct = (k: number, code: number): boolean => tokens[k] !== undefined && file.isPunct(tokens[k], code);
  for (let k = 0; k + 2 < tokens.length; k++) {
    if (
      !file.isIdentifier(tokens[k] as number, 'struct') ||
      file.kind[tokens[k + 1] as number] !== T_IDENT ||
      !isPunct(k + 2, P_LBRACE)
    )
      continue;
    const tag = tokens[k + 1] as number;
    const members: MemberFact[] = [];
    let first = k + 3;
    let depth = 0;
    let end = k + 3;
    for (; end < tokens.length; end++) {
      if (isPunct(end, P_RBRACE) && depth === 0) break;
      depth += file.bracketStep(tokens[end]);
      if (isPunct(end, P_SEMI) && depth === 0) {
        members.push(...membersOf(file, tokens.slice(first, end + 1)));
        first = end + 1;
      }
    }
    if (members.length === 0) continue;
    const semicolon = isPunct(end + 1, P_SEMI) ? end + 1 : end;
    records.push({
      tag: file.spelling(tag),
      start: file.start[tag] as number,
      end: file.end[tag] as number,
      from: tokens[k] as number,
      to: (tokens[semicolon] ?? tag) + 1,
      members,
    });
    k = end;
  }
  return records;
}

/** Tokens outside directives, T_EOF left out. */
export function codeTokens(file: TokenFile): readonly number[] {
  const table = directiveTable(file);
  const tokens: number[] = [];
  let directive = 0;
  for (let i = 0; file.kind[i] !== T_EOF; i++) {
    if (i === file.directives[directive]) {
      i = (table.lineEnd[directive] as number) - 1;
      directive++;
    } else tokens.push(i);
  }
  return tokens;
}

/** The names of one member declaration that begin with an underscore; tokens up to and with its `;`. */
function membersOf(file: TokenFile, tokens: readonly number[]): readonly MemberFact[] {
  const names: number[] = [];
  let depth = 0;
  tokens.forEach((token, k) => {
    if (file.kind[token] === T_PUNCT) {
      depth += file.bracketStep(token);
      return;
    }
    if (file.kind[token] !== T_IDENT || !/^_[A-Za-z]/.test(file.spelling(token)) || depth > 1) return;
    const next = tokens[k + 1];
    const code = next !== undefined && file.kind[next] === T_PUNCT ? file.value[next] : 0;
    // The declarator's end, an array's bound, or the `)` of `(*_f)(int)`.
    if (code === P_SEMI || code === P_COMMA || code === P_LBRACKET || (code === P_RPAREN && depth === 1))
      if (depth === 0 || code === P_RPAREN) names.push(k);
  });
  const [from, last] = [tokens[0], tokens[tokens.length - 1]];
  if (from === undefined || last === undefined) return [];
  const specifiers = tokens.slice(0, specifierEnd(file, tokens, names[0] ?? 0));
  return names.map((k) => {
    const token = tokens[k] as number;
    const before = declaratorStart(file, tokens, k, specifiers.length);
    const text = [
      textOf(file, specifiers),
      textOf(file, tokens.slice(before, k)),
      textOf(file, tokens.slice(k + 1, declaratorEnd(file, tokens, k))),
    ]
      .filter((part) => part !== '')
      .join(' ');
    return {
      name: file.spelling(token).slice(1),
      type: text,
      start: file.start[token] as number,
      end: file.end[token] as number,
      from,
      to: last + 1,
      count: names.length,
    };
  });
}

/** Where the specifiers end and the first declarator begins: at its first `*` or `(`, or its name. */
function specifierEnd(file: TokenFile, tokens: readonly number[], name: number): number {
  let at = name;
  while (
    at > 0 &&
    file.kind[tokens[at - 1] as number] === T_PUNCT &&
    (file.spelling(tokens[at - 1] as number) === '*' || file.spelling(tokens[at - 1] as number) === '(')
  )
    at--;
  return at;
}

function declaratorStart(file: TokenFile, tokens: readonly number[], name: number, specifiers: number): number {
  let at = name;
  while (at > specifiers && !file.isPunct(tokens[at - 1], P_COMMA)) at--;
  return at;
}

function declaratorEnd(file: TokenFile, tokens: readonly number[], name: number): number {
  let depth = 0;
  let at = name + 1;
  for (; at < tokens.length; at++) {
    const token = tokens[at] as number;
    depth += file.bracketStep(token);
    if (depth <= 0 && (file.isPunct(token, P_COMMA) || file.isPunct(token, P_SEMI))) break;
  }
  return at;
}

/** Tokens as text, white space folded to what the source had. */
function textOf(file: TokenFile, tokens: readonly number[]): string {
  return tokens
    .map(
      (token, k) =>
        `${k > 0 && (((file.flags[token] as number) & F_SPACE) !== 0 || file.lineOf(token) !== file.lineOf(tokens[k - 1] as number)) ? ' ' : ''}${file.spelling(token)}`,
    )
    .join('');
}
