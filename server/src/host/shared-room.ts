/** Where the bytes of a file go. */
export type Room = (sizeBytes: number) => Buffer;

/** Larger files get a room of their own. */
const MOST_SHARED_BYTES = 1024 * 1024;

export const newRoom: Room = (sizeBytes) => Buffer.allocUnsafe(sizeBytes);

/**
 * One room for all: what was there before is overwritten. Tens of thousands of files of a tree are looked into for a
 * word and not needed again; with a room for each the garbage collector has most of the work.
 */
export function sharedRoom(): Room {
  let room = Buffer.alloc(0);
  return (sizeBytes) => {
    if (sizeBytes > MOST_SHARED_BYTES) return newRoom(sizeBytes);
    if (room.length < sizeBytes) room = Buffer.allocUnsafeSlow(Math.min(MOST_SHARED_BYTES, 2 * sizeBytes));
    return room.subarray(0, sizeBytes);
  };
}
