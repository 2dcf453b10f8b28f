/** Names that a mistyped one may mean. */

const MOST_NAMES = 6;

/** Levenshtein distance, without case. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/**
 * At most six of `names`, the most similar first: those that contain `wanted` or share its start, then those within a
 * third of its length in edits.
 */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const lower = wanted.toLowerCase();
  const ranked = names
    .map((name, index) => {
      const other = name.toLowerCase();
      const distance =
        other.includes(lower) || (lower.length > 2 && lower.includes(other)) ? 0.5 : editDistance(lower, other);
      return { name, index, distance };
    })
    .sort((a, b) => a.distance - b.distance || a.index - b.index);
  const limit = Math.max(1, Math.ceil(wanted.length / 3));
  return ranked
    .filter(({ name, distance }) => distance <= limit && name !== wanted)
    .map(({ name }) => name)
    .slice(0, MOST_NAMES);
}

/** "; near ones: A, B" for the end of an error line, or "" without names. */
export function nearNamesPhrase(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length === 0 ? '' : `; near ones: ${near.join(', ')}`;
}
