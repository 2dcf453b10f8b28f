const BITS = 5;
const WIDTH = 1 << BITS;

type Node<T> = readonly (Node<T> | T | undefined)[];

/**
 * An immutable array with holes: what changes is copied along one path of 32-wide nodes, all else is shared with the
 * array it came from. Elements are objects, compared by identity.
 */
export class SparseArray<T extends object> {
  static readonly EMPTY = new SparseArray<never>(undefined, 1, 0);
  /** Elements present. */
  readonly count: number;
  private readonly root: Node<T> | undefined;
  private readonly levels: number;

  private constructor(root: Node<T> | undefined, levels: number, count: number) {
    this.root = root;
    this.levels = levels;
    this.count = count;
  }

  static empty<T extends object>(): SparseArray<T> {
    return SparseArray.EMPTY;
  }

  get(index: number): T | undefined {
    if (index < 0 || index >= WIDTH ** this.levels) return undefined;
    let node: Node<T> | T | undefined = this.root;
    for (let level = this.levels - 1; level >= 0 && node !== undefined; level--)
      node = (node as Node<T>)[slot(index, level)];
    return node as T | undefined;
  }

  /** The array with `element` at `index`; undefined takes it out. */
  with(index: number, element: T | undefined): SparseArray<T> {
    const before = this.get(index);
    if (before === element) return this;
    let { root, levels } = this;
    while (index >= WIDTH ** levels) {
      if (root !== undefined) root = [root];
      levels++;
    }
    const count = this.count + (element === undefined ? -1 : before === undefined ? 1 : 0);
    return new SparseArray<T>(count === 0 ? undefined : replaced(root, index, levels - 1, element), levels, count);
  }

  /** Elements in ascending order of index. */
  *entries(): Generator<readonly [index: number, element: T]> {
    if (this.root !== undefined) yield* walk(this.root, this.levels - 1, 0, 1);
  }

  /** Elements in descending order of index. */
  *entriesBackwards(): Generator<readonly [index: number, element: T]> {
    if (this.root !== undefined) yield* walk(this.root, this.levels - 1, 0, -1);
  }

  /** Indices at which two arrays hold different elements, ascending; shared parts are passed over at once. */
  *differences(other: SparseArray<T>): Generator<number> {
    const levels = Math.max(this.levels, other.levels);
    yield* different(this.raised(levels), other.raised(levels), levels - 1, 0);
  }

  private raised(levels: number): Node<T> | undefined {
    let { root } = this;
    for (let at = this.levels; at < levels && root !== undefined; at++) root = [root];
    return root;
  }
}

function slot(index: number, level: number): number {
  return Math.floor(index / WIDTH ** level) % WIDTH;
}

function replaced<T extends object>(
  node: Node<T> | undefined,
  index: number,
  level: number,
  element: T | undefined,
): Node<T> {
  const copy = node === undefined ? [] : node.slice();
  const at = slot(index, level);
  while (copy.length <= at) copy.push(undefined);
  copy[at] = level === 0 ? element : replaced(copy[at] as Node<T> | undefined, index, level - 1, element);
  return copy;
}

function* walk<T extends object>(
  node: Node<T>,
  level: number,
  base: number,
  step: 1 | -1,
): Generator<readonly [number, T]> {
  for (let at = step === 1 ? 0 : node.length - 1; at >= 0 && at < node.length; at += step) {
    const child = node[at];
    if (child === undefined) continue;
    const index = base + at * WIDTH ** level;
    if (level === 0) yield [index, child as T];
    else yield* walk(child as Node<T>, level - 1, index, step);
  }
}

function* different<T extends object>(
  a: Node<T> | undefined,
  b: Node<T> | undefined,
  level: number,
  base: number,
): Generator<number> {
  if (a === b) return;
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const left = a?.[at];
    const right = b?.[at];
    if (left === right) continue;
    const index = base + at * WIDTH ** level;
    if (level === 0) yield index;
    else yield* different(left as Node<T> | undefined, right as Node<T> | undefined, level - 1, index);
  }
}
