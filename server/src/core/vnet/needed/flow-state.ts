import { doubtful, either, isSame, union, type Mention, type PossibleValue } from './possible-value.ts';

/** A condition that an optimizer may know, and the outcome that was taken. */
export interface Doubt {
  readonly decision: object;
  readonly way: boolean;
  readonly why: string;
}

/** Sets of decisions, one of which must have been taken to reach a point; with an empty set it is certainly reached. */
export type Doubts = readonly (readonly Doubt[])[];

/**
 * What is known at a point of a function. Places are named by keys: `{7}` a local variable, `{7}.a[2]` a part of it;
 * what a pointer leads to by the text of the lvalue, with the keys of the variables in it.
 */
export class FlowState {
  /** Locals and their parts; a part that is not there is a part of the whole. */
  readonly places: Map<string, PossibleValue>;
  /** Known contents of memory that others can write, until something may have written it. */
  readonly memory: Map<string, PossibleValue>;
  /** Outcomes of conditions by their text, until something in them may have changed. */
  readonly facts: Map<string, boolean>;
  /** Locals that are copies of another one. */
  readonly copies: Map<string, string>;
  /** Local variables whose address others have. */
  readonly shared: Set<string>;
  /** Variables that the conditions on the way here have asked about. */
  decided: ReadonlySet<string>;
  /** Stores that a later store to the same place may make dead, with the operands of their values. */
  readonly stores: Map<string, readonly Mention[]>;
  /** What decides that this point is reached, besides `doubts`. */
  control: readonly Mention[];
  doubts: Doubts;

  constructor(from?: FlowState) {
    this.places = new Map(from?.places);
    this.memory = new Map(from?.memory);
    this.facts = new Map(from?.facts);
    this.copies = new Map(from?.copies);
    this.shared = new Set(from?.shared);
    this.stores = new Map(from?.stores);
    this.decided = from?.decided ?? NOTHING;
    this.control = from?.control ?? [];
    this.doubts = from?.doubts ?? SURELY;
  }

  /** Value of a local or a part of one. */
  place(key: string): PossibleValue {
    for (let at = key; ;) {
      const found = this.places.get(at);
      if (found !== undefined) {
        // A part of a whole value: a part of zero is zero, and a part of an outside value is an outside value.
        if (at === key) return found;
        return found.kind === 'open'
          ? { kind: 'open', least: undefined, greatest: undefined, not: [], mentions: found.mentions }
          : found.kind === 'known' && found.values.length === 1 && found.values[0] === 0n
            ? found
            : doubtful(found.mentions);
      }
      const outer = outerKey(at);
      if (outer === undefined) return doubtful();
      at = outer;
    }
  }

  setPlace(key: string, value: PossibleValue): void {
    if (this.places.size > 0)
      for (const other of this.places.keys())
        if (other.length > key.length && other.startsWith(key) && isPart(other, key.length)) this.places.delete(other);
    this.places.set(key, value);
    this.forgetWith(rootKey(key));
  }

  /** The local variable and all its parts become `value`. */
  setWhole(key: string, value: PossibleValue): void {
    this.setPlace(rootKey(key), value);
  }

  /** From here on others may read and write the variable. */
  share(key: string): void {
    const root = rootKey(key);
    if (this.shared.has(root)) return;
    this.shared.add(root);
    this.setPlace(root, { kind: 'open', least: undefined, greatest: undefined, not: [], mentions: [] });
  }

  /** Other code has run that may have written everything except this function's own locals. */
  clobber(): void {
    this.forgetMemory();
    for (const root of this.shared)
      this.setPlace(root, { kind: 'open', least: undefined, greatest: undefined, not: [], mentions: [] });
  }

  /** A call has returned: drops its variables, numbered from `first` on. */
  drop(first: number): void {
    for (const key of this.places.keys()) if (numberOf(key) >= first) this.places.delete(key);
    for (const root of this.shared) if (numberOf(root) >= first) this.shared.delete(root);
    for (const copy of this.copies.keys()) if (numberOf(copy) >= first) this.copies.delete(copy);
    for (const known of [this.memory, this.facts, this.stores])
      for (const text of known.keys()) if (mentionsFrom(text, first)) known.delete(text);
  }

  /** Memory that others can write is written. */
  forgetMemory(): void {
    this.memory.clear();
    for (const text of this.facts.keys()) if (!isLocalText(text)) this.facts.delete(text);
  }

  /** A variable has another value: drops what was derived from the old one. */
  private forgetWith(root: string): void {
    for (const text of this.memory.keys()) if (text.includes(root)) this.memory.delete(text);
    for (const text of this.facts.keys()) if (text.includes(root)) this.facts.delete(text);
    this.copies.delete(root);
    for (const [copy, of] of this.copies) if (of === root) this.copies.delete(copy);
  }
}

/** 7 of `{7}.a`. */
function numberOf(key: string): number {
  return Number.parseInt(key.slice(1), 10);
}

/** True for a text with a variable whose number is `first` or more. */
export function mentionsFrom(text: string, first: number): boolean {
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1))
    if (Number.parseInt(text.slice(at + 1), 10) >= first) return true;
  return false;
}

function outerKey(key: string): string | undefined {
  for (let i = key.length - 1; i > 0; i--) if (isPart(key, i)) return key.slice(0, i);
  return undefined;
}

function isPart(key: string, at: number): boolean {
  const c = key.charCodeAt(at);
  return c === 46 || c === 91;
}

/** `{7}` of `{7}.a[2]`. */
export function rootKey(key: string): string {
  return key.slice(0, key.indexOf('}') + 1);
}

/** True for the text of an expression that reads nothing but locals. */
function isLocalText(text: string): boolean {
  return !text.includes('!');
}

/** Where two ways meet. What they differ in is decided by `deciding`. */
export function meet(
  a: FlowState | undefined,
  b: FlowState | undefined,
  deciding: readonly Mention[] = [],
): FlowState | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const met = new FlowState();
  const deciders = differing(a, b);
  met.decided = a.decided === b.decided ? a.decided : new Set([...a.decided].filter((one) => b.decided.has(one)));
  for (const root of [...a.shared, ...b.shared]) met.shared.add(root);
  for (const key of new Set([...a.places.keys(), ...b.places.keys()])) {
    const [x, y] = [a.place(key), b.place(key)];
    const value = either(x, y, deciders);
    met.places.set(
      key,
      deciding.length === 0 || isSame(x, y) ? value : { ...value, mentions: union(value.mentions, deciding) },
    );
  }
  for (const [key, value] of a.memory) {
    const other = b.memory.get(key);
    if (other !== undefined) met.memory.set(key, either(value, other, deciders));
  }
  for (const [text, isTrue] of a.facts) if (b.facts.get(text) === isTrue) met.facts.set(text, isTrue);
  for (const [copy, of] of a.copies) if (b.copies.get(copy) === of) met.copies.set(copy, of);
  for (const state of [a, b])
    for (const [text, mentions] of state.stores) met.stores.set(text, union(met.stores.get(text) ?? [], mentions));
  met.control = a.control.length <= b.control.length ? a.control : b.control;
  met.doubts = meetDoubts(a.doubts, b.doubts);
  return met;
}

const NOTHING: ReadonlySet<string> = new Set();

/** What was decided on one of two ways alone. */
function differing(a: FlowState, b: FlowState): ReadonlySet<string> {
  if (a.decided === b.decided) return NOTHING;
  return new Set([
    ...[...a.decided].filter((one) => !b.decided.has(one)),
    ...[...b.decided].filter((one) => !a.decided.has(one)),
  ]);
}

/** The most sets of decisions that are distinguished. */
const MOST_SETS = 8;
const SURELY: Doubts = [[]];

/** Both outcomes of a decision meet here. */
function meetDoubts(a: Doubts, b: Doubts): Doubts {
  if (a === b || isSure(a)) return a;
  if (isSure(b)) return b;
  let sets = [...a, ...b];
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const [i, one] of sets.entries()) {
      const without = sets.flatMap((other) => resolved(other, one)).find((shorter) => shorter.length < one.length);
      if (without === undefined) continue;
      sets[i] = without;
      isNew = true;
    }
    sets = sets.filter(
      (one, i) => !sets.some((other, j) => i !== j && isWithin(other, one) && (other.length < one.length || j < i)),
    );
    if (sets.some((one) => one.length === 0)) return SURELY;
  }
  return sets.sort((x, y) => x.length - y.length).slice(0, MOST_SETS);
}

/**
 * `one` without a decision that `other` takes the other way, where all else that `other` asks for is asked for by
 * `one`.
 */
function resolved(other: readonly Doubt[], one: readonly Doubt[]): readonly (readonly Doubt[])[] {
  return one.flatMap((doubt) => {
    if (!other.some(({ decision, way }) => decision === doubt.decision && way !== doubt.way)) return [];
    const rest = one.filter((each) => each !== doubt);
    return isWithin(
      other.filter(({ decision }) => decision !== doubt.decision),
      rest,
    )
      ? [rest]
      : [];
  });
}

function isWithin(inner: readonly Doubt[], outer: readonly Doubt[]): boolean {
  return inner.every(({ decision, way }) => outer.some((other) => other.decision === decision && other.way === way));
}

export function isSure(doubts: Doubts): boolean {
  return doubts.some((set) => set.length === 0);
}

/** Each way of coming here with one decision more. */
export function withDoubt(doubts: Doubts, doubt: Doubt): Doubts {
  return doubts.map((set) => [...set, doubt]);
}
