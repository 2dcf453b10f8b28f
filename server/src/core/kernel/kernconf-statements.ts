/**
 * The words of a kernel configuration file, statement by statement (usr.sbin/config/lang.l). A statement
 * ends at a ';' or at a newline, unless the next line begins with a blank.
 */

type KernconfTokenKind = 'id' | 'path' | 'number' | ',' | '=' | '+=' | 'envline' | 'other';

export interface KernconfToken {
  readonly kind: KernconfTokenKind;
  readonly text: string;
  /** A quoted word is never a keyword. */
  readonly quoted: boolean;
}

export interface KernconfStatement {
  /** 1-based line of the first word. */
  readonly line: number;
  readonly tokens: readonly KernconfToken[];
}

const ID = /[A-Za-z_][-A-Za-z_0-9]*/y;
const ESCAPED_QUOTE = /\\"[^"]*\\"/y;
const QUOTED = /"[^"]+"/y;
/** What may follow '=': everything up to a blank, a comment or the line's end (state TOEOL). */
const TO_END = /[^# \t\n]+/y;
const PATH = /[./][-/.%^A-Za-z_0-9]+/y;
const NUMBER = /0x[0-9a-fA-F]+|-?[0-9]+|\?/y;
const REST_OF_LINE = /[^#\n]*/y;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** A quoted word of at least `least` characters at `at`, if there is one. */
function quotedToken(text: string, at: number, least: number): { token: KernconfToken; length: number } | undefined {
  const escaped = matchAt(ESCAPED_QUOTE, text, at);
  if (escaped.length >= Math.max(least, 1)) {
    // \"text\" keeps its quotes: the value of the option is a C string.
    return { token: { kind: 'id', text: `"${escaped.slice(2, -2)}"`, quoted: true }, length: escaped.length };
  }
  const quoted = matchAt(QUOTED, text, at);
  if (quoted.length >= Math.max(least, 1)) {
    return { token: { kind: 'id', text: quoted.slice(1, -1), quoted: true }, length: quoted.length };
  }
  return undefined;
}

function plainToken(text: string, at: number): { token: KernconfToken; length: number } {
  const id = matchAt(ID, text, at);
  if (id !== '') return { token: { kind: 'id', text: id, quoted: false }, length: id.length };
  const quoted = quotedToken(text, at, 1);
  if (quoted !== undefined) return quoted;
  const number = matchAt(NUMBER, text, at);
  if (number !== '') return { token: { kind: 'number', text: number, quoted: false }, length: number.length };
  if (text.startsWith('+=', at)) return { token: { kind: '+=', text: '+=', quoted: false }, length: 2 };
  const path = matchAt(PATH, text, at);
  if (path !== '') return { token: { kind: 'path', text: path, quoted: false }, length: path.length };
  const character = text[at] ?? '';
  const kind = character === ',' || character === '=' ? character : 'other';
  return { token: { kind, text: character, quoted: false }, length: 1 };
}

/** Splits a configuration file into statements; comments and blanks are gone. */
export function readKernconfStatements(text: string): KernconfStatement[] {
  const statements: KernconfStatement[] = [];
  let tokens: KernconfToken[] = [];
  let line = 1;
  let startLine = 1;
  let afterEquals = false;
  let at = 0;
  const endStatement = (): void => {
    if (tokens.length > 0) statements.push({ line: startLine, tokens });
    tokens = [];
    afterEquals = false;
  };
  const add = (token: KernconfToken): void => {
    if (tokens.length === 0) startLine = line;
    tokens.push(token);
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '\n') {
      const next = text[at + 1];
      if (next !== ' ' && next !== '\t') endStatement();
      line++;
      at++;
    } else if (character === ' ' || character === '\t' || character === '\f' || character === '\r') {
      at++;
    } else if (character === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (character === ';' && !afterEquals) {
      endStatement();
      at++;
    } else {
      const toEnd: string = afterEquals ? matchAt(TO_END, text, at) : '';
      const found: { token: KernconfToken; length: number } =
        toEnd === ''
          ? plainToken(text, at)
          : (quotedToken(text, at, toEnd.length) ?? {
              token: { kind: 'id', text: toEnd, quoted: true },
              length: toEnd.length,
            });
      add(found.token);
      line += countNewlines(text.slice(at, at + found.length));
      at += found.length;
      afterEquals = found.token.kind === '=' || found.token.kind === '+=';
      if (found.token.kind === 'id' && !found.token.quoted && found.token.text === 'envvar' && tokens.length === 1) {
        const rest = matchAt(REST_OF_LINE, text, at);
        if (rest !== '') add({ kind: 'envline', text: rest.trim(), quoted: true });
        at += rest.length;
      }
    }
  }
  endStatement();
  return statements;
}
