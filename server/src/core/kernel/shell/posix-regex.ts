import { NotUnderstood } from './not-understood.ts';

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/**
 * A bracket expression that begins at `at`: its JavaScript spelling and the place after it. In a pattern of the shell a
 * backslash quotes, and a range whose end lies before its start has no members; in a regular expression it is an error.
 */
function bracket(text: string, at: number, isShell = false): readonly [string, number] {
  const unquoted = (place: number): number =>
    isShell && text[place] === '\\' && text[place + 1] !== undefined ? place + 1 : place;
  let from = at + 1;
  let set = '[';
  if (text[from] === '^') {
    set += '^';
    from++;
  }
  let end = from;
  for (; end === from || text[end] !== ']'; end++) {
    const isClass = text[end] === '[' && /[:.=]/.test(text[end + 1] ?? '');
    end = unquoted(end);
    const character = text[end];
    if (character === undefined) throw new NotUnderstood(`regular expression ${text}`);
    if (isClass) {
      const close = text.indexOf(`${text[end + 1] ?? ''}]`, end + 2);
      const members = text[end + 1] === ':' ? CLASSES[text.slice(end + 2, close)] : undefined;
      if (close < 0 || members === undefined) throw new NotUnderstood(`regular expression ${text}`);
      set += members;
      end = close + 1;
    } else if (text[end + 1] === '-' && text[end + 2] !== undefined && text[end + 2] !== ']') {
      const last = unquoted(end + 2);
      set += range(character, text[last] ?? '', isShell ? () => '' : notUnderstood(text));
      end = last;
    } else set += inBracket(character);
  }
  return [`${set}]`, end + 1];
}

function range(first: string, last: string, ifEmpty: () => string): string {
  return first <= last ? `${inBracket(first)}-${inBracket(last)}` : ifEmpty();
}

function inBracket(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}

function notUnderstood(text: string): () => never {
  return () => {
    throw new NotUnderstood(`regular expression ${text}`);
  };
}

/**
 * The escapes of an extended or basic regular expression that are no mere quoting; GNU's and FreeBSD's \< and \> too.
 */
function escape(next: string, isExtended: boolean): string {
  if (next === '<' || next === '>') return '\\b';
  if (next === 'n') return '\\n';
  if (next === 't') return '\\t';
  if (!isExtended && /[(){}+?|]/.test(next)) return next;
  if (/[1-9]/.test(next)) return `\\${next}`;
  return /\w/.test(next) ? next : `\\${next}`;
}

/**
 * A regular expression of POSIX (XBD 9), basic or extended, as JavaScript has it. Where several alternatives match at
 * one place JavaScript takes the first, POSIX the longest.
 */
export function posixRegex(text: string, isExtended: boolean, flags = ''): RegExp {
  let pattern = '';
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? '';
    const isAtStart = pattern === '' || pattern.endsWith('(') || pattern.endsWith('|');
    if (character === '[') {
      const [set, next] = bracket(text, at);
      pattern += set;
      at = next;
      continue;
    }
    if (character === '\\') {
      pattern += escape(text[at + 1] ?? '\\', isExtended);
      at += 2;
      continue;
    }
    at++;
    const isAtEnd = at === text.length || text.startsWith('\\)', at) || text.startsWith('\\|', at);
    if (isExtended || character === '.') pattern += character === '/' ? '\\/' : character;
    else if (character === '*') pattern += isAtStart || pattern.endsWith('^') ? '\\*' : '*';
    else if (character === '^') pattern += isAtStart ? '^' : '\\^';
    else if (character === '$') pattern += isAtEnd ? '$' : '\\$';
    else pattern += /[(){}+?|/]/.test(character) ? `\\${character}` : character;
  }
  try {
    return new RegExp(pattern, flags);
  } catch {
    throw new NotUnderstood(`regular expression ${text}`);
  }
}

/** The special characters of a shell pattern (XCU 2.13); a backslash escapes them. */
export function shellPattern(pattern: string, isGreedy = true): string {
  const any = isGreedy ? '[^]*' : '[^]*?';
  let escaped = '';
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at] ?? '';
    if (character === '[' && pattern.indexOf(']', at + 2) > 0) {
      const [set, next] = bracket(
        pattern[at + 1] === '!' ? `${pattern.slice(0, at + 1)}^${pattern.slice(at + 2)}` : pattern,
        at,
        true,
      );
      escaped += set;
      at = next;
      continue;
    }
    if (character === '\\') at++;
    const literal = pattern[at] ?? '';
    // Several are as one; JavaScript would try every way to share the text among them.
    if (character === '*') escaped += pattern[at - 1] === '*' && escaped.endsWith(any) ? '' : any;
    else if (character === '?') escaped += '[^]';
    else escaped += literal.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
    at++;
  }
  return escaped;
}
