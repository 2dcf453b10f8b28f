import { layOutRecord } from '../../abi/lay-out-record.ts';
import type { ExactField, ExactRecord } from '../../abi/record-layout.ts';
import { difference, quotient, remainder, roundUp, type Exact } from '../../abi/exact.ts';
import { risingPositions } from '../../compat/rising-positions.ts';
import type { MemberDeclaration } from '../../parser/ast.ts';
import { isUnboundedArray, plain, type RecordType } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record with its members in another order. */
export interface Reorganized {
  readonly layout: ExactRecord;
  /** Members that changed their place among the others. */
  readonly moved: ReadonlySet<MemberDeclaration>;
  /** The members as they are declared, each in a declaration of its own. */
  readonly type: RecordType;
}

/** What stays together: a member, or a run of bit-fields. */
interface Piece {
  readonly index: number;
  readonly members: readonly MemberDeclaration[];
  /** Bytes. */
  readonly size: Exact;
  readonly align: number;
}

/**
 * The order of a struct's members that takes the fewest bytes, as pahole --reorganize looks for it; of several, the one
 * that moves the fewest members. Undefined where no order is better, for a union, and where a layout is unknown. A run
 * of bit-fields stays together; a flexible array member stays last.
 */
export function reorganized(measured: MeasuredUnit, record: RecordType, now: ExactRecord): Reorganized | undefined {
  if (record.specifier.kind === 'union') return undefined;
  const pieces = piecesOf(measured, now);
  if (pieces === undefined) return undefined;
  const isLast = ({ members }: Piece): boolean => members.some((member) => isFlexible(now, member));
  const [movable, last] = [pieces.filter((piece) => !isLast(piece)), pieces.filter(isLast)];
  const orders = [filled(movable), sorted(movable)].map((order) => [...order, ...last]);
  // The same members in their own order must be the record as it is, or the copy is no copy of it.
  const copy = laidOut(measured, record, pieces);
  if (copy?.layout.sizeBytes !== now.sizeBytes || copy.layout.alignBytes !== now.alignBytes) return undefined;
  let best: (Reorganized & { readonly moves: number }) | undefined;
  for (const order of orders) {
    const made = laidOut(measured, record, order);
    if (made === undefined || made.layout.sizeBytes >= now.sizeBytes) continue;
    const kept = risingPositions(order.map(({ index }) => index));
    const moved = new Set(order.flatMap(({ members }, i) => (kept.has(i) ? [] : members)));
    const moves = order.length - kept.size;
    if (
      best === undefined ||
      made.layout.sizeBytes < best.layout.sizeBytes ||
      (made.layout.sizeBytes === best.layout.sizeBytes && moves < best.moves)
    )
      best = { ...made, moved, moves };
  }
  return best;
}

function piecesOf({ engine }: MeasuredUnit, { fields }: ExactRecord): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < fields.length) {
    let end = at + 1;
    const first = fields[at];
    if (first === undefined) return undefined;
    while (first.widthBits !== undefined && fields[end]?.widthBits !== undefined) end++;
    const run = fields.slice(at, end);
    const aligns = run.map(({ type }) => engine.align(type));
    const known = aligns.filter((align): align is number => !isUnknown(align));
    if (known.length < aligns.length) return undefined;
    const from = quotient(first.offsetBits, 8);
    const lastField = run[run.length - 1] ?? first;
    const size =
      first.widthBits === undefined ? first.sizeBytes : difference(quotient(roundUp(bitEnd(lastField), 8), 8), from);
    pieces.push({ index: pieces.length, members: run.map(single), size, align: Math.max(...known) });
    at = end;
  }
  return pieces;
}

function bitEnd({ offsetBits, widthBits }: ExactField): Exact {
  return difference(offsetBits, -(widthBits ?? 0));
}

/** The member alone in a declaration of its own: `int a, b;` is two. */
function single({ declaration, declarator }: ExactField): MemberDeclaration {
  return declarator === undefined ? declaration : { ...declaration, declarators: [declarator] };
}

function isFlexible({ fields }: ExactRecord, member: MemberDeclaration): boolean {
  const field = fields.find(({ declarator }) => declarator !== undefined && declarator === member.declarators[0]);
  return field !== undefined && isUnboundedArray(plain(field.type));
}

/** In their order; a hole is filled with the last later member that fits into it. */
function filled(pieces: readonly Piece[]): readonly Piece[] {
  const left = [...pieces];
  const order: Piece[] = [];
  let end: Exact = 0;
  while (left.length > 0) {
    const next = left[0];
    if (next === undefined) break;
    const hole = difference(roundUp(end, next.align), end);
    const fitting = left.findLastIndex(({ size, align }) => size > 0 && size <= hole && remainder(end, align) === 0);
    const taken = left.splice(hole > 0 && fitting > 0 ? fitting : 0, 1)[0] ?? next;
    order.push(taken);
    end = difference(roundUp(end, taken.align), -taken.size);
  }
  return order;
}

/** The most aligned first: where sizes are multiples of alignments nothing is lost between members. */
function sorted(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.toSorted((a, b) => b.align - a.align || remainder(a.size, a.align) - remainder(b.size, b.align));
}

function laidOut(
  { engine }: MeasuredUnit,
  record: RecordType,
  order: readonly Piece[],
): { readonly layout: ExactRecord; readonly type: RecordType } | undefined {
  const members = order.flatMap((piece) => piece.members);
  const type: RecordType = { ...record, specifier: { ...record.specifier, members } };
  const layout = layOutRecord(engine, type);
  return isUnknown(layout) ? undefined : { layout, type };
}
