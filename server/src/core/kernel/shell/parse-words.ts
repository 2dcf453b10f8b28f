import { NotUnderstood } from './not-understood.ts';
import type { ShellCommand, Word, WordPart } from './shell-syntax.ts';

const NAME = /[A-Za-z_]\w*|[0-9@*#?$!-]/y;
const BRACED = /\{(#?)([A-Za-z_]\w*|[0-9]+|[@*#?$!-])/y;
const OPERATOR = /:?[-=?+]|%%?|##?/y;
/** What ends a word outside of quotes (XCU 2.3). */
const METACHARACTER = /[\s;&|()<>]/;
const PLAIN = /[^\s;&|()<>\\'"$`]+/y;
const DEEPEST = 60;

/** Reads words of a script; `at` is the current offset. */
export class WordReader {
  protected readonly text: string;
  protected at = 0;
  protected depth = 0;
  /** Reads commands up to the parenthesis that closes `$(`. */
  protected inner: (() => readonly ShellCommand[]) | undefined;

  constructor(text: string) {
    this.text = text;
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** The word here; undefined at an operator or the line's end. */
  protected word(): Word | undefined {
    const parts: WordPart[] = [];
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? '';
      if (METACHARACTER.test(character)) break;
      this.piece(character, parts, false);
    }
    return parts.length === 0 ? undefined : parts;
  }

  /** The text of a here-document: expanded as between double quotes, which themselves mean nothing in it. */
  static hereDocument(text: string, read: (text: string) => readonly ShellCommand[]): Word {
    const reader = new WordReader(text);
    const parts: WordPart[] = [];
    while (reader.at < text.length) reader.quotedPiece(parts, false, read);
    return parts;
  }

  private piece(character: string, parts: WordPart[], isInBraces: boolean): void {
    if (character === '\\') {
      const next = this.text[this.at + 1];
      this.at += 2;
      if (next !== '\n' && next !== undefined) parts.push({ kind: 'text', text: next, isQuoted: true });
    } else if (character === "'") {
      const end = this.text.indexOf("'", this.at + 1);
      if (end < 0) throw new NotUnderstood('an unterminated quote');
      parts.push({ kind: 'text', text: this.text.slice(this.at + 1, end), isQuoted: true });
      this.at = end + 1;
    } else if (character === '"') this.doubleQuoted(parts);
    else if (character === '$') this.dollar(parts, false);
    else if (character === '`') this.backquoted(parts, false);
    else {
      const plain = isInBraces ? this.match(/[^\\'"$`}]+/y) : this.match(PLAIN);
      parts.push({ kind: 'text', text: plain ?? character, isQuoted: false });
      if (plain === undefined) this.at++;
    }
  }

  private doubleQuoted(parts: WordPart[]): void {
    this.at++;
    // "" is a word too.
    parts.push({ kind: 'text', text: '', isQuoted: true });
    while (this.text[this.at] !== '"') {
      if (this.at >= this.text.length) throw new NotUnderstood('an unterminated quote');
      this.quotedPiece(parts, true);
    }
    this.at++;
  }

  /** Between double quotes a backslash is literal unless it precedes $, `, ", \ or the line's end. */
  private quotedPiece(
    parts: WordPart[],
    isQuoteSpecial: boolean,
    read?: (text: string) => readonly ShellCommand[],
  ): void {
    const character = this.text[this.at] ?? '';
    if (character === '$') this.dollar(parts, true);
    else if (character === '`') this.backquoted(parts, true, read);
    else if (character === '\\') {
      const next = this.text[this.at + 1] ?? '';
      this.at += 2;
      const isSpecial = next === '$' || next === '`' || next === '\\' || (next === '"' && isQuoteSpecial);
      if (next !== '\n') parts.push({ kind: 'text', text: isSpecial ? next : `\\${next}`, isQuoted: true });
    } else {
      const plain = this.match(isQuoteSpecial ? /[^"$`\\]+/y : /[^$`\\]+/y) ?? '';
      parts.push({ kind: 'text', text: plain, isQuoted: true });
    }
  }

  private dollar(parts: WordPart[], isQuoted: boolean): void {
    this.at++;
    if (this.text.startsWith('((', this.at) || (this.text[this.at] === '(' && this.inner === undefined)) {
      const what = this.inner === undefined ? 'a command in a here-document' : 'arithmetic in a shell command';
      this.parenthesis();
      parts.push({ kind: 'unfollowed', what, isQuoted });
    } else if (this.text[this.at] === '(') {
      this.at++;
      const script = this.inner?.() ?? [];
      if (this.text[this.at] !== ')') throw new NotUnderstood('an unterminated $(');
      this.at++;
      parts.push({ kind: 'output', script, isQuoted });
    } else if (this.text[this.at] === '{') this.braced(parts, isQuoted);
    else {
      const name = this.match(NAME);
      if (name === undefined) parts.push({ kind: 'text', text: '$', isQuoted });
      else parts.push({ kind: 'parameter', name, operator: '', word: [], isQuoted });
    }
  }

  /** Skips a parenthesis and what it holds. */
  private parenthesis(): void {
    let depth = 0;
    do {
      const character = this.text[this.at++];
      if (character === undefined) throw new NotUnderstood('an unterminated $(');
      if (character === '(') depth++;
      else if (character === ')') depth--;
    } while (depth > 0);
  }

  private braced(parts: WordPart[], isQuoted: boolean): void {
    BRACED.lastIndex = this.at;
    const head = BRACED.exec(this.text);
    if (head?.[2] === undefined)
      throw new NotUnderstood(`${this.text.slice(this.at - 1, this.at + 12)}: bad substitution`);
    this.at += head[0].length;
    const operator = head[1] === '#' ? 'length' : (this.match(OPERATOR) ?? '');
    const word: WordPart[] = [];
    if (++this.depth > DEEPEST) throw new NotUnderstood('a parameter that nests too deeply');
    while (this.text[this.at] !== '}') {
      const character = this.text[this.at];
      if (character === undefined) throw new NotUnderstood('an unterminated ${');
      // In a quoted `${x:-word}` an inner '"' is literal, and blanks stay.
      if (isQuoted && character !== '"') this.quotedInBraces(word);
      else this.piece(character, word, true);
    }
    this.depth--;
    this.at++;
    parts.push({ kind: 'parameter', name: head[2], operator, word, isQuoted });
  }

  private quotedInBraces(parts: WordPart[]): void {
    const plain = this.match(/[^"$`\\}]+/y);
    if (plain === undefined) this.quotedPiece(parts, true);
    else parts.push({ kind: 'text', text: plain, isQuoted: true });
  }

  private backquoted(parts: WordPart[], isQuoted: boolean, read = this.read): void {
    let end = this.at + 1;
    let script = '';
    for (; this.text[end] !== '`'; end++) {
      if (end >= this.text.length) throw new NotUnderstood('an unterminated backquote');
      if (this.text[end] === '\\' && /[$`\\]/.test(this.text[end + 1] ?? '')) end++;
      script += this.text[end] ?? '';
    }
    this.at = end + 1;
    parts.push({ kind: 'output', script: read?.(script) ?? [], isQuoted });
  }

  /** Reads a whole script of its own, as between backquotes. */
  protected read: ((text: string) => readonly ShellCommand[]) | undefined;
}
