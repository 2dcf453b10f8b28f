/** Puts `text` in the place of [start, end); offsets are in UTF-16 code units. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after all edits, whose offsets are in the text before any of them. Two that overlap are a RangeError. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = sortedEdits(edits);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** In the order of their places; insertions at one place keep their own order. Two that overlap are a RangeError. */
function sortedEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  ordered.forEach((edit, i) => {
    if (edit.start < (ordered[i - 1]?.end ?? 0)) throw new RangeError(`edits overlap at offset ${edit.start}`);
  });
  return ordered;
}

/** True when two edits touch the same text; two insertions at one place do too, for nobody knows their order. */
export function overlap(a: TextEdit, b: TextEdit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}
