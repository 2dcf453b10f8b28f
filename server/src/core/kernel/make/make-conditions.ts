import { readReference } from './make-references.ts';

/** What a condition may ask its makefile (contrib/bmake/cond.c). */
export interface ConditionContext {
  expand(text: string): string;
  /** Value of a whole reference, or undefined if its variable is undefined. */
  reference(text: string): string | undefined;
  isDefined(name: string): boolean;
  exists(path: string): boolean;
  isTarget(name: string): boolean;
  problem(message: string): void;
}

interface Operand {
  readonly text: string;
  readonly isQuoted: boolean;
  /** A bare word: `.if FOO` tests whether FOO is defined. */
  readonly isBare: boolean;
}

const BLANKS = /[ \t]*/y;
const OPERATOR = /==|!=|>=|<=|>|</y;
const WORD = /[^ \t()!=<>&|"]+/y;
const NUMBER = /^[+-]?(0x[0-9a-fA-F]+|\d+\.?\d*)$/;

class ConditionParser {
  #at = 0;
  readonly #text: string;
  readonly #context: ConditionContext;

  constructor(text: string, context: ConditionContext) {
    this.#text = text;
    this.#context = context;
  }

  /** undefined: malformed. */
  parse(): boolean | undefined {
    const value = this.#or(true);
    this.#skipBlanks();
    return value === undefined || this.#at < this.#text.length ? undefined : value;
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#at;
    this.#at += BLANKS.exec(this.#text)?.[0].length ?? 0;
  }

  #take(token: string): boolean {
    this.#skipBlanks();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  /** `counts`: false on a side of && or || that is not evaluated. */
  #or(counts: boolean): boolean | undefined {
    let value = this.#and(counts);
    while (value !== undefined && this.#take('||')) {
      const right = this.#and(counts && !value);
      if (right === undefined) return undefined;
      value = value || right;
    }
    return value;
  }

  #and(counts: boolean): boolean | undefined {
    let value = this.#not(counts);
    while (value !== undefined && this.#take('&&')) {
      const right = this.#not(counts && value);
      if (right === undefined) return undefined;
      value = value && right;
    }
    return value;
  }

  #not(counts: boolean): boolean | undefined {
    this.#skipBlanks();
    if (this.#text[this.#at] === '!' && this.#text[this.#at + 1] !== '=') {
      this.#at++;
      const value = this.#not(counts);
      return value === undefined ? undefined : !value;
    }
    if (this.#take('(')) {
      const value = this.#or(counts);
      return this.#take(')') ? value : undefined;
    }
    return this.#functionCall(counts) ?? this.#comparison(counts);
  }

  /** defined(X), empty(X:mods), exists(file), target(t), make(t), commands(t) */
  #functionCall(counts: boolean): boolean | undefined {
    const match = /^(defined|empty|exists|target|make|commands)[ \t]*\(/.exec(
      this.#text.slice(this.#at, this.#at + 24),
    );
    if (match === null) return undefined;
    const name = match[1] ?? '';
    let depth = 1;
    const start = this.#at + match[0].length;
    let end = start;
    for (; end < this.#text.length; end++) {
      if (this.#text[end] === '(') depth++;
      else if (this.#text[end] === ')' && --depth === 0) break;
    }
    const argument = this.#text.slice(start, end).trim();
    this.#at = end + 1;
    if (!counts) return false;
    if (name === 'empty') return (this.#context.reference(`\${${argument}}`) ?? '').trim() === '';
    const expanded = this.#context.expand(argument);
    if (name === 'defined') return this.#context.isDefined(expanded);
    if (name === 'exists') return this.#context.exists(expanded);
    if (name === 'target' || name === 'commands') return this.#context.isTarget(expanded);
    return false;
  }

  #operand(counts: boolean): Operand | undefined {
    this.#skipBlanks();
    const text = this.#text;
    if (text[this.#at] === '"') {
      const end = text.indexOf('"', this.#at + 1);
      const inner = end < 0 ? text.slice(this.#at + 1) : text.slice(this.#at + 1, end);
      this.#at = end < 0 ? text.length : end + 1;
      return { text: counts ? this.#context.expand(inner) : '', isQuoted: true, isBare: false };
    }
    let value = '';
    let isBare = true;
    let hasText = false;
    for (;;) {
      if (text[this.#at] === '$') {
        const reference = readReference(text, this.#at);
        if (reference === undefined) return undefined;
        isBare = false;
        value += this.#referenceValue(text.slice(this.#at, reference.end), counts);
        this.#at = reference.end;
      } else {
        WORD.lastIndex = this.#at;
        const word = WORD.exec(text)?.[0];
        if (word === undefined) break;
        const dollar = word.indexOf('$');
        const plain = dollar < 0 ? word : word.slice(0, dollar);
        value += plain;
        this.#at += plain.length;
      }
      hasText = true;
    }
    return hasText ? { text: value, isQuoted: false, isBare } : undefined;
  }

  #referenceValue(reference: string, counts: boolean): string {
    if (!counts) return '';
    const value = this.#context.reference(reference);
    if (value === undefined) this.#context.problem(`undefined variable ${reference} in a condition`);
    return value ?? '';
  }

  #comparison(counts: boolean): boolean | undefined {
    const left = this.#operand(counts);
    if (left === undefined) return undefined;
    this.#skipBlanks();
    OPERATOR.lastIndex = this.#at;
    const operator = OPERATOR.exec(this.#text)?.[0];
    if (operator === undefined) {
      const trimmed = left.text.trim();
      if (left.isBare && !NUMBER.test(trimmed)) return this.#context.isDefined(left.text);
      return !left.isQuoted && NUMBER.test(trimmed) ? Number(trimmed) !== 0 : trimmed !== '';
    }
    this.#at += operator.length;
    const right = this.#operand(counts);
    if (right === undefined) return undefined;
    return this.#compare(left, operator, right, counts);
  }

  #compare(left: Operand, operator: string, right: Operand, counts: boolean): boolean {
    if (!left.isQuoted && !right.isQuoted && NUMBER.test(left.text) && NUMBER.test(right.text)) {
      const difference = Number(left.text) - Number(right.text);
      switch (operator) {
        case '==':
          return difference === 0;
        case '!=':
          return difference !== 0;
        case '<':
          return difference < 0;
        case '>':
          return difference > 0;
        case '<=':
          return difference <= 0;
        default:
          return difference >= 0;
      }
    }
    if (operator === '==') return left.text === right.text;
    if (operator === '!=') return left.text !== right.text;
    if (counts) this.#context.problem(`${operator} between words: "${left.text}" and "${right.text}"`);
    return false;
  }
}

/** Decides the condition of .if; undefined if it is malformed. Undefined variables are problems. */
export function evaluateCondition(text: string, context: ConditionContext): boolean | undefined {
  return new ConditionParser(text.trim(), context).parse();
}
