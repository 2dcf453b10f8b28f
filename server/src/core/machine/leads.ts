import type { ByteMark, Pointee } from './byte-mark.ts';

/** An object that a pointer may lead to, and where in it: that counts in a vnet's region alone. */
export interface Lead {
  readonly pointee: Pointee;
  readonly addend: number;
}

type Key = Pointee | string;

function keyOf({ pointee, addend }: Lead): Key {
  switch (pointee.kind) {
    case 'made':
    case 'counter':
    case 'literal':
      return pointee;
    case 'own':
      return `${addend}`;
    case 'string':
      return `"${pointee.text}`;
    case 'copy':
      return `copy ${pointee.name} ${pointee.vnet}`;
    case 'reference':
      return `reference ${pointee.set} ${pointee.symbol}`;
    default:
      return `${pointee.kind} ${pointee.symbol} ${pointee.file ?? ''}`;
  }
}

/**
 * The objects that a value which is not known may lead to, directly or through others, if it is a pointer. Immutable;
 * what is added to a set that has it already gives that set.
 */
export class Leads {
  private readonly all: ReadonlyMap<Key, Lead>;

  private constructor(all: ReadonlyMap<Key, Lead>) {
    this.all = all;
  }

  static of(leads: Iterable<Lead>): Leads | undefined {
    const all = new Map<Key, Lead>();
    for (const lead of leads) all.set(keyOf(lead), lead);
    return all.size === 0 ? undefined : new Leads(all);
  }

  static both(a: Leads | undefined, b: Leads | undefined): Leads | undefined {
    if (a === undefined || a === b) return b;
    if (b === undefined) return a;
    let made: Map<Key, Lead> | undefined;
    for (const [key, lead] of b.all) if (!a.all.has(key)) (made ??= new Map(a.all)).set(key, lead);
    return made === undefined ? a : made.size === b.all.size ? b : new Leads(made);
  }

  static isSame(a: Leads | undefined, b: Leads | undefined): boolean {
    if (a === b) return true;
    if (a === undefined || b?.all.size !== a.all.size) return false;
    for (const key of b.all.keys()) if (!a.all.has(key)) return false;
    return true;
  }

  [Symbol.iterator](): Iterator<Lead> {
    return this.all.values();
  }

  where(counts: (pointee: Pointee) => boolean): Leads | undefined {
    const left = [...this.all.values()].filter(({ pointee }) => counts(pointee));
    return left.length === this.all.size ? this : Leads.of(left);
  }

  /** With others in the objects' places; the same set where all keep theirs. */
  moved(move: (pointee: Pointee) => Pointee): Leads {
    const moved = [...this.all.values()].map(({ pointee, addend }) => ({ pointee: move(pointee), addend }));
    const before = this.all.values();
    return moved.every(({ pointee }) => pointee === (before.next().value as Lead).pointee)
      ? this
      : (Leads.of(moved) ?? this);
  }
}

/** Where the pointers among some bytes lead, or may lead. */
export function leadsIn(marks: readonly (ByteMark | undefined)[]): Leads | undefined {
  let found: Leads | undefined;
  const plain: Lead[] = [];
  let last: ByteMark['mark'] | undefined;
  for (const one of marks) {
    if (one === undefined || one.mark === last) continue;
    last = one.mark;
    if (last.kind === 'pointer') plain.push(last);
    else found = Leads.both(found, last.leads);
  }
  return plain.length === 0 ? found : Leads.both(found, Leads.of(plain));
}
