import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { diskOperations, type FileOperations } from '../../server/src/host/file-operations.ts';

class Killed extends Error {}

/** The disk until a step: that one is done by half or not at all, and after it nothing is done any more. */
export function killedAt(step: number, isOtherDisk: boolean): FileOperations & { readonly steps: () => number } {
  let steps = 0;
  const count = <T>(work: () => T, half: () => void = () => undefined): T => {
    if (steps++ < step) return work();
    if (steps === step + 1) half();
    throw new Killed();
  };
  return {
    ...diskOperations,
    write: (file, bytes, like) => {
      count(
        () => {
          diskOperations.write(file, bytes, like);
        },
        () => {
          writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
        },
      );
    },
    rename: (from, to) => {
      count(() => {
        const isFar = isOtherDisk && path.dirname(from) !== path.dirname(to);
        if (isFar) throw Object.assign(new Error('EXDEV'), { code: 'EXDEV' });
        diskOperations.rename(from, to);
      });
    },
    remove: (file) => {
      count(() => {
        diskOperations.remove(file);
      });
    },
    makeFolder: (folder, above) => {
      count(() => {
        diskOperations.makeFolder(folder, above);
      });
    },
    steps: () => steps,
  };
}
