import { unescaped } from './format-text.ts';
import { NotUnderstood } from './not-understood.ts';

export interface AwkToken {
  readonly kind: 'number' | 'string' | 'regex' | 'name' | 'function' | 'punctuator' | 'line' | 'end';
  readonly text: string;
}

const SPACE = /(?:[ \t\r]|\\\n|#[^\n]*)+/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
const STRING = /"((?:[^"\\\n]|\\[^])*)"/y;
const REGEX = /\/((?:[^/\\[\n]|\\[^]|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])+)\//y;
const NAME = /[A-Za-z_]\w*/y;
const PUNCTUATOR = /\*\*=?|\+\+|--|&&|\|\||!~|[-+*/%^=!<>]=|[-+*/%^!<>|?:~$=,;(){}[\]]/y;
/** Words that are no variable's name. */
export const AWK_WORDS = new Set([
  'BEGIN',
  'END',
  'if',
  'else',
  'while',
  'for',
  'do',
  'in',
  'print',
  'printf',
  'next',
  'exit',
  'break',
  'continue',
  'delete',
  'function',
  'func',
  'getline',
  'return',
]);

/**
 * The tokens of a program; line ends are tokens, blanks and comments are not.
 * @throws NotUnderstood
 */
export function awkTokens(text: string): AwkToken[] {
  const tokens: AwkToken[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at += found[0].length;
    return found;
  };
  while (at < text.length) {
    if (match(SPACE) !== null) continue;
    const last = tokens.at(-1);
    const isOperandBefore =
      last !== undefined &&
      (/^(number|string|name)$/.test(last.kind) || [')', ']', '$', '++', '--'].includes(last.text)) &&
      !AWK_WORDS.has(last.text);
    if (text[at] === '\n') {
      at++;
      tokens.push({ kind: 'line', text: '\n' });
      continue;
    }
    const regex = isOperandBefore ? null : match(REGEX);
    if (regex !== null) {
      tokens.push({ kind: 'regex', text: regex[1] ?? '' });
      continue;
    }
    const string = match(STRING);
    if (string !== null) {
      tokens.push({ kind: 'string', text: unescaped(string[1] ?? '') });
      continue;
    }
    const number = match(NUMBER);
    const name = number === null ? match(NAME) : null;
    const punctuator = number ?? name ?? match(PUNCTUATOR);
    if (punctuator === null) throw new NotUnderstood(`awk at "${text.slice(at, at + 15)}"`);
    const isCall = name !== null && text[at] === '(' && !AWK_WORDS.has(name[0]);
    tokens.push({
      kind: number !== null ? 'number' : name === null ? 'punctuator' : isCall ? 'function' : 'name',
      text: punctuator[0],
    });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}
