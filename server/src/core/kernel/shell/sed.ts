import { unescaped } from './format-text.ts';
import { NotUnderstood } from './not-understood.ts';
import { posixRegex } from './posix-regex.ts';
import { inputOf, linesOf, readOptions, scriptOf, type Utility } from './utility.ts';

type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly pattern: RegExp };

interface SedCommand {
  readonly addresses: readonly Address[];
  readonly isNegated: boolean;
  readonly name: string;
  readonly pattern?: RegExp;
  readonly replacement?: string;
  /** Which match is replaced; 0: all. */
  readonly which?: number;
  readonly prints?: boolean;
  readonly body?: readonly SedCommand[];
  /** Of a range: whether it is under way. */
  inRange: boolean;
}

/** Reads a script of sed(1): s, p, d, q, n, =, { } with addresses. @throws NotUnderstood for other commands */
class SedParser {
  private readonly text: string;
  private readonly isExtended: boolean;
  private at = 0;

  constructor(text: string, isExtended: boolean) {
    this.text = text;
    this.isExtended = isExtended;
  }

  commands(isInner = false): SedCommand[] {
    const found: SedCommand[] = [];
    for (;;) {
      while (/[\s;]/.test(this.text[this.at] ?? '')) this.at++;
      const character = this.text[this.at];
      if (character === undefined || (character === '}' && isInner)) return found;
      if (character === '#') {
        const end = this.text.indexOf('\n', this.at);
        this.at = end < 0 ? this.text.length : end;
      } else found.push(this.command());
    }
  }

  private blanks(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
  }

  private command(): SedCommand {
    const addresses: Address[] = [];
    const first = this.address();
    if (first !== undefined) {
      addresses.push(first);
      this.blanks();
      if (this.text[this.at] === ',') {
        this.at++;
        this.blanks();
        const second = this.address();
        if (second === undefined) throw this.strange();
        addresses.push(second);
      }
    }
    this.blanks();
    const isNegated = this.text[this.at] === '!';
    if (isNegated) this.at++;
    this.blanks();
    const name = this.text[this.at++] ?? '';
    const head = { addresses, isNegated, name, inRange: false };
    if (name === '{') {
      const body = this.commands(true);
      if (this.text[this.at++] !== '}') throw this.strange();
      return { ...head, body };
    }
    if (name === 's') return { ...head, ...this.substitution() };
    if (!'pdqn='.includes(name) || name === '') throw this.strange();
    return head;
  }

  private strange(): NotUnderstood {
    return new NotUnderstood(`sed at "${this.text.slice(Math.max(0, this.at - 1), this.at + 15)}"`);
  }

  private address(): Address | undefined {
    const character = this.text[this.at] ?? '';
    if (character === '$') {
      this.at++;
      return { kind: 'last' };
    }
    if (/\d/.test(character)) {
      const digits = /^\d+/.exec(this.text.slice(this.at))?.[0] ?? '';
      this.at += digits.length;
      return { kind: 'line', line: Number(digits) };
    }
    if (character !== '/') return undefined;
    this.at++;
    return { kind: 'match', pattern: posixRegex(this.delimited('/'), this.isExtended) };
  }

  /** Text up to the delimiter, which is skipped; an escaped delimiter is literal. */
  private delimited(delimiter: string): string {
    let text = '';
    let isInBracket = false;
    for (; this.at < this.text.length; this.at++) {
      const character = this.text[this.at] ?? '';
      if (character === '\\' && !isInBracket) {
        const next = this.text[++this.at] ?? '';
        text += next === delimiter ? next : `\\${next}`;
        continue;
      }
      if (character === '[') isInBracket = true;
      else if (character === ']') isInBracket = false;
      if (character === delimiter && !isInBracket) {
        this.at++;
        return text;
      }
      text += character;
    }
    throw this.strange();
  }

  private substitution(): Pick<SedCommand, 'pattern' | 'replacement' | 'which' | 'prints'> {
    const delimiter = this.text[this.at++] ?? '';
    const spelled = this.delimited(delimiter);
    const replacement = this.delimited(delimiter);
    const flags = /^[gpiI\d]*/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += flags.length;
    if (!/^\s*([;}\n#]|$)/.test(this.text.slice(this.at))) throw this.strange();
    const which = /\d+/.exec(flags)?.[0];
    return {
      pattern: posixRegex(spelled, this.isExtended, /i/i.test(flags) ? 'gi' : 'g'),
      replacement,
      which: flags.includes('g') ? 0 : Number(which ?? 1),
      prints: flags.includes('p'),
    };
  }
}

function substituted(line: string, { pattern, replacement = '', which = 1 }: SedCommand): string | undefined {
  let count = 0;
  let isDone = false;
  if (pattern === undefined) return undefined;
  const replaced = line.replace(pattern, (whole: string, ...groups: unknown[]) => {
    count++;
    if (which !== 0 && count !== which) return whole;
    isDone = true;
    return replacement.replace(
      /\\([1-9])|\\&|&|\\([^])/g,
      (mark, group: string | undefined, other: string | undefined) => {
        if (mark === '&') return whole;
        if (mark === '\\&') return '&';
        if (group !== undefined)
          return typeof groups[Number(group) - 1] === 'string' ? String(groups[Number(group) - 1]) : '';
        return other === 'n' || other === 't' ? unescaped(mark) : (other ?? '');
      },
    );
  });
  return isDone ? replaced : undefined;
}

/** sed(1) over lines: -n, -e, -E and -r, -f. */
export const runSed: Utility = (words, input, files) => {
  const { given, values, operands } = readOptions('sed', words, 'nEre:f:');
  const scripts = [...(values.get('e') ?? []), ...(values.get('f') ?? []).map((path) => scriptOf(path, files))];
  const [own = '', ...rest] = operands;
  const hasScript = scripts.length > 0;
  const commands = new SedParser((hasScript ? scripts : [own]).join('\n'), given.has('E') || given.has('r')).commands();
  const { text, status } = inputOf(hasScript ? operands : rest, input, files);
  const lines = linesOf(text);
  const isQuiet = given.has('n');
  let output = '';
  for (let number = 0; number < lines.length; number++) {
    let line = lines[number] ?? '';
    const fits = (address: Address | undefined): boolean =>
      address?.kind === 'match'
        ? address.pattern.test(line)
        : address?.kind === 'last'
          ? number === lines.length - 1
          : address?.line === number + 1;
    const isAddressed = (command: SedCommand): boolean => {
      const [first, second] = command.addresses;
      if (first === undefined) return true;
      if (second === undefined) return fits(first);
      if (!command.inRange) {
        if (!fits(first)) return false;
        command.inRange = !(second.kind === 'line' && second.line <= number + 1);
        return true;
      }
      if (fits(second)) command.inRange = false;
      return true;
    };
    /** False: the line is done with. */
    const run = (list: readonly SedCommand[]): boolean | 'quit' =>
      list.reduce<boolean | 'quit'>((going, command) => {
        if (going !== true || isAddressed(command) === command.isNegated) return going;
        switch (command.name) {
          case '{':
            return run(command.body ?? []);
          case 'p':
            output += `${line}\n`;
            return true;
          case '=':
            output += `${number + 1}\n`;
            return true;
          case 'd':
            return false;
          case 'q':
            return 'quit';
          case 'n':
            if (!isQuiet) output += `${line}\n`;
            if (number + 1 >= lines.length) return false;
            line = lines[++number] ?? '';
            return true;
          default: {
            const made = substituted(line, command);
            if (made === undefined) return true;
            line = made;
            if (command.prints === true) output += `${line}\n`;
            return true;
          }
        }
      }, true);
    const going = run(commands);
    if (going !== false && !isQuiet) output += `${line}\n`;
    if (going === 'quit') break;
  }
  return { status, output };
};
