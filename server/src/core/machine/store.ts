import type { Target } from '../abi/target.ts';
import { eitherCell } from './cell.ts';
import type { Cell, Thing } from './thing.ts';
import type { Watch } from './watch.ts';

/** What some objects hold. */
export type Cells = ReadonlyMap<Thing, Cell>;

/**
 * What every object holds, in layers: a branch that may be taken or not writes into a layer of its own, which is thrown
 * away, put down, or put together with another branch's.
 */
export class Store {
  private readonly target: Target;
  /** What objects held before, as far as nobody has looked yet. */
  private readonly outer: Cells;
  /** What was looked at or written since. */
  private readonly base: Map<Thing, Cell>;
  private readonly layers: Map<Thing, Cell>[] = [];
  /** Told of every object that is looked at or written. */
  watch: Watch | undefined;
  /** Where what is looked at is noted, with what it holds. */
  collected: Map<Thing, Cell> | undefined;

  /** @param base is the store's own from now on, and stands before `outer`. */
  constructor(target: Target, base: Map<Thing, Cell>, outer: Cells = new Map()) {
    this.target = target;
    this.outer = outer;
    this.base = base;
  }

  /** Layers that are open. */
  get depth(): number {
    return this.layers.length;
  }

  /** What is known of objects as long as no layer is open, without `except`; `outer` itself where nothing is new. */
  cells(except: ReadonlySet<Thing> = new Set()): Cells {
    let made: Map<Thing, Cell> | undefined;
    for (const [thing, cell] of this.base)
      if (!except.has(thing) && this.outer.get(thing) !== cell) (made ??= new Map(this.outer)).set(thing, cell);
    return made ?? this.outer;
  }

  /** Objects that were looked at or written, each with what it was before; undefined: nobody had looked at it. */
  reads(except: ReadonlySet<Thing>): ReadonlyMap<Thing, Cell | undefined> {
    const found = new Map<Thing, Cell | undefined>();
    for (const thing of this.base.keys()) if (!except.has(thing)) found.set(thing, this.outer.get(thing));
    return found;
  }

  /** How many objects are held since, those of every open layer counted again. */
  get size(): number {
    return this.layers.reduce((sum, layer) => sum + layer.size, this.base.size);
  }

  /** What an object holds that was looked at or written since. */
  own(thing: Thing): Cell | undefined {
    return this.base.get(thing);
  }

  read(thing: Thing): Cell {
    const cell = this.held(thing);
    this.watch?.onRead(thing, cell);
    this.collected?.set(thing, cell);
    return cell;
  }

  private held(thing: Thing): Cell {
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const cell = this.layers[i]?.get(thing);
      if (cell !== undefined) return cell;
    }
    let cell = this.base.get(thing);
    if (cell === undefined) this.base.set(thing, (cell = this.outer.get(thing) ?? thing.initial()));
    return cell;
  }

  write(thing: Thing, cell: Cell): void {
    this.watch?.onWrite(thing);
    (this.layers.at(-1) ?? this.base).set(thing, cell);
  }

  /** Changes what a thing has held all along, in every layer: a member that the model fills in. */
  settle(thing: Thing, change: (cell: Cell) => Cell): void {
    this.watch?.onWrite(thing);
    this.base.set(thing, change(this.base.get(thing) ?? this.outer.get(thing) ?? thing.initial()));
    for (const layer of this.layers) {
      const cell = layer.get(thing);
      if (cell !== undefined) layer.set(thing, change(cell));
    }
  }

  /** True when it has been written or read before. */
  isTouched(thing: Thing): boolean {
    return this.base.has(thing) || this.outer.has(thing) || this.layers.some((layer) => layer.has(thing));
  }

  /** An object that nobody can name any more: what it was when it was first looked at is dropped. */
  end(thing: Thing): void {
    this.base.delete(thing);
  }

  push(cells?: Cells): void {
    this.layers.push(new Map(cells));
  }

  /** Takes every layer above `depth` away and gives what they hold together. */
  pop(depth: number): Map<Thing, Cell> {
    const made = this.layers[depth] ?? new Map<Thing, Cell>();
    for (let i = depth + 1; i < this.layers.length; i++)
      for (const [thing, cell] of this.layers[i] ?? []) made.set(thing, cell);
    this.layers.length = Math.min(this.layers.length, depth);
    return made;
  }

  /** What the layers above `depth` hold together; they stay. */
  above(depth: number): Map<Thing, Cell> {
    const made = new Map<Thing, Cell>();
    for (let i = depth; i < this.layers.length; i++)
      for (const [thing, cell] of this.layers[i] ?? []) made.set(thing, cell);
    return made;
  }

  /** Writes what layers held. */
  put(cells: Cells): void {
    for (const [thing, cell] of cells) this.write(thing, cell);
  }

  /** Puts every layer above `depth` down on what lies below. */
  fold(depth: number): void {
    if (this.layers.length > depth) this.put(this.pop(depth));
  }

  /** What objects hold when one of several ways was gone; each tells what it wrote over what is now. */
  either(ways: readonly Cells[], reason: string): Cells {
    const [first, ...others] = ways;
    if (first === undefined) return new Map();
    let made = first;
    for (const other of others) {
      const together = new Map<Thing, Cell>();
      for (const thing of new Set([...made.keys(), ...other.keys()])) {
        together.set(
          thing,
          eitherCell(made.get(thing) ?? this.read(thing), other.get(thing) ?? this.read(thing), reason, this.target),
        );
      }
      made = together;
    }
    return made;
  }
}
