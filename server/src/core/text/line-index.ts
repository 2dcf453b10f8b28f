import { lowerBound } from '../collections/lower-bound.ts';

/** A 0-based position; `character` counts UTF-16 code units, as JavaScript strings and LSP's default do. */
export interface LineColumn {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of a text start. */
export class LineIndex {
  private readonly starts: Int32Array;
  private readonly length: number;

  constructor(text: string) {
    this.length = text.length;
    let count = 1;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
    this.starts = new Int32Array(count);
    let line = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts[++line] = at + 1;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** 0-based line that holds `offset`; offsets outside the text count as its nearest end. */
  lineOf(offset: number): number {
    return Math.max(0, lowerBound(this.starts, offset + 1) - 1);
  }

  position(offset: number): LineColumn {
    const clamped = Math.max(0, Math.min(offset, this.length));
    const line = this.lineOf(clamped);
    return { line, character: clamped - (this.starts[line] as number) };
  }

  /** Offset of a position; characters past the line's end count as its end, lines past the text as the text's end. */
  offset(at: LineColumn): number {
    const start = this.starts[at.line];
    if (start === undefined) return this.length;
    const next = this.starts[at.line + 1];
    return Math.min(start + at.character, next === undefined ? this.length : next - 1);
  }
}
