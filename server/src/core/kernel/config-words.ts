/** The end of a line, as get_word answers it. */
export const END_OF_LINE = '';
/** The end of the file. */
export const END_OF_FILE = null;

export type ConfigWord = string | typeof END_OF_FILE;

const TAB = 9;
const NEWLINE = 10;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;

/**
 * A word, '!' or the line's end after blanks. A word begins with any other character and ends before what is a space
 * for isspace(3), which knows fewer than \s does. A regular expression is much faster than a loop that is not yet
 * compiled.
 */
const WORD = /[ \t\r]*(?:([^ \t\r\n\\!][^ \t\n\v\f\r]*|!)|\n)/y;

/**
 * Reads words as config(8) does in `files` and `options` files (usr.sbin/config/main.c, get_word and
 * get_quoted_word): blanks separate, a backslash before the line's end joins lines, '!' is a word of its own.
 */
export class ConfigWordReader {
  readonly #text: string;
  #at = 0;
  /** 1-based line of the word read last. */
  line = 1;

  constructor(text: string) {
    this.#text = text.endsWith('\n') ? text : `${text}\n`;
  }

  /** Moves to a word's first character; undefined if the line or the file ends first. */
  #skipBlanks(): ConfigWord | undefined {
    const text = this.#text;
    let joined = false;
    for (;;) {
      if (this.#at >= text.length) return END_OF_FILE;
      const code = text.charCodeAt(this.#at);
      if (code === SPACE || code === TAB || code === 13) {
        this.#at++;
      } else if (code === BACKSLASH) {
        joined = true;
        this.#at++;
      } else if (code === NEWLINE) {
        this.#at++;
        this.line++;
        if (!joined) return END_OF_LINE;
        joined = false;
      } else {
        return undefined;
      }
    }
  }

  /** The next word, END_OF_LINE or END_OF_FILE. */
  word(): ConfigWord {
    WORD.lastIndex = this.#at;
    const match = WORD.exec(this.#text);
    if (match !== null) {
      this.#at = WORD.lastIndex;
      return match[1] ?? this.#endLine();
    }
    // A backslash or the file's end.
    const end = this.#skipBlanks();
    return end === undefined ? this.word() : end;
  }

  #endLine(): ConfigWord {
    this.line++;
    return END_OF_LINE;
  }

  /** Like word(), but a word in single or double quotes may hold blanks. */
  quotedWord(): ConfigWord {
    const end = this.#skipBlanks();
    if (end !== undefined) return end;
    const text = this.#text;
    const quote = text.charCodeAt(this.#at);
    if (quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) return this.word();
    const close = text.indexOf(quote === DOUBLE_QUOTE ? '"' : "'", this.#at + 1);
    const plain = close < 0 ? '' : text.slice(this.#at + 1, close);
    if (close > 0 && !plain.includes('\\') && !plain.includes('\n')) {
      this.#at = close + 1;
      return plain;
    }
    return this.#escapedWord(quote);
  }

  /** A quoted word with a backslash or a newline in it. */
  #escapedWord(quote: number): string {
    const text = this.#text;
    let value = '';
    let escaped = false;
    for (this.#at++; this.#at < text.length; this.#at++) {
      const code = text.charCodeAt(this.#at);
      if (code === quote && !escaped) {
        this.#at++;
        return value;
      }
      if (code === NEWLINE) {
        if (!escaped) return value;
        this.line++;
      }
      if (code === BACKSLASH && !escaped) {
        escaped = true;
        continue;
      }
      if (code !== quote && escaped) value += '\\';
      value += text[this.#at] ?? '';
      escaped = false;
    }
    return value;
  }

  /** Skips the rest of the line, including joined lines, as after a '#'. */
  skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    if (end >= 0 && this.#text.charCodeAt(end - 1) !== BACKSLASH) {
      this.#at = end + 1;
      this.line++;
      return;
    }
    for (let word = this.word(); word !== END_OF_LINE && word !== END_OF_FILE; word = this.word());
  }
}
