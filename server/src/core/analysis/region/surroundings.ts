import { counted } from '../../abi/exact.ts';
import { once } from '../../text/worked-out.ts';
import type { PlacedVariable } from '../../vnet/unit-facts.ts';
import type { Region } from './region.ts';

/** A variable's neighbours in each copy of its set. A copy starts on a page. */
export interface Surroundings {
  /** Page of its first byte, counted from 1, out of how many, and the offset in it. */
  readonly page: number;
  readonly pages: number;
  readonly pageOffsetBytes: number;
  /** Address in the simulator's vnet0; undefined for DPCPU. */
  readonly exampleAddress: bigint | undefined;
  readonly before: Neighbour | undefined;
  readonly after: Neighbour | undefined;
  /** Others that share one of its cache lines, in order; a variable of several lines shares only its first and last. */
  readonly cacheLineBytes: number;
  readonly sharers: readonly string[];
}

interface Neighbour {
  readonly name: string;
  readonly offsetBytes: number;
}

/** Pages and cache lines, and where the first vnet's copy starts in the simulator's machine. */
export interface MachineSizes {
  readonly firstCopy: bigint;
  readonly pageBytes: number;
  readonly cacheLineBytes: number;
}

interface Placed {
  readonly row: PlacedVariable;
  readonly start: number;
  readonly end: number;
}

/** Members of a region by address. */
function placedRows(region: Region): readonly Placed[] {
  return [...region.byName.values()]
    .flat()
    .flatMap((row) =>
      typeof row.offsetBytes !== 'number'
        ? []
        : [{ row, start: row.offsetBytes, end: row.offsetBytes + (counted(row.sizeBytes) ?? 0) }],
    )
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

/** undefined while the variable's place or the set's size is not known. */
export function surroundingsOf(
  region: Region,
  row: PlacedVariable,
  { pageBytes, cacheLineBytes, firstCopy }: MachineSizes,
): Surroundings | undefined {
  const rows = once(region, placedRows);
  const at = rows.findIndex((placed) => placed.row === row);
  const ownRow = rows[at];
  const sizeBytes = counted(region.image.sizeBytes);
  if (ownRow === undefined || sizeBytes === null) return undefined;
  const neighbour = (placed: Placed | undefined): Neighbour | undefined =>
    placed === undefined ? undefined : { name: placed.row.name, offsetBytes: placed.start };
  const lineOf = (offset: number): number => Math.floor(offset / cacheLineBytes);
  const [first, last] = [lineOf(ownRow.start), lineOf(Math.max(ownRow.start, ownRow.end - 1))];
  const shares = ({ start, end }: Placed): boolean => end > start && lineOf(end - 1) >= first && lineOf(start) <= last;
  const sharers: string[] = [];
  for (let i = at - 1; i >= 0; i--) {
    const other = rows[i];
    if (other === undefined || !shares(other)) break;
    sharers.unshift(other.row.name);
  }
  for (let i = at + 1; i < rows.length; i++) {
    const other = rows[i];
    if (other === undefined || !shares(other)) break;
    sharers.push(other.row.name);
  }
  return {
    page: Math.floor(ownRow.start / pageBytes) + 1,
    pages: Math.ceil(sizeBytes / pageBytes),
    pageOffsetBytes: ownRow.start % pageBytes,
    exampleAddress: region.set === 'set_vnet' ? firstCopy + BigInt(ownRow.start) : undefined,
    before: neighbour(rows[at - 1]),
    after: neighbour(rows[at + 1]),
    cacheLineBytes,
    sharers,
  };
}
