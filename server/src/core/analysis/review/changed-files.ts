import type { FileSource } from '../../text/file-source.ts';

/** A file that a change touches: its path in the older and in the newer tree; undefined where it does not exist. */
export interface ChangedFile {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Names that differ between two trees, as files that came, went, changed, or were renamed. */
export function changedOf(names: readonly string[], before: FileSource, after: FileSource): readonly ChangedFile[] {
  const changed = names.flatMap((name): readonly ChangedFile[] => {
    const [was, is] = [before.isFile(name), after.isFile(name)];
    return was || is ? [{ before: was ? name : undefined, after: is ? name : undefined }] : [];
  });
  return withRenames(
    changed,
    (file) => before.read(file),
    (file) => after.read(file),
  );
}

/** How alike two texts must be for a rename, as git diff -M has it. */
const LIKE = 0.5;
/** More files than this that came and went are not compared with each other. */
const MOST_PAIRS = 200;

/** Pairs files that went with files that came and hold the same lines: they were renamed. */
function withRenames(
  changed: readonly ChangedFile[],
  textBefore: (path: string) => string | undefined,
  textAfter: (path: string) => string | undefined,
): readonly ChangedFile[] {
  const gone = changed.flatMap(({ before, after }) => (after === undefined && before !== undefined ? [before] : []));
  const come = changed.flatMap(({ before, after }) => (before === undefined && after !== undefined ? [after] : []));
  if (gone.length === 0 || come.length === 0 || gone.length + come.length > MOST_PAIRS) return changed;
  const pairs = gone
    .flatMap((before) => come.map((after) => ({ before, after })))
    .filter(({ before, after }) => ending(before) === ending(after))
    .map((pair) => ({ ...pair, like: likeness(textBefore(pair.before) ?? '', textAfter(pair.after) ?? '') }))
    .filter(({ like }) => like >= LIKE)
    .sort((a, b) => b.like - a.like);
  const taken = new Set<string>();
  const renamed = pairs.filter(({ before, after }) => {
    if (taken.has(`-${before}`) || taken.has(`+${after}`)) return false;
    taken.add(`-${before}`).add(`+${after}`);
    return true;
  });
  return [
    ...changed.filter(
      ({ before, after }) =>
        !(after === undefined && taken.has(`-${before ?? ''}`)) &&
        !(before === undefined && taken.has(`+${after ?? ''}`)),
    ),
    ...renamed.map(({ before, after }) => ({ before, after })),
  ].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** The path by which people know a changed file: the newer one. */
export function nameOf({ before, after }: ChangedFile): string {
  return after ?? before ?? '';
}

/** Paths of the older tree as the newer has them. */
export function renaming(changed: readonly ChangedFile[]): (path: string) => string {
  const names = new Map(
    changed.flatMap(({ before, after }) =>
      before !== undefined && after !== undefined && before !== after ? [[before, after] as const] : [],
    ),
  );
  return (path) => names.get(path) ?? path;
}

function ending(path: string): string {
  return /\.\w+$/.exec(path)?.[0] ?? '';
}

/** The part of the lines of the longer text that the other has too. */
function likeness(left: string, right: string): number {
  if (left === right) return 1;
  const lines = left.split('\n').filter((line) => line.trim() !== '');
  const others = right.split('\n').filter((line) => line.trim() !== '');
  const count = new Map<string, number>();
  for (const line of lines) count.set(line, (count.get(line) ?? 0) + 1);
  let same = 0;
  for (const line of others) {
    const left = count.get(line) ?? 0;
    if (left === 0) continue;
    count.set(line, left - 1);
    same++;
  }
  return same / Math.max(lines.length, others.length, 1);
}
