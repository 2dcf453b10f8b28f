import { NotUnderstood } from './not-understood.ts';

/** Text that was read: compares as a number where it looks like one. */
interface ReadText {
  readonly read: string;
}

export type AwkValue = number | string | ReadText | undefined;

const NUMERIC = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

/** As print shows it: whole numbers in full, others with %.6g. */
export function textOf(value: AwkValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return value.read;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** The number that a text starts with; 0 without one. */
export function numberOf(value: AwkValue): number {
  if (typeof value === 'number') return value;
  return Number.parseFloat(textOf(value)) || 0;
}

/** Input that looks like a number is true if it is not 0; other text is true if it is not empty. */
export function isTrue(value: AwkValue): boolean {
  if (typeof value === 'object' && NUMERIC.test(value.read)) return Number(value.read) !== 0;
  return typeof value === 'number' ? value !== 0 : textOf(value) !== '';
}

/** The number that a value is compared as; undefined if it is compared as text. */
export function asNumber(value: AwkValue): number | undefined {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  return typeof value === 'object' && NUMERIC.test(value.read) ? Number(value.read) : undefined;
}

/** @throws NotUnderstood where it divides by zero */
export function arithmetic(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%':
      if (b === 0) throw new NotUnderstood('awk that divides by zero');
      return operator === '/' ? a / b : a % b;
    default:
      return a ** b;
  }
}
