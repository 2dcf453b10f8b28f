import type { AwkExpression, AwkRule, AwkStatement } from './awk-syntax.ts';
import { arithmetic, asNumber, isTrue, numberOf, textOf, type AwkValue } from './awk-value.ts';
import { formatted } from './format-text.ts';
import { NotUnderstood } from './not-understood.ts';
import { parseAwk } from './parse-awk.ts';
import { posixRegex } from './posix-regex.ts';
import { inputOf, linesOf, readOptions, scriptOf, type Utility } from './utility.ts';
import { getOrMake } from '../../collections/get-or-make.ts';

const MOST_STEPS = 500_000;

type Way = 'on' | 'next' | 'exit' | 'break' | 'continue';

/** Runs the rules of a program over lines. */
class AwkRun {
  output = '';
  private readonly rules: readonly AwkRule[];
  private readonly variables = new Map<string, AwkValue>([
    ['FS', ' '],
    ['OFS', ' '],
    ['ORS', '\n'],
    ['SUBSEP', '\x1c'],
    ['NR', 0],
  ]);
  private readonly arrays = new Map<string, Map<string, AwkValue>>();
  private readonly inRange = new Set<AwkRule>();
  private record = '';
  private fields: string[] = [];
  private steps = 0;

  constructor(rules: readonly AwkRule[], variables: ReadonlyMap<string, string>) {
    this.rules = rules;
    for (const [name, value] of variables) this.variables.set(name, { read: value });
  }

  run(lines: () => readonly string[]): void {
    let way = this.all('BEGIN');
    if (way === 'on' && this.rules.some(({ when }) => when !== 'BEGIN')) {
      for (const line of lines()) {
        this.variables.set('NR', numberOf(this.variables.get('NR')) + 1);
        this.variables.set('FNR', this.variables.get('NR'));
        this.setRecord(line);
        way = this.all('line');
        if (way === 'exit') break;
      }
    }
    this.all('END');
  }

  private all(when: AwkRule['when']): Way {
    for (const rule of this.rules) {
      if (rule.when !== when || (when === 'line' && !this.applies(rule))) continue;
      const way =
        rule.action === undefined
          ? this.statement({ kind: 'print', isFormatted: false, operands: [] })
          : this.block(rule.action);
      if (way === 'next' || way === 'exit') return way;
    }
    return 'on';
  }

  private applies(rule: AwkRule): boolean {
    if (rule.pattern === undefined) return true;
    if (rule.end === undefined) return isTrue(this.value(rule.pattern));
    if (!this.inRange.has(rule) && !isTrue(this.value(rule.pattern))) return false;
    if (isTrue(this.value(rule.end))) this.inRange.delete(rule);
    else this.inRange.add(rule);
    return true;
  }

  private setRecord(line: string): void {
    this.record = line;
    this.fields = this.split(line, textOf(this.variables.get('FS')));
  }

  private split(text: string, separator: string): string[] {
    if (text === '') return [];
    if (separator === ' ') return text.split(/[ \t\n]+/).filter((piece) => piece !== '');
    return text.split(separator.length === 1 && separator !== '\\' ? separator : posixRegex(separator, true));
  }

  private block(body: readonly AwkStatement[]): Way {
    for (const statement of body) {
      const way = this.statement(statement);
      if (way !== 'on') return way;
    }
    return 'on';
  }

  private statement(statement: AwkStatement): Way {
    if (++this.steps > MOST_STEPS) throw new NotUnderstood('an awk program that does not end');
    switch (statement.kind) {
      case 'expression':
        this.value(statement.value);
        return 'on';
      case 'print':
        this.print(statement);
        return 'on';
      case 'block':
        return this.block(statement.body);
      case 'if': {
        const taken = isTrue(this.value(statement.condition)) ? statement.yes : statement.no;
        return taken === undefined ? 'on' : this.statement(taken);
      }
      case 'while': {
        const { condition, body, isAfter } = statement;
        return this.loop(() => isTrue(this.value(condition)), body, undefined, isAfter);
      }
      case 'for': {
        const { start, condition, step, body } = statement;
        if (start !== undefined) this.statement(start);
        return this.loop(() => condition === undefined || isTrue(this.value(condition)), body, step, false);
      }
      case 'for-in':
        // Its order depends on the implementation: it is known only for one element.
        if ((this.arrays.get(statement.array)?.size ?? 0) > 1)
          throw new NotUnderstood("the order of awk's for (x in array)");
        for (const key of [...(this.arrays.get(statement.array)?.keys() ?? [])]) {
          this.variables.set(statement.name, { read: key });
          const way = this.statement(statement.body);
          if (way === 'break') break;
          if (way === 'next' || way === 'exit') return way;
        }
        return 'on';
      case 'delete':
        if (statement.subscripts.length === 0) this.arrays.delete(statement.name);
        else this.arrays.get(statement.name)?.delete(this.key(statement.subscripts));
        return 'on';
      default:
        return statement.kind;
    }
  }

  private loop(goesOn: () => boolean, body: AwkStatement, step: AwkStatement | undefined, isAfter: boolean): Way {
    for (let isFirst = isAfter; isFirst || goesOn(); isFirst = false) {
      const way = this.statement(body);
      if (way === 'break') break;
      if (way === 'next' || way === 'exit') return way;
      if (step !== undefined) this.statement(step);
    }
    return 'on';
  }

  private print({ isFormatted, operands }: Extract<AwkStatement, { kind: 'print' }>): void {
    const texts = operands.map((operand) => textOf(this.value(operand)));
    if (isFormatted) this.output += formatted(texts[0] ?? '', texts.slice(1), false).text;
    else
      this.output +=
        (texts.length === 0 ? this.record : texts.join(textOf(this.variables.get('OFS')))) +
        textOf(this.variables.get('ORS'));
  }

  private key(subscripts: readonly AwkExpression[]): string {
    return subscripts.map((one) => textOf(this.value(one))).join(textOf(this.variables.get('SUBSEP')));
  }

  private array(name: string): Map<string, AwkValue> {
    return getOrMake(this.arrays, name, () => new Map<string, AwkValue>());
  }

  private value(e: AwkExpression): AwkValue {
    if (++this.steps > MOST_STEPS) throw new NotUnderstood('an awk program that does not end');
    switch (e.kind) {
      case 'number':
      case 'string':
        return e.value;
      case 'regex':
        return posixRegex(e.value, true).test(this.record) ? 1 : 0;
      case 'variable':
        return e.name === 'NF' ? this.fields.length : this.variables.get(e.name);
      case 'field':
        return this.field(numberOf(this.value(e.index)));
      case 'element': {
        const [array, key] = [this.array(e.name), this.key(e.subscripts)];
        // A mention makes the element.
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'unary': {
        const operand = this.value(e.operand);
        return e.operator === '!'
          ? isTrue(operand)
            ? 0
            : 1
          : e.operator === '-'
            ? -numberOf(operand)
            : numberOf(operand);
      }
      case 'binary':
        return this.binary(e);
      case 'conditional':
        return this.value(isTrue(this.value(e.condition)) ? e.yes : e.no);
      case 'in':
        return this.array(e.name).has(this.key(e.subscripts)) ? 1 : 0;
      case 'assign': {
        const given = this.value(e.value);
        const made =
          e.operator === '='
            ? given
            : arithmetic(e.operator.slice(0, -1), numberOf(this.value(e.target)), numberOf(given));
        this.assign(e.target, made);
        return made;
      }
      case 'step': {
        const before = numberOf(this.value(e.target));
        this.assign(e.target, before + e.by);
        return e.isPrefix ? before + e.by : before;
      }
      case 'call':
        return this.call(e.name, e.operands);
    }
  }

  private field(index: number): AwkValue {
    if (!Number.isInteger(index) || index < 0) throw new NotUnderstood(`awk's $${index}`);
    const text = index === 0 ? this.record : this.fields[index - 1];
    return text === undefined ? undefined : { read: text };
  }

  private assign(target: AwkExpression, value: AwkValue): void {
    if (target.kind === 'element') this.array(target.name).set(this.key(target.subscripts), value);
    else if (target.kind === 'variable') {
      if (target.name === 'NF') throw new NotUnderstood("an assignment to awk's NF");
      this.variables.set(target.name, value);
    } else if (target.kind === 'field') {
      const index = numberOf(this.value(target.index));
      if (index === 0) return this.setRecord(textOf(value));
      while (this.fields.length < index) this.fields.push('');
      this.fields[index - 1] = textOf(value);
      this.record = this.fields.join(textOf(this.variables.get('OFS')));
    }
  }

  private binary({ operator, left, right }: Extract<AwkExpression, { kind: 'binary' }>): AwkValue {
    if (operator === '&&' || operator === '||') {
      const first = isTrue(this.value(left));
      if (first === (operator === '||')) return first ? 1 : 0;
      return isTrue(this.value(right)) ? 1 : 0;
    }
    if (operator === '~' || operator === '!~') {
      const subject = textOf(this.value(left));
      const isFound = this.pattern(right).test(subject);
      return isFound === (operator === '~') ? 1 : 0;
    }
    const [a, b] = [this.value(left), this.value(right)];
    if (operator === '') return textOf(a) + textOf(b);
    if (!/^(?:[<>]=?|[=!]=)$/.test(operator)) return arithmetic(operator, numberOf(a), numberOf(b));
    const [x, y] = [asNumber(a), asNumber(b)];
    const order =
      x !== undefined && y !== undefined ? x - y : textOf(a) < textOf(b) ? -1 : textOf(a) > textOf(b) ? 1 : 0;
    const holds = {
      '<': order < 0,
      '<=': order <= 0,
      '==': order === 0,
      '!=': order !== 0,
      '>': order > 0,
      '>=': order >= 0,
    }[operator];
    return holds === true ? 1 : 0;
  }

  /** The operand of ~: a pattern, or the text of a value. */
  private pattern(e: AwkExpression, flags = ''): RegExp {
    return posixRegex(e.kind === 'regex' ? e.value : textOf(this.value(e)), true, flags);
  }

  private call(name: string, operands: readonly AwkExpression[]): AwkValue {
    const [first, second, third] = operands;
    const text = (e: AwkExpression | undefined): string => (e === undefined ? this.record : textOf(this.value(e)));
    const number = (e: AwkExpression | undefined): number => (e === undefined ? Infinity : numberOf(this.value(e)));
    switch (name) {
      case 'length':
        if (first?.kind === 'variable' && this.arrays.has(first.name)) return this.array(first.name).size;
        return text(first).length;
      case 'substr': {
        const from = Math.round(number(second));
        const to = third === undefined ? Infinity : from + Math.round(number(third));
        return text(first).slice(Math.max(0, from - 1), Math.max(0, to - 1));
      }
      case 'index':
        return text(first).indexOf(text(second)) + 1;
      case 'tolower':
        return text(first).toLowerCase();
      case 'toupper':
        return text(first).toUpperCase();
      case 'int':
        return Math.trunc(number(first));
      case 'sprintf':
        return formatted(
          text(first),
          operands.slice(1).map((one) => text(one)),
          false,
        ).text;
      case 'sub':
      case 'gsub':
        if (first !== undefined) return this.substitute(first, text(second), third, name === 'gsub');
        break;
      case 'match': {
        if (second === undefined) break;
        const found = this.pattern(second).exec(text(first));
        this.variables.set('RSTART', found === null ? 0 : found.index + 1);
        this.variables.set('RLENGTH', found === null ? -1 : found[0].length);
        return found === null ? 0 : found.index + 1;
      }
      case 'split': {
        if (second?.kind !== 'variable') break;
        const separator =
          third === undefined ? textOf(this.variables.get('FS')) : third.kind === 'regex' ? third.value : text(third);
        const pieces = this.split(text(first), separator);
        this.arrays.set(second.name, new Map(pieces.map((piece, i) => [String(i + 1), { read: piece }])));
        return pieces.length;
      }
      default:
    }
    throw new NotUnderstood(`awk's ${name}()`);
  }

  private substitute(
    pattern: AwkExpression,
    replacement: string,
    target: AwkExpression = { kind: 'field', index: { kind: 'number', value: 0 } },
    isGlobal: boolean,
  ): number {
    let count = 0;
    const before = textOf(this.value(target));
    const made = before.replace(this.pattern(pattern, isGlobal ? 'g' : ''), (whole: string) => {
      count++;
      return replacement.replace(/\\&|\\\\|&/g, (mark) => (mark === '&' ? whole : mark === '\\&' ? '&' : '\\'));
    });
    if (count > 0) this.assign(target, made);
    return count;
  }
}

/** awk(1): -F, -v, -f. */
export const runAwk: Utility = (words, input, files) => {
  const { values, operands } = readOptions('awk', words, 'F:v:f:');
  const variables = new Map<string, string>();
  for (const one of values.get('v') ?? [])
    variables.set(one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1));
  const separator = values.get('F')?.at(-1);
  if (separator !== undefined) variables.set('FS', separator === 't' ? '\t' : separator);
  const programs = (values.get('f') ?? []).map((path) => scriptOf(path, files));
  const [own = '', ...rest] = operands;
  const paths = programs.length > 0 ? operands : rest;
  if (paths.some((path) => /^\w+=/.test(path))) throw new NotUnderstood("an assignment among awk's operands");
  const run = new AwkRun(parseAwk((programs.length > 0 ? programs : [own]).join('\n')), variables);
  let status = 0;
  run.run(() => {
    const read = inputOf(paths, input, files);
    status = read.status === 0 ? 0 : 2;
    return linesOf(read.text);
  });
  return { status, output: run.output };
};
