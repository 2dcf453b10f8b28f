import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import path from 'node:path';
import { newRoom, type Room } from './shared-room.ts';
import type { StuckFiles } from './stuck-files.ts';

/** No hand-written source is larger; larger files are not read. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** A note about a file or folder that is not read, or that is read through a link. */
export interface FileNote {
  /** Absolute, as it was asked for. */
  readonly file: string;
  /** What follows its name: "is a FIFO; it is not read". */
  readonly text: string;
}

/** How long the target of a folder's links is remembered: a server runs for days, and folders change. */
const KNOWN_MS = 1000;

interface RealFolder {
  /** The folder's path without links. */
  readonly real: string;
  readonly isInside: boolean;
  readonly knownAt: number;
  /** Names of regular files, if the folder has been listed: these are opened without another stat(2). */
  regular?: ReadonlySet<string>;
}

/** Where a name leads. */
interface Found {
  readonly real: string;
  readonly stats: Stats;
}

/**
 * Decides which files are read; nothing else does. Read are regular files up to a size limit, below the real paths of
 * allowed folders, and files that were allowed themselves. A link must lead to such a file. A file that is refused is
 * noted once per path. Paths are absolute.
 */
export class PermittedFiles {
  /** Real paths. */
  private readonly roots = new Set<string>();
  /** Links that were allowed as folders: a listing follows these links and no others. */
  private readonly entrances = new Set<string>();
  private readonly named = new Set<string>();
  private readonly places = new Map<string, RealFolder>();
  private readonly noted = new Map<string, FileNote>();
  private readonly listeners: ((note: FileNote) => void)[] = [];
  private readonly now: () => number;
  /** Tells which files are left alone. */
  stuck: StuckFiles | undefined;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Allows everything below the folder's real path; a folder that does not exist is ignored. */
  allowFolder(folder: string): void {
    const real = realPath(folder);
    if (real === undefined) return;
    const above = realPath(path.dirname(folder));
    // A link to a folder above itself would make a walk endless.
    if (above !== undefined && look(folder)?.isSymbolicLink() === true && !isWithin(above, real)) {
      this.entrances.add(path.join(above, path.basename(folder)));
    }
    if (this.isInside(real)) return;
    this.roots.add(real);
    this.places.clear();
  }

  /** Allows the file itself, wherever its links lead: the user named it. */
  allowFile(file: string): void {
    this.named.add(file);
  }

  /** Tells of each note as it comes. */
  onNoted(listener: (note: FileNote) => void): void {
    this.listeners.push(listener);
  }

  /** Of each file one at most. */
  get notes(): readonly FileNote[] {
    return [...this.noted.values()];
  }

  /** The bytes of a file, in the room that they are given; undefined if it does not exist or may not be read. */
  read(file: string, room: Room = newRoom): Buffer | undefined {
    if (this.stuck?.isLeftAlone(file) === true) {
      this.refuse(file, 'stopped an earlier language server and has not changed since');
      return undefined;
    }
    const listed = this.listed(file);
    const quick = listed === undefined ? undefined : readRegular(listed, MAX_FILE_BYTES, room);
    if (Buffer.isBuffer(quick)) return quick;
    const found = this.find(file);
    const read = typeof found === 'object' ? readRegular(found.real, MAX_FILE_BYTES, room, found.stats) : found;
    if (typeof read === 'string') this.refuse(file, read);
    return Buffer.isBuffer(read) ? read : undefined;
  }

  /** Size, times and inode of what `read` would read; undefined for anything else. Notes nothing. */
  stats(file: string): Stats | undefined {
    const found = this.find(file);
    return typeof found === 'object' && found.stats.isFile() ? found.stats : undefined;
  }

  /** True for what `read` would read, whatever its size. */
  isFile(file: string): boolean {
    const found = this.find(file);
    const reason = typeof found === 'object' ? kindOf(found.stats) : found;
    if (reason !== undefined) this.refuse(file, reason);
    return found !== undefined && reason === undefined;
  }

  /**
   * Names in a folder, sorted; names of folders end in '/'. A link to a folder is left out, so that each file is found
   * once, under its own name. A folder can still be listed by the name of a link.
   */
  list(folder: string): readonly string[] {
    const place = this.place(folder);
    if (place === undefined) return [];
    const entries = place.isInside ? entriesOf(place.real) : OUTSIDE;
    if (typeof entries === 'string') {
      this.refuse(folder, entries);
      return [];
    }
    place.regular = new Set(entries.flatMap((entry) => (entry.isFile() ? entry.name : [])));
    const names = entries.flatMap((entry) => this.nameIn(folder, place.real, entry));
    return names.sort((a, b) => (a < b ? -1 : 1));
  }

  /** The name of an entry in a listing, if it has one. */
  private nameIn(folder: string, real: string, entry: Dirent): string | readonly string[] {
    const { name } = entry;
    // No makefile can name such a file, and a message with its name would take two lines.
    if (/[\n\r]/.test(name)) {
      this.refuse(path.join(folder, name), 'has a line break in its name');
      return [];
    }
    if (entry.isDirectory()) return `${name}/`;
    const link = entry.isSymbolicLink() ? path.join(real, name) : undefined;
    const target = link === undefined ? undefined : realPath(link);
    if (link === undefined || target === undefined || look(target)?.isDirectory() !== true) return name;
    if (!this.isInside(target)) this.refuse(path.join(folder, name), leadsOut(target));
    return this.entrances.has(link) ? `${name}/` : [];
  }

  /** The file that a path leads to, or why it is not read; undefined for a folder and for a missing file. */
  private find(file: string): Found | string | undefined {
    const found = this.named.has(file) ? this.findNamed(file) : this.findPlain(file);
    return typeof found === 'object' && found.stats.isDirectory() ? undefined : found;
  }

  /** The path of a file that its folder's listing has just named as regular. */
  private listed(file: string): string | undefined {
    const slash = file.lastIndexOf(path.sep);
    const place = this.place(file.slice(0, slash) || path.sep);
    const name = file.slice(slash + 1);
    const isListed = place?.isInside === true && place.regular?.has(name) === true;
    return isListed ? `${place.real}${path.sep}${name}` : undefined;
  }

  private findPlain(file: string): Found | string | undefined {
    const slash = file.lastIndexOf(path.sep);
    const place = this.place(file.slice(0, slash) || path.sep);
    if (place === undefined) return undefined;
    const there = `${place.real}${path.sep}${file.slice(slash + 1)}`;
    const stats = look(there);
    if (stats === undefined) return undefined;
    if (!place.isInside) return OUTSIDE;
    return stats.isSymbolicLink() ? this.findLinked(there) : { real: there, stats };
  }

  private findLinked(link: string): Found | string | undefined {
    const real = realPath(link);
    if (real === undefined) return isCircle(link) ? 'is a link that leads back to itself' : undefined;
    if (!this.isInside(real)) return leadsOut(real);
    const stats = look(real);
    return stats === undefined ? undefined : { real, stats };
  }

  private findNamed(file: string): Found | undefined {
    const real = realPath(file);
    const stats = real === undefined ? undefined : look(real);
    if (real === undefined || stats === undefined) return undefined;
    if (real !== file && stats.isFile() && !this.isInside(real)) this.note(file, `is a link; ${real} is read`);
    return { real, stats };
  }

  private isInside(real: string): boolean {
    for (const root of this.roots) if (isWithin(real, root)) return true;
    return false;
  }

  private place(folder: string): RealFolder | undefined {
    const known = this.places.get(folder);
    const knownAt = this.now();
    if (known !== undefined && Math.abs(knownAt - known.knownAt) < KNOWN_MS) return known;
    const real = realPath(folder);
    if (real === undefined) {
      this.places.delete(folder);
      return undefined;
    }
    const place = {
      real: real.endsWith(path.sep) ? real.slice(0, -1) : real,
      isInside: this.isInside(real),
      knownAt,
    };
    this.places.set(folder, place);
    return place;
  }

  private refuse(file: string, reason: string): void {
    this.note(file, `${reason}; it is not read`);
  }

  private note(file: string, text: string): void {
    if (this.noted.has(file)) return;
    const note = { file, text };
    this.noted.set(file, note);
    for (const listener of this.listeners) listener(note);
  }
}

/** True for a folder itself and for what lies below it; both without links. */
function isWithin(real: string, folder: string): boolean {
  return real === folder || real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

const OUTSIDE = 'lies outside the tree';

function leadsOut(target: string): string {
  return `leads out of the tree, to ${target}`;
}

/**
 * Undefined if there is none: the file is absent, a link leads nowhere or to itself, or a folder may not be entered.
 */
function realPath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}

function isCircle(link: string): boolean {
  try {
    realpathSync.native(link);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ELOOP';
  }
}

/** lstat(2): the link itself if it is one; undefined if the call fails. */
function look(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** The entries of a folder, empty if it does not exist; the reason if it cannot be read. */
function entriesOf(real: string): readonly Dirent[] | string {
  try {
    return readdirSync(real === '' ? path.sep : real, { withFileTypes: true });
  } catch (error) {
    return isForbidden(error) ? 'may not be read' : [];
  }
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

/** Why a file is not read; undefined for a regular file. */
function kindOf(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined;
  if (stats.isFIFO()) return 'is a FIFO';
  if (stats.isSocket()) return 'is a socket';
  return stats.isDirectory() ? 'is a folder' : 'is a device';
}

/** Windows has neither. */
const flags: Readonly<Record<string, number | undefined>> = constants;
const READ_ONLY = constants.O_RDONLY | (flags['O_NOFOLLOW'] ?? 0) | (flags['O_NONBLOCK'] ?? 0);

/**
 * The bytes of a regular file, as many as it has when it is opened, or why it is not read. Does not block if a link or
 * a FIFO has replaced it meanwhile.
 */
function readRegular(real: string, most: number, room: Room, stats?: Stats): Buffer | string | undefined {
  const special = stats === undefined ? undefined : (kindOf(stats) ?? tooLarge(stats, most));
  if (special !== undefined) return special;
  let handle: number | undefined;
  try {
    handle = openSync(real, READ_ONLY);
    const opened = fstatSync(handle);
    const other = kindOf(opened) ?? tooLarge(opened, most);
    if (other !== undefined) return other;
    const bytes = room(opened.size);
    let at = 0;
    for (let got = 1; got > 0 && at < bytes.length; at += got)
      got = readSync(handle, bytes, at, bytes.length - at, null);
    return at === bytes.length ? bytes : bytes.subarray(0, at);
  } catch (error) {
    return isForbidden(error) ? 'may not be read' : undefined;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function tooLarge({ size }: Stats, most: number): string | undefined {
  return size > most ? `has ${size} bytes, more than the limit of ${most}` : undefined;
}
