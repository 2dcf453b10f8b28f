// What a record's picture consists of, as plain data: no document, no pixels.
import type { PictureField } from '../../../server/src/protocol/record-picture.ts';

/** A member, or what lies between members. Bits from the record's start. */
export interface Piece {
  readonly kind: 'member' | 'bit-field' | 'hole' | 'padding';
  readonly name: string;
  readonly type: string;
  readonly startBits: number;
  readonly endBits: number;
  /** Members of unions overlap: each has a lane of its own. */
  readonly lane: number;
  /** Names on the way to it: "inp_inc.inc_ie". */
  readonly path: string;
  /** How deep in unfolded records. */
  readonly depth: number;
  readonly canUnfold: boolean;
  /** Bits that it moved by since the baseline, or true if another order moves it. */
  readonly moved: number | true | undefined;
}

/** The stretch of one line of the picture; lines that one piece fills are left out. */
export interface PictureLine {
  readonly startBits: number;
  readonly endBits: number;
  readonly lanes: number;
  /** Lines left out before it. */
  readonly skipped: number;
  readonly pieces: readonly Piece[];
}

export interface RecordShape {
  readonly fields: readonly PictureField[];
  /** Bytes. */
  readonly size: number;
}

/**
 * The pieces of a record, in the order of their places.
 * @param unfolded paths of the members whose own members are shown instead
 * @param before the record that it is compared with
 */
export function piecesOf(
  { fields, size }: RecordShape,
  unfolded: ReadonlySet<string>,
  before?: readonly PictureField[],
): readonly Piece[] {
  const old = new Map(before?.map(({ name, offsetBits }) => [name, offsetBits]));
  const members = flat(fields, unfolded, '', 0).map(({ field, path, depth, isUnfolded }) => {
    const was = depth === 0 ? old.get(field.name) : undefined;
    const shift = was === undefined ? 0 : field.offsetBits - was;
    const moved: Piece['moved'] = field.isMoved === true ? true : shift === 0 ? undefined : shift;
    return { field, path, depth, isUnfolded, moved };
  });
  members.sort((a, b) => a.field.offsetBits - b.field.offsetBits || a.depth - b.depth);
  const pieces: Piece[] = [];
  const laneEnds: number[] = [];
  let end = 0;
  for (const { field, path, depth, isUnfolded, moved } of members) {
    if (isUnfolded) continue;
    const startBits = field.offsetBits;
    const endBits = startBits + field.widthBits;
    if (startBits > end) pieces.push(gap('hole', end, startBits));
    let lane = laneEnds.findIndex((laneEnd) => laneEnd <= startBits);
    if (lane < 0) lane = laneEnds.length;
    laneEnds[lane] = endBits;
    pieces.push({
      kind: field.isBitField ? 'bit-field' : 'member',
      name: field.name === '' ? '(unnamed)' : field.name,
      type: field.type,
      startBits,
      endBits,
      lane,
      path,
      depth,
      canUnfold: (field.fields?.length ?? 0) > 0,
      moved,
    });
    end = Math.max(end, endBits);
  }
  if (size * 8 > end) pieces.push(gap('padding', end, size * 8));
  return pieces;
}

interface FlatField {
  readonly field: PictureField;
  readonly path: string;
  readonly depth: number;
  readonly isUnfolded: boolean;
}

function flat(
  fields: readonly PictureField[],
  unfolded: ReadonlySet<string>,
  prefix: string,
  depth: number,
): FlatField[] {
  return fields.flatMap((field) => {
    const path = `${prefix}${field.name}`;
    const isUnfolded = unfolded.has(path) && (field.fields?.length ?? 0) > 0;
    const own = { field, path, depth, isUnfolded };
    return isUnfolded ? [own, ...flat(field.fields ?? [], unfolded, `${path}.`, depth + 1)] : [own];
  });
}

function gap(kind: 'hole' | 'padding', startBits: number, endBits: number): Piece {
  return {
    kind,
    name: kind,
    type: '',
    startBits,
    endBits,
    lane: 0,
    path: '',
    depth: 0,
    canUnfold: false,
    moved: undefined,
  };
}

/** Lines of `lineBytes` each; of those that one piece fills alone, the first and the last of a run are kept. */
export function linesOf(pieces: readonly Piece[], size: number, lineBytes: number): readonly PictureLine[] {
  const lineBits = lineBytes * 8;
  const lines: PictureLine[] = [];
  const count = Math.max(1, Math.ceil(size / lineBytes));
  let skipped = 0;
  for (let line = 0; line < count; line++) {
    const [startBits, endBits] = [line * lineBits, Math.min(size * 8, (line + 1) * lineBits)];
    const here = pieces.filter((piece) => piece.startBits < endBits && piece.endBits > startBits);
    const [only] = here;
    const isInside =
      here.length === 1 && only !== undefined && only.startBits < startBits && only.endBits > endBits + lineBits;
    if (isInside && line > 0) {
      // A piece of many lines need not be walked through line by line.
      const to = Math.floor(only.endBits / lineBits) - 1;
      skipped += to - line;
      line = to - 1;
      continue;
    }
    lines.push({ startBits, endBits, lanes: Math.max(1, ...here.map(({ lane }) => lane + 1)), skipped, pieces: here });
    skipped = 0;
  }
  return lines;
}

/** "12" bytes, or "12:3" for bit 3 of byte 12. */
export function placeText(bits: number, isBitField: boolean): string {
  const byte = Math.floor(bits / 8);
  return isBitField || bits % 8 !== 0 ? `${byte}:${bits % 8}` : String(byte);
}

/** "4 bytes", "3 bits" */
export function widthText(bits: number): string {
  const [count, unit] = bits % 8 === 0 ? [bits / 8, 'byte'] : [bits, 'bit'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** "+8", "-4 bits" */
export function shiftText(bits: number): string {
  const sign = bits < 0 ? '−' : '+';
  const size = Math.abs(bits);
  return size % 8 === 0 ? `${sign}${size / 8}` : `${sign}${size} bits`;
}
