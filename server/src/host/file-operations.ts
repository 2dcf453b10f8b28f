import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { look } from './look.ts';

/** The disk operations of a write; a test passes its own, which stop in the middle. All throw what node throws. */
export interface FileOperations {
  read(file: string): Buffer;
  /** Undefined if it does not exist; links are followed. */
  look(file: string): Stats | undefined;
  isLink(file: string): boolean;
  realPath(file: string): string;
  /**
   * Writes a file, new or over an old one. All of it is on the disk when this returns. Mode and owner are those of
   * `like`.
   */
  write(file: string, bytes: Uint8Array, like?: Stats): void;
  rename(from: string, to: string): void;
  /** Removes a file, or a folder with its contents; no error if it does not exist. */
  remove(file: string): void;
  /** Makes a folder, which must not exist, and the missing folders above it. */
  makeFolder(folder: string, above: string): void;
}

export const diskOperations: FileOperations = {
  read: (file) => readFileSync(file),
  look,
  isLink: (file) => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true,
  realPath: (file) => realpathSync.native(file),
  write(file, bytes, like) {
    const handle = openSync(file, 'w');
    try {
      writeAll(handle, bytes);
      if (like === undefined || like.isFile()) sync(handle);
    } finally {
      closeSync(handle);
    }
    if (like?.isFile() !== true) return;
    // Only root can change the owner; chmod is needed because the umask applies to a new file's mode.
    giveTo(file, like);
    chmodSync(file, like.mode & 0o7777);
  },
  rename: (from, to) => {
    renameSync(from, to);
  },
  remove: (file) => {
    rmSync(file, { recursive: true, force: true });
  },
  makeFolder(folder, above) {
    mkdirSync(above, { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
  },
};

/** Some file systems have no fsync; all bytes have been written by then. */
function sync(handle: number): void {
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EINVAL')) throw error;
  }
}

function giveTo(file: string, { uid, gid }: Stats): void {
  const own = statSync(file);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(file, uid, gid);
  } catch {
    // Then it is ours, as after a copy.
  }
}

/** How long to wait for a slow reader. */
const PAUSE_MS = 2;

/** Writes every byte: a disk that fills up accepts a part of them without an error, and a full pipe accepts none. */
export function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(handle, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      pause();
    }
  }
}

export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
