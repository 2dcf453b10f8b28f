import { firstBit, widthBits, type GlobalLayout, type MemberRow } from './baseline.ts';
import type { MemberChange, Move, RecordComparison } from './compare-record.ts';

/** A member's change in words, to follow the record's name: "t_fb added at 8: moves 61 members by 8 bytes". */
export function describeMember(
  { kind, member, before, after, moves, isFine }: MemberChange,
  { sizeBefore }: RecordComparison,
): string {
  const moved = moves.length === 0 ? '' : `: ${movesText(moves)}`;
  switch (kind) {
    case 'added':
      return `${declared(after)} added ${after === undefined ? '' : whereText(after, sizeBefore, isFine)}${moved}`;
    case 'removed':
      return `${declared(before)} removed${placeText(before, ' from ')}${moved}`;
    case 'renamed':
      return `${before?.name ?? ''} renamed to ${member}${moved}`;
    case 'resized':
      return `${declared(after)} is ${widthsText(before, after)}${typeChange(before, after)}${moved}`;
    case 'retyped':
      return `${member} is ${typeBeside(after, before)}, it was ${typeBeside(before, after)}${moved}`;
    case 'reordered':
    case 'moved':
      return `${member} moved ${before === undefined || after === undefined ? '' : `${bitPlace(before)} -> ${bitPlace(after)}`}${moves.length > 1 ? `: ${movesText(moves)}` : ''}`;
  }
}

export function describeGlobal(before: GlobalLayout, after: GlobalLayout): string {
  const size = before.size === after.size ? '' : `, ${before.size ?? '?'} -> ${after.size ?? '?'} bytes`;
  return before.type === after.type ? size.slice(2) : `is ${after.type}, it was ${before.type}${size}`;
}

/** "moves 61 members, t_state and on, by 8 bytes" */
export function movesText(moves: readonly Move[]): string {
  const [first] = moves;
  if (first === undefined) return 'moves nothing';
  const by = [...new Set(moves.map(({ fromBits, toBits }) => toBits - fromBits))].sort((a, b) => a - b);
  const least = by[0] ?? 0;
  const most = by.at(-1) ?? 0;
  const span = least === most ? signed(least) : `${signed(least)} to ${signed(most)}`;
  return `moves ${moves.length === 1 ? first.member : `${moves.length} members from ${first.member} on`} by ${span}`;
}

function signed(bits: number): string {
  const sign = bits < 0 ? '-' : '+';
  const size = Math.abs(bits);
  return size % 8 === 0 ? `${sign}${size / 8}` : `${sign}${size} bits`;
}

function whereText(after: MemberRow, sizeBefore: number, isFine: boolean): string {
  if (firstBit(after) >= sizeBefore * 8) return 'at the end';
  return `at ${bitPlace(after)}${isFine ? ', in a hole' : ''}`;
}

function declared(member: MemberRow | undefined): string {
  return member === undefined ? '' : `${member.name} (${member.type})`;
}

function placeText(member: MemberRow | undefined, preposition: string): string {
  return member === undefined ? '' : `${preposition}${bitPlace(member)}`;
}

/** Byte offset, or "bit 12" of a bit-field. */
function bitPlace(member: MemberRow): string {
  return member.bits === undefined ? String(member.offset ?? 0) : `bit ${member.bits[0]}`;
}

/** "4 -> 8 bytes"; in bits as soon as one of the two is a bit-field. */
function widthsText(before: MemberRow | undefined, after: MemberRow | undefined): string {
  const areBits = before?.bits !== undefined || after?.bits !== undefined;
  const width = (member: MemberRow | undefined): string =>
    member === undefined ? '?' : String(areBits ? widthBits(member) : widthBits(member) / 8);
  return `${width(before)} -> ${width(after)} ${areBits ? 'bits' : 'bytes'}`;
}

function typeChange(before: MemberRow | undefined, after: MemberRow | undefined): string {
  return before === undefined || after === undefined || before.type === after.type ? '' : `, it was ${before.type}`;
}

/** A type as spelled; with typedefs resolved if the other type has the same spelling. */
function typeBeside(member: MemberRow | undefined, other: MemberRow | undefined): string {
  return (member?.type === other?.type ? member?.is : undefined) ?? member?.type ?? '';
}
