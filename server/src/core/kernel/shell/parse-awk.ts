import type { AwkExpression, AwkRule, AwkStatement } from './awk-syntax.ts';
import { AWK_WORDS, awkTokens, type AwkToken } from './awk-tokens.ts';
import { NotUnderstood } from './not-understood.ts';

const COMPARISONS = new Set(['<', '<=', '==', '!=', '>', '>=']);
const DEEPEST = 80;

/** Reads a program of awk(1). @throws NotUnderstood for functions of its own, getline, output to files */
export function parseAwk(text: string): readonly AwkRule[] {
  return new AwkParser(awkTokens(text)).rules();
}

class AwkParser {
  private readonly tokens: readonly AwkToken[];
  private at = 0;
  private depth = 0;
  /** False in print's operands, where > would redirect. */
  private isGreaterOperator = true;
  /** False in the head of `for (x in a)`. */
  private isInOperator = true;

  constructor(tokens: readonly AwkToken[]) {
    this.tokens = tokens;
  }

  rules(): readonly AwkRule[] {
    const rules: AwkRule[] = [];
    for (;;) {
      this.lines();
      if (this.peek().kind === 'end') return rules;
      if (this.is('function') || this.is('func')) throw new NotUnderstood("awk's function");
      const when = this.takes('BEGIN') ? 'BEGIN' : this.takes('END') ? 'END' : 'line';
      const pattern = when === 'line' && !this.is('{') ? this.expression() : undefined;
      const end = pattern !== undefined && this.takes(',') ? this.expression() : undefined;
      const action = this.is('{') ? this.block() : undefined;
      if (action === undefined && when !== 'line') throw this.strange();
      rules.push({ when, pattern, end, action });
    }
  }

  private peek(ahead = 0): AwkToken {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)] ?? { kind: 'end', text: '' };
  }

  private is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.text === text && token.kind !== 'string' && token.kind !== 'regex';
  }

  private takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw this.strange();
  }

  private strange(): NotUnderstood {
    return new NotUnderstood(`awk at "${this.peek().text}"`);
  }

  private lines(): void {
    while (this.is('\n') || this.is(';')) this.at++;
  }

  private newlines(): void {
    while (this.is('\n')) this.at++;
  }

  private block(): readonly AwkStatement[] {
    this.expect('{');
    const body: AwkStatement[] = [];
    for (;;) {
      this.lines();
      if (this.takes('}')) return body;
      if (this.peek().kind === 'end') throw this.strange();
      body.push(this.statement());
    }
  }

  private body(): AwkStatement {
    this.newlines();
    return this.takes(';') ? { kind: 'block', body: [] } : this.statement();
  }

  private statement(): AwkStatement {
    if (++this.depth > DEEPEST) throw new NotUnderstood('an awk program that nests too deeply');
    try {
      return this.oneStatement();
    } finally {
      this.depth--;
    }
  }

  private oneStatement(): AwkStatement {
    if (this.is('{')) return { kind: 'block', body: this.block() };
    if (this.takes('if')) {
      const condition = this.parenthesized();
      const yes = this.body();
      const before = this.at;
      this.lines();
      if (this.takes('else')) return { kind: 'if', condition, yes, no: this.body() };
      this.at = before;
      return { kind: 'if', condition, yes, no: undefined };
    }
    if (this.takes('while'))
      return { kind: 'while', condition: this.parenthesized(), body: this.body(), isAfter: false };
    if (this.takes('do')) {
      const body = this.body();
      this.lines();
      this.expect('while');
      return { kind: 'while', condition: this.parenthesized(), body, isAfter: true };
    }
    if (this.takes('for')) return this.forLoop();
    const simple = this.simple();
    if (!this.is('}') && !this.is('\n') && !this.is(';') && this.peek().kind !== 'end') throw this.strange();
    return simple;
  }

  private parenthesized(): AwkExpression {
    this.expect('(');
    const value = this.expression();
    this.expect(')');
    return value;
  }

  private forLoop(): AwkStatement {
    this.expect('(');
    if (this.peek().kind === 'name' && this.is('in', 1) && this.peek(2).kind === 'name' && this.is(')', 3)) {
      const [name, array] = [this.peek().text, this.peek(2).text];
      this.at += 4;
      return { kind: 'for-in', name, array, body: this.body() };
    }
    const start = this.is(';') ? undefined : this.simple();
    this.expect(';');
    const condition = this.is(';') ? undefined : this.expression();
    this.expect(';');
    const step = this.is(')') ? undefined : this.simple();
    this.expect(')');
    return { kind: 'for', start, condition, step, body: this.body() };
  }

  private simple(): AwkStatement {
    const word = this.peek().text;
    if (this.peek().kind === 'name') {
      switch (word) {
        case 'print':
        case 'printf': {
          this.at++;
          const operands = this.printed();
          if (this.is('>') || this.is('|')) throw new NotUnderstood(`awk's ${word} to a file or a command`);
          return { kind: 'print', isFormatted: word === 'printf', operands };
        }
        case 'next':
        case 'exit':
        case 'break':
        case 'continue':
          this.at++;
          if (word === 'exit' && !this.is('}') && !this.is('\n') && !this.is(';')) this.expression();
          return { kind: word };
        case 'delete': {
          const name = this.peek(1).text;
          this.at += 2;
          return { kind: 'delete', name, subscripts: this.takes('[') ? this.list(']') : [] };
        }
        case 'getline':
        case 'function':
        case 'func':
        case 'return':
          throw new NotUnderstood(`awk's ${word}`);
        default:
      }
    }
    return { kind: 'expression', value: this.expression() };
  }

  private printed(): readonly AwkExpression[] {
    const outer = this.isGreaterOperator;
    this.isGreaterOperator = false;
    const operands: AwkExpression[] = [];
    // `print(a, b)` is a list in parentheses, `print (a) b` is not.
    const close = this.is('(') ? this.closing() : -1;
    const endsAtClose = close >= 0 && ['}', '\n', ';', '', '>', '|'].includes(this.tokens[close + 1]?.text ?? '');
    if (endsAtClose) {
      this.at++;
      this.isGreaterOperator = true;
      operands.push(...this.list(')'));
    } else if (!['}', '\n', ';', '', '>', '|'].includes(this.peek().text) || this.peek().kind === 'string') {
      do {
        this.newlines();
        operands.push(this.expression());
      } while (this.takes(','));
    }
    this.isGreaterOperator = outer;
    return operands;
  }

  private closing(): number {
    let depth = 0;
    for (let at = this.at; at < this.tokens.length; at++) {
      const token = this.tokens[at];
      if (token?.kind !== 'punctuator') continue;
      if (token.text === '(') depth++;
      else if (token.text === ')' && --depth === 0) return at;
    }
    return -1;
  }

  private list(end: string): readonly AwkExpression[] {
    const found: AwkExpression[] = [];
    while (!this.takes(end)) {
      if (found.length > 0) this.expect(',');
      this.newlines();
      found.push(this.expression());
    }
    return found;
  }

  private expression(): AwkExpression {
    if (++this.depth > DEEPEST) throw new NotUnderstood('an awk program that nests too deeply');
    try {
      const condition = this.or();
      if (this.takes('?')) {
        this.newlines();
        const yes = this.expression();
        this.newlines();
        this.expect(':');
        this.newlines();
        return { kind: 'conditional', condition, yes, no: this.expression() };
      }
      const operator = /^(?:[-+*/%^]|\*\*)?=$/.exec(this.peek().kind === 'punctuator' ? this.peek().text : '')?.[0];
      if (operator === undefined) return condition;
      if (!isPlace(condition)) throw this.strange();
      this.at++;
      this.newlines();
      return { kind: 'assign', operator, target: condition, value: this.expression() };
    } finally {
      this.depth--;
    }
  }

  private leftToRight(operators: (text: string) => boolean, operand: () => AwkExpression): AwkExpression {
    let left = operand();
    while (this.peek().kind === 'punctuator' && operators(this.peek().text)) {
      const operator = this.peek().text;
      this.at++;
      if (operator === '&&' || operator === '||') this.newlines();
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  private or(): AwkExpression {
    return this.leftToRight(
      (text) => text === '||',
      () =>
        this.leftToRight(
          (text) => text === '&&',
          () => this.membership(),
        ),
    );
  }

  private membership(): AwkExpression {
    let left = this.leftToRight(
      (text) => text === '~' || text === '!~',
      () => this.comparison(),
    );
    while (this.isInOperator && this.is('in')) {
      left = { kind: 'in', subscripts: [left], name: this.peek(1).text };
      this.at += 2;
    }
    return left;
  }

  private comparison(): AwkExpression {
    const left = this.concatenation();
    const { kind, text } = this.peek();
    if (kind !== 'punctuator' || !COMPARISONS.has(text) || (text === '>' && !this.isGreaterOperator)) return left;
    this.at++;
    return { kind: 'binary', operator: text, left, right: this.concatenation() };
  }

  private concatenation(): AwkExpression {
    let left = this.additive();
    while (this.beginsOperand()) left = { kind: 'binary', operator: '', left, right: this.additive() };
    return left;
  }

  private beginsOperand(): boolean {
    const { kind, text } = this.peek();
    if (kind === 'name') return !AWK_WORDS.has(text);
    if (kind === 'punctuator') return ['$', '(', '!', '++', '--'].includes(text);
    return kind === 'number' || kind === 'string' || kind === 'function';
  }

  private additive(): AwkExpression {
    return this.leftToRight(
      (text) => text === '+' || text === '-',
      () =>
        this.leftToRight(
          (text) => text === '*' || text === '/' || text === '%',
          () => this.unary(),
        ),
    );
  }

  private unary(): AwkExpression {
    for (const operator of ['!', '-', '+'] as const)
      if (this.takes(operator)) return { kind: 'unary', operator, operand: this.unary() };
    const base = this.postfix();
    if (!this.takes('^') && !this.takes('**')) return base;
    return { kind: 'binary', operator: '^', left: base, right: this.unary() };
  }

  private postfix(): AwkExpression {
    for (const [operator, by] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (this.takes(operator)) return { kind: 'step', by, isPrefix: true, target: this.primary() };
    }
    const target = this.primary();
    if (!isPlace(target)) return target;
    for (const [operator, by] of [
      ['++', 1],
      ['--', -1],
    ] as const) {
      if (this.takes(operator)) return { kind: 'step', by, isPrefix: false, target };
    }
    return target;
  }

  private primary(): AwkExpression {
    const { kind, text } = this.peek();
    this.at++;
    switch (kind) {
      case 'number':
        return { kind: 'number', value: Number(text) };
      case 'string':
        return { kind: 'string', value: text };
      case 'regex':
        return { kind: 'regex', value: text };
      case 'function':
        this.expect('(');
        return { kind: 'call', name: text, operands: this.list(')') };
      case 'name':
        if (AWK_WORDS.has(text)) break;
        if (text === 'length') return { kind: 'call', name: text, operands: [] };
        return this.takes('[')
          ? { kind: 'element', name: text, subscripts: this.list(']') }
          : { kind: 'variable', name: text };
      case 'punctuator':
        if (text === '$')
          return { kind: 'field', index: this.is('++') || this.is('--') ? this.postfix() : this.primary() };
        if (text === '(') return this.inParentheses();
        break;
      default:
    }
    this.at--;
    throw this.strange();
  }

  private inParentheses(): AwkExpression {
    const [greater, membership] = [this.isGreaterOperator, this.isInOperator];
    this.isGreaterOperator = true;
    this.isInOperator = true;
    const values = this.list(')');
    this.isGreaterOperator = greater;
    this.isInOperator = membership;
    const [only] = values;
    if (only !== undefined && values.length === 1) return only;
    if (!this.takes('in')) throw this.strange();
    this.at++;
    return { kind: 'in', subscripts: values, name: this.peek(-1).text };
  }
}

function isPlace({ kind }: AwkExpression): boolean {
  return kind === 'variable' || kind === 'field' || kind === 'element';
}
