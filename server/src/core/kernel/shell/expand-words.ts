import { NotUnderstood } from './not-understood.ts';
import { shellPattern } from './posix-regex.ts';
import type { ShellCommand, Word, WordPart } from './shell-syntax.ts';

/** What words are expanded with. */
export interface ExpansionScope {
  /**
   * A variable's value; undefined if it is not set.
   * @throws NotUnderstood when that is not known
   */
  value(name: string): string | undefined;
  assign(name: string, value: string): void;
  /** $1, $2, ... */
  positional(): readonly string[];
  /** What a command writes. */
  output(script: readonly ShellCommand[]): string;
  /** Names that a pattern matches, sorted. */
  matching(pattern: string): readonly string[];
}

const GLOB = /[*?]|\[.+\]/;

/** The current field: its text, and the text with a backslash before what was quoted. */
interface Field {
  text: string;
  pattern: string;
}

/** Expands words as XCU 2.6 says: parameters, commands, field splitting at blanks, names, quote removal. */
export class WordExpansion {
  private readonly scope: ExpansionScope;

  constructor(scope: ExpansionScope) {
    this.scope = scope;
  }

  /** One word as one string: of an assignment, a redirection, `case`. */
  text(word: Word): string {
    return word.map((part) => this.partText(part)).join('');
  }

  /** The same as a pattern: quoted characters match themselves. */
  pattern(word: Word): string {
    return word.map((part) => (part.isQuoted ? quoted(this.partText(part)) : this.partText(part))).join('');
  }

  /** The fields of a command's words. */
  fields(words: readonly Word[]): string[] {
    return words
      .flatMap((word) => this.fieldsOf(word))
      .flatMap(({ text, pattern }) => {
        if (!GLOB.test(pattern.replace(/\\[^]/g, ''))) return [text];
        const names = this.scope.matching(pattern);
        return names.length === 0 ? [text] : names;
      });
  }

  private fieldsOf(word: Word): Field[] {
    const fields: Field[] = [];
    let current: Field | undefined;
    const add = (text: string, pattern: string): void => {
      current ??= { text: '', pattern: '' };
      current.text += text;
      current.pattern += pattern;
    };
    const close = (): void => {
      if (current !== undefined) fields.push(current);
      current = undefined;
    };
    for (const part of word) {
      if (part.kind === 'parameter' && part.name === '@' && part.operator === '') {
        this.scope.positional().forEach((value, i) => {
          if (i > 0) close();
          add(value, quoted(value));
        });
        continue;
      }
      const text = this.partText(part);
      if (part.kind === 'text' || part.isQuoted) {
        add(text, part.isQuoted ? quoted(text) : text);
        continue;
      }
      const pieces = text.split(/[ \t\n]+/);
      pieces.forEach((piece, i) => {
        if (i > 0) close();
        if (piece !== '') add(piece, piece);
      });
    }
    close();
    return fields;
  }

  private partText(part: WordPart): string {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'unfollowed':
        throw new NotUnderstood(part.what);
      case 'output':
        return this.scope.output(part.script).replace(/\n+$/, '');
      case 'parameter':
        return this.parameter(part);
    }
  }

  /** `${x}` and its kin: XCU 2.6.2. */
  private parameter(part: Extract<WordPart, { kind: 'parameter' }>): string {
    const { name, operator, word } = part;
    if (name === '@' || name === '*') return this.scope.positional().join(' ');
    const value = this.scope.value(name);
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    switch (operator) {
      case '':
        return value ?? '';
      case 'length':
        return String((value ?? '').length);
      case '-':
      case ':-':
        return isSet ? value : this.text(word);
      case '=':
      case ':=': {
        if (isSet) return value;
        const assigned = this.text(word);
        this.scope.assign(name, assigned);
        return assigned;
      }
      case '+':
      case ':+':
        return isSet ? this.text(word) : '';
      case '?':
      case ':?':
        if (!isSet) throw new NotUnderstood(`${name} is not set`);
        return value;
      default:
        return trimmed(value ?? '', operator, this.pattern(word));
    }
  }
}

function quoted(text: string): string {
  return text.replace(/[\\*?[\]!]/g, '\\$&');
}

/** `#`, `##`: removes the shortest or longest matching start; `%`, `%%`: the matching end. */
function trimmed(value: string, operator: string, pattern: string): string {
  const isLongest = operator.length === 2;
  const lengths = Array.from({ length: value.length + 1 }, (_, i) => (isLongest ? value.length - i : i));
  const whole = new RegExp(`^${shellPattern(pattern)}$`);
  const isStart = operator.startsWith('#');
  const found = lengths.find((length) =>
    whole.test(isStart ? value.slice(0, length) : value.slice(value.length - length)),
  );
  if (found === undefined) return value;
  return isStart ? value.slice(found) : value.slice(0, value.length - found);
}
