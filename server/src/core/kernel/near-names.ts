/** Names that a mistyped one may mean. */

const MOST_NAMES = 6;

/** Levenshtein distance: letters to insert, remove or change. More than `most` is one number, `most + 1`. */
export function editDistance(a: string, b: string, most: number): number {
  // As many edits as the lengths differ are needed at least.
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution));
    }
    previous = current;
    if (Math.min(...previous) > most) return most + 1;
  }
  return Math.min(previous[b.length] ?? 0, most + 1);
}

/** Whether `part` begins the name or a word in it: "vlan" in "if_vlan", "sack" in "net.inet.tcp.sack.enable". */
function beginsWord(name: string, part: string): boolean {
  for (let at = name.indexOf(part); at >= 0; at = name.indexOf(part, at + 1)) {
    const isStart = at === 0 || !/[a-z0-9]/.test(name[at - 1] ?? '');
    // Two letters begin too many words: they must be one.
    if (isStart && (part.length > 2 || !/[a-z0-9]/.test(name[at + part.length] ?? '.'))) return true;
  }
  return false;
}

/** How many edits still leave a word of this length the same word. */
function mostEdits({ length }: string): number {
  return length < 3 ? 0 : length < 4 ? 1 : length < 9 ? 2 : 3;
}

/**
 * At most six of `names`, the most similar first: those in which `wanted` begins a word and those that begin a word in
 * it and are half of it or more; then those that the fewest edits make of it: three at most, one beside the former.
 * None where none is near.
 */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  const lower = wanted.toLowerCase();
  if (lower === '') return [];
  const limit = mostEdits(lower);
  const ranked = names
    .filter((name) => name !== wanted && name !== '')
    .map((name, index) => {
      const other = name.toLowerCase();
      const isContained = beginsWord(other, lower) || (other.length * 2 >= lower.length && beginsWord(lower, other));
      return { name, index, distance: isContained ? 0.5 : editDistance(lower, other, limit) };
    })
    .sort((a, b) => a.distance - b.distance || a.index - b.index);
  const nearest = ranked[0]?.distance ?? Infinity;
  return ranked
    .filter(({ distance }) => distance < 1 || (distance <= limit && distance <= Math.max(nearest, 1)))
    .map(({ name }) => name)
    .slice(0, MOST_NAMES);
}

/** "; near ones: A, B" for the end of an error line, or "" without names. */
export function nearNamesPhrase(wanted: string, names: readonly string[]): string {
  const near = nearNames(wanted, names);
  return near.length === 0 ? '' : `; near ones: ${near.join(', ')}`;
}
