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

/** A bracket expression that begins at `at`: its JavaScript spelling and the place after it. */
function bracket(text: string, at: number): readonly [string, number] {
  let from = at + 1;
  let set = '[';
  if (text[from] === '^') {
    set += '^';
    from++;
  }
  let end = from;
  for (; end === from || text[end] !== ']'; end++) {
    const character = text[end];
    if (character === undefined) throw new NotUnderstood(`regular expression ${text}`);
    if (character === '[' && /[:.=]/.test(text[end + 1] ?? '')) {
      const close = text.indexOf(`${text[end + 1] ?? ''}]`, end + 2);
      const members = text[end + 1] === ':' ? CLASSES[text.slice(end + 2, close)] : undefined;
      if (close < 0 || members === undefined) throw new NotUnderstood(`regular expression ${text}`);
      set += members;
      end = close + 1;
    } else set += /[\\\]^[]/.test(character) ? `\\${character}` : character;
  }
  return [`${set}]`, end + 1];
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
  let escaped = '';
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at] ?? '';
    if (character === '[' && pattern.indexOf(']', at + 2) > 0) {
      const [set, next] = bracket(
        pattern[at + 1] === '!' ? `${pattern.slice(0, at + 1)}^${pattern.slice(at + 2)}` : pattern,
        at,
      );
      escaped += set;
      at = next;
      continue;
    }
    if (character === '\\') at++;
    const literal = pattern[at] ?? '';
    if (character === '*') escaped += isGreedy ? '[^]*' : '[^]*?';
    else if (character === '?') escaped += '[^]';
    else escaped += literal.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
    at++;
  }
  return escaped;
}
