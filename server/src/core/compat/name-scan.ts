import { addTo } from '../collections/multimap.ts';

/** Positions of the wanted names in one file's text, outside comments and literals. */
export interface NamesInText {
  /** Offsets by name. */
  readonly uses: ReadonlyMap<string, readonly number[]>;
  /** Offsets inside `#if 0`. */
  readonly disabled: ReadonlyMap<string, readonly number[]>;
  /** Words that macros paste to something else: `foo_##x`, `x##_foo`. */
  readonly pasted: readonly PastedWord[];
}

export interface PastedWord {
  readonly word: string;
  /** `before`: the word begins the pasted name; `after`: it ends it. */
  readonly side: 'before' | 'after';
  readonly offset: number;
}

const BITS = 1 << 18;

/** Names to look for, with a filter that rejects most words of a text. */
export class WantedNames {
  readonly names: ReadonlySet<string>;
  private readonly filter = new Uint8Array(BITS >> 3);

  constructor(names: Iterable<string>) {
    this.names = new Set(names);
    for (const name of this.names) {
      const bit = hashOf(name) & (BITS - 1);
      this.filter[bit >> 3] = (this.filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  mayHold(hash: number): boolean {
    const bit = hash & (BITS - 1);
    return ((this.filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  }
}

const WORD_BITS = 1 << 26;

/**
 * A Bloom filter of all words: two bits each in a table of 8 MB. With the 1.5 million words of a tree, one absent word
 * of 500 is taken for present; a present word is never missed.
 */
export class WordFilter {
  private readonly bits = new Uint8Array(WORD_BITS >> 3);

  add(hash: number): void {
    this.set(hash & (WORD_BITS - 1));
    this.set(other(hash));
  }

  mayHold(word: string): boolean {
    const hash = hashOf(word);
    return this.has(hash & (WORD_BITS - 1)) && this.has(other(hash));
  }

  private set(bit: number): void {
    this.bits[bit >> 3] = (this.bits[bit >> 3] as number) | (1 << (bit & 7));
  }

  private has(bit: number): boolean {
    return ((this.bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
  }
}

function other(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 6;
}

function hashOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = next(hash, word.charCodeAt(i));
  return hash;
}

function next(hash: number, c: number): number {
  return (Math.imul(hash, 31) + c) | 0;
}

/**
 * Finds the wanted names among the words of C, assembler, yacc or lex. All branches of an #if count. Every word outside
 * `#if 0` is added to `words` too.
 */
export function scanNames(text: string, wanted: WantedNames, words?: WordFilter): NamesInText {
  return new NameScan(text, wanted, words).run();
}

class NameScan {
  private readonly text: string;
  private readonly wanted: WantedNames;
  private readonly uses = new Map<string, number[]>();
  private readonly disabled = new Map<string, number[]>();
  private readonly pasted: PastedWord[] = [];
  /** Of every open #if: whether its present group is that of `#if 0`. */
  private readonly groups: boolean[] = [];
  private readonly words: WordFilter | undefined;
  private at = 0;

  constructor(text: string, wanted: WantedNames, words: WordFilter | undefined) {
    this.text = text;
    this.wanted = wanted;
    this.words = words;
  }

  run(): NamesInText {
    const { text, wanted, words } = this;
    let atLineStart = true;
    while (this.at < text.length) {
      const c = text.charCodeAt(this.at);
      if (isNameStart(c)) {
        const start = this.at;
        let hash = 0;
        let d = c;
        do {
          hash = next(hash, d);
          d = text.charCodeAt(++this.at);
        } while (isNamePart(d));
        atLineStart = false;
        if (words !== undefined && !this.groups.includes(true)) words.add(hash);
        if (wanted.mayHold(hash)) this.note(text.slice(start, this.at), start);
        continue;
      }
      if (c === 10) atLineStart = true;
      else if (c === 35 && atLineStart) {
        this.directive();
        continue;
      } else if (c === 47 && this.comment()) continue;
      else if (c === 34 || c === 39) {
        this.literal(c);
        atLineStart = false;
        continue;
      } else if (isDigit(c)) {
        // 0x1f, 10UL: no names.
        while (isNamePart(text.charCodeAt(this.at)) || text.charCodeAt(this.at) === 46) this.at++;
        atLineStart = false;
        continue;
      } else if (c !== 32 && c !== 9) atLineStart = false;
      this.at++;
    }
    return { uses: this.uses, disabled: this.disabled, pasted: this.pasted };
  }

  private note(name: string, offset: number): void {
    if (!this.wanted.names.has(name)) return;
    const to = this.groups.includes(true) ? this.disabled : this.uses;
    addTo(to, name, offset);
  }

  /** A directive's `#`: updates the groups; its words are then read like others. */
  private directive(): void {
    const { text } = this;
    const line = /#[ \t]*(\w*)([^\n]*)/y;
    line.lastIndex = this.at;
    const [, word = '', rest = ''] = line.exec(text) ?? [];
    switch (word) {
      case 'if':
        this.groups.push(/^\s*0\s*(?:\/[*/].*)?$/.test(rest));
        break;
      case 'ifdef':
      case 'ifndef':
        this.groups.push(false);
        break;
      case 'else':
      case 'elif':
        if (this.groups.length > 0) this.groups[this.groups.length - 1] = false;
        break;
      case 'endif':
        this.groups.pop();
        break;
      case 'define':
        this.notePasted();
        break;
      default:
    }
    this.at += 1;
    while (text.charCodeAt(this.at) === 32 || text.charCodeAt(this.at) === 9) this.at++;
    this.at += word.length;
  }

  /** The words next to `##` in a definition that are not parameters. */
  private notePasted(): void {
    const { text } = this;
    let end = this.at;
    do end = text.indexOf('\n', end + 1);
    while (end >= 0 && (text[end - 1] === '\\' || (text[end - 1] === '\r' && text[end - 2] === '\\')));
    const definition = text.slice(this.at, end < 0 ? text.length : end);
    if (!definition.includes('##')) return;
    const parameters = new Set(/^#\s*define\s+\w+\(([^)]*)\)/.exec(definition)?.[1]?.split(/[\s,]+/) ?? []);
    for (const match of definition.matchAll(/##/g)) {
      const before = /(\w+)[\s\\]*$/.exec(definition.slice(0, match.index))?.[1];
      const after = /^[\s\\]*(\w+)/.exec(definition.slice(match.index + 2))?.[1];
      if (before !== undefined && !parameters.has(before))
        this.pasted.push({ word: before, side: 'before', offset: this.at + match.index });
      if (after !== undefined && !parameters.has(after))
        this.pasted.push({ word: after, side: 'after', offset: this.at + match.index });
    }
  }

  /** Skips a comment; false when none starts here. */
  private comment(): boolean {
    const { text } = this;
    const mark = text.charCodeAt(this.at + 1);
    if (mark !== 42 && mark !== 47) return false;
    const end = mark === 42 ? text.indexOf('*/', this.at + 2) : text.indexOf('\n', this.at + 2);
    this.at = end < 0 ? text.length : mark === 42 ? end + 2 : end;
    return true;
  }

  /** Skips a literal; a quote without its end on the line is not a literal (an apostrophe in assembler). */
  private literal(quote: number): void {
    const { text } = this;
    for (let i = this.at + 1; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 92) i++;
      else if (c === quote) {
        this.at = i + 1;
        return;
      } else if (c === 10) break;
    }
    this.at++;
  }
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

function isNameStart(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95;
}

function isNamePart(c: number): boolean {
  return isNameStart(c) || isDigit(c);
}
