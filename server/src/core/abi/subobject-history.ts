import type { ArrayType, RecordType, VectorType } from '../types/type.ts';
import { getOrMake } from '../collections/get-or-make.ts';

export type Aggregate = ArrayType | RecordType | VectorType;

/**
 * How aggregates inside an object have been initialized so far. It decides what an overriding list without braces
 * keeps: clang continues with an earlier list, and drops an earlier expression. Once a nested list in braces is
 * complete, clang fills what it left out with zero expressions, so later overrides drop these too (InitListChecker,
 * getStructuredSubobjectInit and FillInEmptyInitializations).
 */
export class SubobjectHistory {
  private readonly states = new Map<Aggregate, Map<number, 'list' | 'expression'>>();
  private readonly filled: { readonly from: number; readonly to: number; readonly isFilled: boolean }[] = [];
  /** Nothing at or after this byte has been initialized. */
  private end = 0;

  /** 'none' for an aggregate that nothing has initialized. */
  state(type: Aggregate, offset: number, size: number): 'list' | 'expression' | 'none' {
    if (offset >= this.end) return 'none';
    const own = this.states.get(type)?.get(offset);
    if (own !== undefined) return own;
    for (let i = this.filled.length - 1; i >= 0; i--) {
      const { from, to, isFilled } = this.filled[i]!;
      if (from <= offset && to >= offset + size) return isFilled ? 'expression' : 'none';
    }
    return 'none';
  }

  /** A range is initialized again: its history is dropped, and that of an enclosing aggregate of the same range. */
  begin(offset: number, size: number): void {
    if (offset >= this.end) return;
    const to = offset + size;
    for (const offsets of this.states.values())
      for (const at of offsets.keys()) if (at >= offset && at < to) offsets.delete(at);
    this.filled.push({ from: offset, to, isFilled: false });
  }

  /** An aggregate has been initialized; to be called after its parts, which may share its range. */
  note(type: Aggregate, offset: number, size: number, state: 'list' | 'expression'): void {
    const offsets = getOrMake(this.states, type, () => new Map<number, 'list' | 'expression'>());
    offsets.set(offset, state);
    this.end = Math.max(this.end, offset + size);
  }

  /** A nested list or expression is complete. */
  complete(offset: number, size: number): void {
    this.filled.push({ from: offset, to: offset + size, isFilled: true });
    this.end = Math.max(this.end, offset + size);
  }
}
