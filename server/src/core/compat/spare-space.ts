import { firstBit, widthBits, type MemberRow } from './baseline.ts';

/**
 * Names of spare members in FreeBSD's headers: if_ispare, t_pspare2, kf_spareint64, f_charspare, sadb_msg_reserved,
 * st_pad3, va_unused0, extra_padding, inp_spare_bits2. `p_paddr`, `sparespercyl` and `spare_list` are not spare.
 */
const SPARE_WORD =
  /^(?:[a-z]{0,4}spare(?:s|p|int|ptr|short|long)?(?:8|16|32|64)?\d?|pad(?:ding)?\d*|reserved?\d*|resv\d*|unused\d*|fill(?:er)?\d*)$/i;
const SPARE_OF_A_KIND = /(?:^|_)spare_(?:bit|byte|char|short|int|long|ptr|u?int(?:8|16|32|64))s?\d*$/i;

export function isSpare({ name }: MemberRow): boolean {
  const own = name
    .slice(name.lastIndexOf('.') + 1)
    .replace(/\[\]$/, '')
    .replace(/_+$/, '');
  return SPARE_WORD.test(own.slice(own.lastIndexOf('_') + 1)) || SPARE_OF_A_KIND.test(own);
}

/** Ranges of bits [from, to) of a record that are free: holes, spare members, padding at the end. */
export class FreeSpace {
  private readonly taken: readonly (readonly [number, number])[];
  readonly endBits: number;

  /** @param sizeBytes of the record; the space after it is free too */
  constructor(members: readonly MemberRow[], sizeBytes: number) {
    this.endBits = sizeBytes * 8;
    this.taken = members
      .filter((member) => !isSpare(member) && !isInsideSpare(member, members))
      .map((member) => [firstBit(member), firstBit(member) + widthBits(member)]);
  }

  /** True if no member lies in [from, from + width). */
  isFree(from: number, width: number): boolean {
    return this.taken.every(([start, end]) => end <= from || start >= from + width);
  }
}

function isInsideSpare(member: MemberRow, members: readonly MemberRow[]): boolean {
  const dot = member.name.indexOf('.');
  if (dot < 0) return false;
  const holder = member.name.slice(0, dot).replace(/\[\]$/, '');
  return members.some((one) => one.name === holder && isSpare(one));
}
