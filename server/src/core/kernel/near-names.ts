/** Which of the known names a mistyped one may stand for. */

const MOST_NAMES = 6;

/** Levenshtein distance, case counted as half a difference would be too fine: compared without case. */
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
 * At most six of `names`, nearest first: those that contain or begin like `wanted`, then those within
 * a third of its length in edits. None when nothing is near.
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

/** ", near: A, B" for the end of an error line, or "" when there are no names at all. */
export function nearNamesPhrase(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length === 0 ? '' : `; near ones: ${near.join(', ')}`;
}
