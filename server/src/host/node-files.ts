import type { Stats } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { USUAL_SYS_FOLDERS } from '../core/kernel/kernel-tree.ts';
import { isNameGoingOn, isNamePart, type FileSource, type Mark } from '../core/text/file-source.ts';
import type { DiskShards } from './disk-shards.ts';
import { look } from './look.ts';
import { PermittedFiles, type FileNote } from './permitted-files.ts';
import { sharedRoom } from './shared-room.ts';

/** The folders of a source tree, for a tree in a home folder or in the root of the disk: only these are read. */
const SOURCE_FOLDERS = [
  'include',
  'lib',
  'libexec',
  'bin',
  'sbin',
  'usr.bin',
  'usr.sbin',
  'contrib',
  'cddl',
  'crypto',
  'gnu',
  'secure',
  'share',
  'tools',
];

/** Files of a kernel tree, and files outside it by their absolute path, as far as they may be read. Writes nothing. */
export class NodeFiles implements FileSource {
  readonly root: string;
  /** What may be read: the tree, and further files that were allowed. */
  readonly permitted: PermittedFiles;
  /** Told of each file (absolute) on which work begins. */
  onWorking: ((file: string) => void) | undefined;
  /** Results of earlier runs; what is read is noted there. */
  shards: DiskShards | undefined;
  private readonly room = sharedRoom();
  /** The file that is in the room: it may be asked for other marks. */
  private last: { readonly file: string; readonly bytes: Buffer } | undefined;
  /** Bytes that `holdsAny` has read; `read` will soon ask for them. */
  private readonly unread = new Map<string, Buffer>();

  constructor(root: string, permitted = new PermittedFiles()) {
    this.root = root;
    this.permitted = permitted;
    for (const folder of treeFolders(root)) permitted.allowFolder(path.join(root, folder));
  }

  read(file: string): string | undefined {
    const alreadyRead = this.unread.get(file);
    this.unread.delete(file);
    const bytes = alreadyRead ?? this.peek(file);
    this.last = undefined;
    return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
  }

  /** What is in the file, text or not; undefined if it cannot be read. */
  bytes(file: string): Buffer | undefined {
    const bytes = this.peek(file);
    return bytes === undefined ? undefined : Buffer.from(bytes);
  }

  /** The same, in a room that the next file is put into. */
  peek(file: string): Buffer | undefined {
    if (this.shards === undefined) {
      this.last = undefined;
      return this.unnotedBytes(file);
    }
    const bytes = this.last?.file === file ? this.last.bytes : this.shards.read(file);
    this.last = bytes === undefined ? undefined : { file, bytes };
    return bytes;
  }

  /** Files changed on disk: they are looked at again. */
  forget(files: readonly string[]): void {
    this.shards?.forget(files);
    this.last = undefined;
    for (const file of files) this.unread.delete(file);
  }

  working(file: string): void {
    if (this.onWorking === undefined || file.startsWith('<')) return;
    const absolute = this.absolute(file);
    if (this.permitted.stuck?.isLeftAlone(absolute) !== true) this.onWorking(absolute);
  }

  /** The same past the shards. */
  unnotedBytes(file: string): Buffer | undefined {
    return this.permitted.read(this.absolute(file), this.room);
  }

  /** Size, times and inode of a file that `read` would read; undefined for any other. */
  stats(file: string): Stats | undefined {
    return this.permitted.stats(this.absolute(file));
  }

  isFile(file: string): boolean {
    return this.permitted.isFile(this.absolute(file));
  }

  list(folder: string): readonly string[] {
    return this.permitted.list(this.absolute(folder));
  }

  holdsAny(file: string, marks: readonly Mark[]): boolean | undefined {
    if (this.shards !== undefined) return this.shards.holdsAny(file, marks);
    const bytes = this.last?.file === file ? this.last.bytes : this.peek(file);
    if (bytes === undefined) return undefined;
    this.last = { file, bytes };
    if (!marks.some((mark) => holds(bytes, mark))) return false;
    this.unread.set(file, Buffer.from(bytes));
    return true;
  }

  absolute(file: string): string {
    return file.startsWith('/') ? path.join(path.parse(this.root).root, file) : path.join(this.root, file);
  }

  /** The name of an absolute path: relative to the root, with '/'; outside the tree with '/' in front. */
  nameOf(absolute: string): string {
    const relative = path.relative(this.root, absolute);
    const isInside = relative !== '' && !/^\.\.(?:[\\/]|$)/.test(relative) && !path.isAbsolute(relative);
    const name = isInside ? relative : path.relative(path.parse(absolute).root, absolute);
    return `${isInside ? '' : '/'}${name.split(path.sep).join('/')}`;
  }

  /** The absolute path of a name; undefined for files that exist in a build folder only. */
  absoluteOf(name: string): string | undefined {
    return name.startsWith('<') ? undefined : this.absolute(name);
  }

  /** One line for people. */
  noteText({ file, text }: FileNote): string {
    const name = this.nameOf(file);
    return `${name.startsWith('/') ? file : name} ${text}`;
  }
}

/** The folders of the tree below `root`: all of it, and its sys, which may be a link. */
function treeFolders(root: string): readonly string[] {
  const home = os.homedir();
  const isMore = root === path.parse(root).root || home === root || home.startsWith(root + path.sep);
  const isSys = (folder: string): boolean => look(path.join(root, folder, 'net', 'vnet.h')) !== undefined;
  const sys = USUAL_SYS_FOLDERS.filter((folder) => folder !== '' && isSys(folder));
  return [...(isMore ? SOURCE_FOLDERS : ['']), ...sys];
}

/** Whether bytes hold a mark. */
export function holds(bytes: Buffer, { word, startsName, with: others }: Mark): boolean {
  const isThere = startsName === true ? startsAName(bytes, word) : bytes.includes(word);
  // The others are many: they are looked for last.
  return isThere && (others === undefined || others.some((mark) => holds(bytes, mark)));
}

function startsAName(bytes: Buffer, word: string): boolean {
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    if (!isNamePart(bytes[at - 1] ?? 0) && isNameGoingOn(bytes[at + word.length] ?? 0)) return true;
  }
  return false;
}
