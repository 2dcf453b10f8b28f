// What the region's picture consists of, as plain data: no document, no pixels.
import type { MapVariable, RegionMap } from '../../../server/src/protocol/region-map.ts';

/** A variable of the kernel, or of a module that is loaded. */
export interface SceneVariable extends MapVariable {
  /** From the start of set_vnet, for a module's variable too; null where that is unknown. */
  readonly place: number | null;
  readonly subsystem: string;
}

/** A stretch of the region. Stretches are sorted, do not overlap and leave nothing out. */
export interface Block {
  readonly kind: 'variable' | 'padding' | 'free' | 'room';
  readonly label: string;
  readonly start: number;
  readonly end: number;
  readonly variable: SceneVariable | undefined;
}

export interface Scene {
  readonly map: RegionMap;
  readonly sizeBytes: number;
  readonly blocks: readonly Block[];
  readonly variables: readonly SceneVariable[];
  /** Variables without a place: of unknown size or offset, or of a module that was refused. */
  readonly unplaced: readonly SceneVariable[];
  /** Largest first. */
  readonly subsystems: readonly { readonly name: string; readonly bytes: number }[];
}

/** "netinet" of sys/netinet/tcp_input.c: the folder below sys, and the one in it. */
function subsystemOf(file: string): string {
  const folders = file.split('/').slice(0, -1);
  if (file.startsWith('/')) return folders.at(-1) ?? '/';
  const below = folders[0] === 'sys' ? folders.slice(1) : folders;
  return below.slice(0, 2).join('/') || 'sys';
}

export function sceneOf(map: RegionMap): Scene {
  const { kernel, loaded } = map;
  const room = kernel.variables.find(({ name }) => name === 'modspace');
  const own = kernel.variables.map((variable): SceneVariable => withPlace(variable, 0));
  const starts = new Map(
    (loaded?.modules ?? []).map(({ name, modspaceOffset }) => [
      name,
      modspaceOffset === null || room === undefined || room.offset === null ? null : room.offset + modspaceOffset,
    ]),
  );
  const brought = (loaded?.variables ?? []).map((variable) =>
    withPlace(variable, starts.get(variable.module ?? '') ?? null),
  );
  const variables = [...own, ...brought];
  const placed = variables.filter((one) => isPlaced(one) && !(one.name === 'modspace' && one.module === null));
  const sizeBytes =
    kernel.section.size ?? Math.max(0, ...variables.map(({ place, size }) => (place ?? 0) + (size ?? 0)));
  return {
    map,
    sizeBytes,
    variables,
    blocks: blocksOf(map, placed, room, sizeBytes),
    unplaced: variables.filter((one) => !isPlaced(one)),
    subsystems: bySize(variables),
  };
}

function withPlace(variable: MapVariable, start: number | null): SceneVariable {
  const place = start === null || variable.offset === null ? null : start + variable.offset;
  return { ...variable, place, subsystem: subsystemOf(variable.file) };
}

function isPlaced({ place, size }: SceneVariable): boolean {
  return place !== null && size !== null;
}

function bySize(variables: readonly SceneVariable[]): Scene['subsystems'] {
  const sums = new Map<string, number>();
  for (const { subsystem, size, name } of variables)
    if (name !== 'modspace') sums.set(subsystem, (sums.get(subsystem) ?? 0) + (size ?? 0));
  return [...sums]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

/** The room for modules is one block, or the pieces that the modules have made of it. */
function blocksOf(
  { loaded }: RegionMap,
  placed: readonly SceneVariable[],
  room: MapVariable | undefined,
  sizeBytes: number,
): readonly Block[] {
  const blocks: Block[] = placed
    .filter(({ size }) => size !== 0)
    .map((variable) => {
      const start = variable.place ?? 0;
      return { kind: 'variable', label: variable.name, start, end: start + (variable.size ?? 0), variable };
    });
  const start = room?.offset ?? null;
  if (room !== undefined && start !== null && room.size !== null) {
    const space = loaded?.modspace;
    if (space === undefined)
      blocks.push({
        kind: 'room',
        label: 'modspace',
        start,
        end: start + room.size,
        variable: { ...withPlace(room, 0) },
      });
    else
      for (const piece of space.pieces)
        if (piece.module === null)
          blocks.push({
            kind: 'free',
            label: 'free in modspace',
            start: start + piece.offset,
            end: start + piece.offset + piece.size,
            variable: undefined,
          });
  }
  blocks.sort((a, b) => a.start - b.start || a.end - b.end);
  const whole: Block[] = [];
  let end = 0;
  for (const block of blocks) {
    if (block.start > end) whole.push(padding(end, block.start));
    // A second variable at one place is in the table; the picture shows the first.
    if (block.end <= end) continue;
    whole.push(block.start < end ? { ...block, start: end } : block);
    end = block.end;
  }
  if (sizeBytes > end) whole.push(padding(end, sizeBytes));
  return whole;
}

function padding(start: number, end: number): Block {
  return { kind: 'padding', label: 'padding', start, end, variable: undefined };
}

/** Index of the block that holds a byte; the last one for what is behind it. */
export function blockAt(blocks: readonly Block[], byte: number): number {
  let [low, high] = [0, Math.max(0, blocks.length - 1)];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.end ?? 0) > byte) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The blocks that have a byte in a row, clipped to it. */
export function blocksIn(
  blocks: readonly Block[],
  start: number,
  end: number,
): readonly { readonly index: number; readonly block: Block; readonly from: number; readonly to: number }[] {
  const found: { index: number; block: Block; from: number; to: number }[] = [];
  for (let index = blockAt(blocks, start); index < blocks.length; index++) {
    const block = blocks[index];
    if (block === undefined || block.start >= end) break;
    found.push({ index, block, from: Math.max(start, block.start), to: Math.min(end, block.end) });
  }
  return found;
}

const SMALLEST_ROW = 64;

/** Bytes of a row, powers of two from a page (or 4096) down to a cache line (or 64). */
export function rowSizes({ pageBytes, cacheLineBytes }: RegionMap): readonly number[] {
  const sizes: number[] = [];
  const least = Math.min(cacheLineBytes ?? SMALLEST_ROW, SMALLEST_ROW);
  for (let size = Math.min(pageBytes ?? 4096, 4096); size >= least; size /= 2) sizes.push(size);
  return sizes;
}

/** Which of the sizes shows a region best at first: at least a dozen rows. */
export function firstRowSize(sizes: readonly number[], sizeBytes: number): number {
  return sizes.find((size) => sizeBytes / size >= 12) ?? sizes.at(-1) ?? SMALLEST_ROW;
}
