export const SHRINK_SECONDS = 40;

/**
 * Takes chunks away as long as the rest fails in the same way: lines first, then characters (Zeller's ddmin, without
 * its complements of chunks).
 */
export async function shrinkText(
  input: string,
  fails: (smaller: string) => Promise<boolean>,
  untilMs: number,
  found: (smaller: string) => void,
): Promise<string> {
  let text = input;
  if (!(await fails(text))) return text;
  for (const split of [
    (whole: string) => whole.split(/(?<=\n)/),
    (whole: string) => whole.split(/(?<=\W)|(?=\W)/),
    Array.from<string>,
  ]) {
    let parts = split(text);
    for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < parts.length && Date.now() < untilMs;) {
        const rest = parts.toSpliced(at, size);
        const smaller = rest.join('');
        if (smaller !== text && (await fails(smaller))) {
          parts = rest;
          text = smaller;
          found(text);
        } else at += size;
      }
    }
  }
  return text;
}
