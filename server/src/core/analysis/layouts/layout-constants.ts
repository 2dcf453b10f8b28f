import { F_BOL, T_EOF, T_IDENT, T_PUNCT } from '../../lexer/token-kinds.ts';
import { P_LPAREN } from '../../lexer/punctuators.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import type { Spot } from '../../text/spot.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A constant that a header names. */
export interface NamedConstant {
  readonly name: string;
  readonly file: string;
}

/** Constants of a header: the wanted ones, and ioctl commands whatever their names. */
export function constantNames(tokens: TokenFile, isWanted: (name: string) => boolean): readonly string[] {
  return [...definedConstants(tokens, isWanted, true).keys()];
}

/**
 * Object-like macros of a header that stand for something, and words that look like enumerators, with their first
 * places.
 */
export function definedConstants(
  tokens: TokenFile,
  isWanted: (name: string) => boolean,
  withCommands = false,
): ReadonlyMap<string, Spot> {
  const spots = new Map<string, Spot>();
  const add = (token: number): void => {
    const name = tokens.spelling(token);
    if (!spots.has(name)) spots.set(name, { start: tokens.start[token] ?? 0, end: tokens.end[token] ?? 0 });
  };
  for (const hash of tokens.directives) {
    if (!tokens.isIdentifier(hash + 1, 'define')) continue;
    const name = hash + 2;
    if (tokens.kind[name] !== T_IDENT || !hasBody(tokens, name)) continue;
    const spelling = tokens.spelling(name);
    // An ioctl command contains the size of its argument (sys/ioccom.h): its number is an interface, whatever its name.
    if (isWanted(spelling) || (withCommands && COMMAND.test(tokens.spelling(name + 1)))) add(name);
  }
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] !== T_IDENT || tokens.kind[i - 1] !== T_PUNCT) continue;
    const before = tokens.spelling(i - 1);
    const after = tokens.spelling(i + 1);
    if (
      (before === '{' || before === ',') &&
      (after === '=' || after === ',' || after === '}') &&
      isWanted(tokens.spelling(i))
    )
      add(i);
  }
  return spots;
}

/** Records that the ioctl commands of a header carry. */
export function carriedRecords(tokens: TokenFile): readonly string[] {
  const found: string[] = [];
  for (const hash of tokens.directives) {
    if (!tokens.isIdentifier(hash + 1, 'define') || !COMMAND.test(tokens.spelling(hash + 3))) continue;
    for (let i = hash + 4; i < tokens.count && ((tokens.flags[i] ?? 0) & F_BOL) === 0; i++) {
      const word = tokens.spelling(i);
      if (word === 'struct' || word === 'union') found.push(`${word} ${tokens.spelling(i + 1)}`);
    }
  }
  return found;
}

const COMMAND = /^_IO(R|W|WR|WINT)?$/;

/** True for `#define NAME something`: neither function-like nor empty. */
function hasBody(tokens: TokenFile, name: number): boolean {
  const next = name + 1;
  if (tokens.kind[next] === T_EOF || tokens.lineOf(next) !== tokens.lineOf(name)) {
    // A body may stand after a backslash.
    const between = tokens.text.slice(tokens.end[name] ?? 0, tokens.start[next] ?? 0);
    if (!between.includes('\\')) return false;
  }
  return !(tokens.kind[next] === T_PUNCT && tokens.value[next] === P_LPAREN && tokens.start[next] === tokens.end[name]);
}

const PREFIX = 'vnetscope_constant_';

/** Declarations that stand after a unit's #includes, so that constantValues can ask for the values. */
export function constantQuestions(names: readonly string[]): string {
  return names.map((name) => `static const long long ${PREFIX}${name} = (${name});\n`).join('');
}

/** Values by name, in decimal; those that are no integer constants in this unit are left out. */
export function constantValues(
  { unit, engine }: MeasuredUnit,
  names: readonly string[],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const name of names) {
    for (const entity of unit.entities(unit.interner.intern(`${PREFIX}${name}`))) {
      if (entity.kind !== 'variable' || entity.declarator.initializer === undefined) continue;
      const value = engine.integer(entity.declarator.initializer);
      if (!isUnknown(value)) values[name] = value.toString();
    }
  }
  return values;
}
