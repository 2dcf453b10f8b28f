/**
 * C with places marked in it: `‸` is a cursor, `«` and `»` enclose a stretch. None of them is C, so every other
 * character may stand around them.
 */
export interface MarkedText {
  /** Without the marks. */
  readonly text: string;
  /** Offsets of the cursors. */
  readonly cursors: readonly number[];
  readonly stretches: readonly { readonly start: number; readonly end: number }[];
}

const CURSOR = '‸';
const OPEN = '«';
const CLOSE = '»';

export function readMarked(marked: string): MarkedText {
  let text = '';
  const cursors: number[] = [];
  const stretches: { start: number; end: number }[] = [];
  const open: number[] = [];
  for (const piece of marked.split(/([‸«»])/)) {
    if (piece === CURSOR) cursors.push(text.length);
    else if (piece === OPEN) open.push(text.length);
    else if (piece === CLOSE) {
      const start = open.pop();
      if (start === undefined) throw new Error(`a ${CLOSE} without ${OPEN}: ${marked}`);
      stretches.push({ start, end: text.length });
    } else text += piece;
  }
  if (open.length > 0) throw new Error(`a ${OPEN} without ${CLOSE}: ${marked}`);
  return { text, cursors, stretches };
}
