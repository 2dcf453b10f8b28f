import type * as A from '../../parser/ast.ts';
import type { BlockScope } from '../../types/block-scope.ts';

/** A static object of the unit: its contents are there when somebody has its address. */
export interface StaticObject {
  readonly name: number;
  readonly initializer: A.Initializer | A.TokenRange | undefined;
  readonly scope: BlockScope | undefined;
}

/** A place in code or data that names a symbol of another object. */
export interface Mention {
  /** Interned. */
  readonly name: number;
  readonly source: A.SyntaxSource;
  readonly token: number;
  /** True once the object certainly has a relocation for it, whatever clang optimizes. */
  isCertain: boolean;
  /** Why it may be left out, as a clause. */
  doubt: string | undefined;
}

const NONE: readonly Mention[] = [];

/**
 * What an expression can be, as an optimizer can know it. `known`: one of a few integers (0 is the null pointer), each
 * of them possible. `open`: whatever its type allows within the limits, since it comes from outside: a call of another
 * object's function, memory that others write. `doubtful`: what an optimizer could know and this does not. The rest are
 * addresses of what the unit itself defines. `mentions` are the places whose result it is made of.
 */
export type PossibleValue = (
  | {
      readonly kind: 'known';
      readonly values: readonly bigint[];
      /** What decided which of several it is: see FlowState.decided. */ readonly deciders?: ReadonlySet<string>;
    }
  | {
      readonly kind: 'open';
      readonly least: bigint | undefined;
      readonly greatest: bigint | undefined;
      readonly not: readonly bigint[];
    }
  | { readonly kind: 'doubtful' }
  | { readonly kind: 'place'; /** Of a local variable, or a part of one. */ readonly key: string }
  | { readonly kind: 'function'; readonly definition: A.FunctionDefinition }
  | {
      readonly kind: 'object';
      readonly object: StaticObject;
      /** One of its elements, which depends on something from outside. */ readonly isSome: boolean;
    }
) & { readonly mentions: readonly Mention[] };

/** The most possible values that are distinguished. */
const MOST_VALUES = 6;

export function known(value: bigint, mentions = NONE): PossibleValue {
  return { kind: 'known', values: [value], mentions };
}

export function open(mentions = NONE, least?: bigint, greatest?: bigint): PossibleValue {
  return { kind: 'open', least, greatest, not: [], mentions };
}

export function doubtful(mentions = NONE): PossibleValue {
  return { kind: 'doubtful', mentions };
}

/** The value with `mentions` among what it is made of. */
export function madeOf(value: PossibleValue, mentions: readonly Mention[]): PossibleValue {
  return mentions.length === 0 ? value : { ...value, mentions: union(value.mentions, mentions) };
}

export function union(a: readonly Mention[], b: readonly Mention[]): readonly Mention[] {
  if (a.length === 0 || a === b) return b;
  return b.length === 0 ? a : [...new Set([...a, ...b])];
}

/** What a value is where two ways meet. */
export function either(a: PossibleValue, b: PossibleValue, deciders: ReadonlySet<string> = NOBODY): PossibleValue {
  if (a === b) return a;
  const mentions = union(a.mentions, b.mentions);
  if (isSame(a, b)) return withDeciders(a.mentions === mentions ? a : { ...a, mentions }, a, b, NOBODY);
  if (a.kind === 'doubtful' || b.kind === 'doubtful') return doubtful(mentions);
  if (a.kind === 'known' && b.kind === 'known') {
    const values = [...new Set([...a.values, ...b.values])];
    return values.length > MOST_VALUES
      ? doubtful(mentions)
      : withDeciders({ kind: 'known', values, mentions }, a, b, deciders);
  }
  if (a.kind === 'open' && b.kind === 'open') {
    return {
      kind: 'open',
      least: lesser(a.least, b.least),
      greatest: greater(a.greatest, b.greatest),
      not: a.not.filter((value) => b.not.includes(value)),
      mentions,
    };
  }
  if (a.kind === 'open' || b.kind === 'open') {
    const [outside, other] = a.kind === 'open' ? [a, b] : [b, a];
    if (outside.kind !== 'open') return doubtful(mentions);
    if (other.kind !== 'known') return { ...outside, mentions };
    return {
      ...outside,
      not: outside.not.filter((value) => !other.values.includes(value)),
      least: other.values.reduce((least, value) => lesser(least, value), outside.least),
      greatest: other.values.reduce((greatest, value) => greater(greatest, value), outside.greatest),
      mentions,
    };
  }
  return doubtful(mentions);
}

const NOBODY: ReadonlySet<string> = new Set();

function withDeciders(
  value: PossibleValue,
  a: PossibleValue,
  b: PossibleValue,
  deciders: ReadonlySet<string>,
): PossibleValue {
  if (value.kind !== 'known' || value.values.length < 2) return value;
  const all = new Set([
    ...deciders,
    ...(a.kind === 'known' ? (a.deciders ?? []) : []),
    ...(b.kind === 'known' ? (b.deciders ?? []) : []),
  ]);
  return all.size === 0 ? value : { ...value, deciders: all };
}

export function isSame(a: PossibleValue, b: PossibleValue): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'known':
      return (
        b.kind === 'known' && a.values.length === b.values.length && a.values.every((value) => b.values.includes(value))
      );
    case 'open':
      return (
        b.kind === 'open' &&
        a.least === b.least &&
        a.greatest === b.greatest &&
        a.not.length === b.not.length &&
        a.not.every((value) => b.not.includes(value))
      );
    case 'doubtful':
      return b.kind === 'doubtful';
    case 'place':
      return b.kind === 'place' && a.key === b.key;
    case 'function':
      return b.kind === 'function' && a.definition === b.definition;
    case 'object':
      return b.kind === 'object' && a.object === b.object && a.isSome === b.isSome;
  }
}

function lesser(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? undefined : a < b ? a : b;
}

function greater(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? undefined : a > b ? a : b;
}

/** Which truth values are possible, given `decided`; undefined if an optimizer may know more. */
export function truths(
  value: PossibleValue,
  decided: ReadonlySet<string>,
): { readonly yes: boolean; readonly no: boolean } | undefined {
  switch (value.kind) {
    case 'known': {
      const yes = value.values.some((one) => one !== 0n);
      const no = value.values.includes(0n);
      // Which of several it is may have been decided by what has been decided here, too.
      return yes && no && [...(value.deciders ?? [])].some((one) => decided.has(one)) ? undefined : { yes, no };
    }
    case 'open': {
      const no = !value.not.includes(0n) && (value.least ?? 0n) <= 0n && (value.greatest ?? 0n) >= 0n;
      return { yes: value.least !== 0n || value.greatest !== 0n, no };
    }
    case 'doubtful':
      return undefined;
    default:
      return { yes: true, no: false };
  }
}

/** The value where it is known to be `other` (or not to be). undefined: it never is. */
export function narrowed(value: PossibleValue, other: bigint, isEqual: boolean): PossibleValue | undefined {
  const { mentions } = value;
  if (value.kind === 'known') {
    const values = value.values.filter((one) => (one === other) === isEqual);
    return values.length === 0 ? undefined : { ...value, values };
  }
  if (value.kind === 'open')
    return isEqual
      ? known(other, mentions)
      : { ...value, not: value.not.includes(other) ? value.not : [...value.not, other] };
  return isEqual && value.kind === 'doubtful' ? known(other, mentions) : value;
}

/** The value where it is known to lie between two limits. undefined: it never does. */
export function within(
  value: PossibleValue,
  least: bigint | undefined,
  greatest: bigint | undefined,
): PossibleValue | undefined {
  if (value.kind === 'known') {
    const values = value.values.filter(
      (one) => (least === undefined || one >= least) && (greatest === undefined || one <= greatest),
    );
    return values.length === 0 ? undefined : { ...value, values };
  }
  if (value.kind !== 'open') return value;
  const low =
    least === undefined ? value.least : value.least === undefined || value.least < least ? least : value.least;
  const high =
    greatest === undefined
      ? value.greatest
      : value.greatest === undefined || value.greatest > greatest
        ? greatest
        : value.greatest;
  return low !== undefined && high !== undefined && low > high ? undefined : { ...value, least: low, greatest: high };
}
