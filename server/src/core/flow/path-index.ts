/**
 * Values of a tree's files by a key, in the order of the files' paths. One file's values can be replaced without
 * affecting the others.
 */
export class PathIndex<T extends { readonly path: string }> {
  private readonly byKey = new Map<string, T[]>();

  /** Puts `value` after what its file and those before it have under the key. */
  add(key: string, value: T): void {
    const known = this.byKey.get(key);
    if (known === undefined) {
      this.byKey.set(key, [value]);
      return;
    }
    let at = known.length;
    while (at > 0 && (known[at - 1] as T).path > value.path) at--;
    if (at === known.length) known.push(value);
    else known.splice(at, 0, value);
  }

  /** Takes out what a file has under these keys. */
  drop(path: string, keys: Iterable<string>): void {
    for (const key of keys) {
      const known = this.byKey.get(key);
      if (known === undefined) continue;
      const others = known.filter((value) => value.path !== path);
      if (others.length === 0) this.byKey.delete(key);
      else if (others.length < known.length) this.byKey.set(key, others);
    }
  }

  get(key: string): readonly T[] {
    return this.byKey.get(key) ?? [];
  }
}
