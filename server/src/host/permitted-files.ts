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

/** Larger files hold no kernel source that anybody wrote; they are passed over. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** What is to be said of a file or folder: that it is there and not read, or read elsewhere than where it stands. */
export interface FileNote {
  /** Absolute, as it was asked for. */
  readonly file: string;
  /** What follows its name: "is a FIFO; it is not read". */
  readonly text: string;
}

/** How long it is taken for known where a folder's links lead: a server lives for days, and folders change. */
const KNOWN_MS = 1000;

interface Place {
  /** The folder's path without links. */
  readonly real: string;
  readonly isInside: boolean;
  readonly knownAt: number;
  /** Names of regular files, when it has been listed: these are opened without another look. */
  regular?: ReadonlySet<string>;
}

/** Where a name leads. */
interface Found {
  readonly real: string;
  readonly stats: Stats;
}

/**
 * The one place that decides what of the disk is read: regular files of a sane size, below the real paths of the
 * folders that were allowed, and files that were allowed themselves. Links are followed once and have to end there.
 * What is there and is refused is noted, once for each path. Paths are absolute.
 */
export class PermittedFiles {
  /** Real paths. */
  private readonly roots = new Set<string>();
  /** Links that were allowed as folders: a walk goes through these, and through no other. */
  private readonly entrances = new Set<string>();
  private readonly named = new Set<string>();
  private readonly places = new Map<string, Place>();
  private readonly noted = new Map<string, FileNote>();
  private readonly listeners: ((note: FileNote) => void)[] = [];
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** Everything below the folder's real path may be read; a folder that is not there stays out. */
  allowFolder(folder: string): void {
    const real = realPath(folder);
    if (real === undefined) return;
    const above = realPath(path.dirname(folder));
    // A link to a folder above itself would be walked for ever.
    if (above !== undefined && look(folder)?.isSymbolicLink() === true && !isWithin(above, real)) {
      this.entrances.add(path.join(above, path.basename(folder)));
    }
    if (this.isInside(real)) return;
    this.roots.add(real);
    this.places.clear();
  }

  /** The file itself may be read, wherever its links lead: somebody named it. */
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

  /** The bytes of a file; undefined for what is not there or not to be read. */
  read(file: string): Buffer | undefined {
    const listed = this.listed(file);
    const quick = listed === undefined ? undefined : readRegular(listed, MAX_FILE_BYTES);
    if (Buffer.isBuffer(quick)) return quick;
    const found = this.find(file);
    const read = typeof found === 'object' ? readRegular(found.real, MAX_FILE_BYTES, found.stats) : found;
    if (typeof read === 'string') this.refuse(file, read);
    return Buffer.isBuffer(read) ? read : undefined;
  }

  /** True for what `read` would read, whatever its size. */
  isFile(file: string): boolean {
    const found = this.find(file);
    const reason = typeof found === 'object' ? kindOf(found.stats) : found;
    if (reason !== undefined) this.refuse(file, reason);
    return found !== undefined && reason === undefined;
  }

  /**
   * Names in a folder, sorted; those of folders end in '/'. A link to a folder is none: what lies in the allowed
   * folders is found under its own name, once. A folder can be asked for through a link all the same.
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
    // No makefile can name such a file, and a line that tells of it would be two.
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

  /** What a path leads to, or why that is not read; undefined for a folder and for what is not there. */
  private find(file: string): Found | string | undefined {
    const found = this.named.has(file) ? this.findNamed(file) : this.findPlain(file);
    return typeof found === 'object' && found.stats.isDirectory() ? undefined : found;
  }

  /** Where a file lies that its folder's listing has just called a regular one. */
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

  private place(folder: string): Place | undefined {
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

/** undefined for whatever has none: absent, a link that leads nowhere or back to itself, a folder not to be entered. */
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

/** The link itself, where it is one; undefined for whatever can't be looked at. */
function look(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** What lies in a folder, nothing where there is none; what is the matter where it can't be told. */
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

/** What keeps a file from being read; undefined for a regular one. */
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
 * The bytes of a regular file, as many as it has when it is opened; what is the matter with another. Neither a link
 * nor a FIFO that has taken its place meanwhile is waited for.
 */
function readRegular(real: string, most: number, stats?: Stats): Buffer | string | undefined {
  const special = stats === undefined ? undefined : (kindOf(stats) ?? tooLarge(stats, most));
  if (special !== undefined) return special;
  let handle: number | undefined;
  try {
    handle = openSync(real, READ_ONLY);
    const opened = fstatSync(handle);
    const other = kindOf(opened) ?? tooLarge(opened, most);
    if (other !== undefined) return other;
    const bytes = Buffer.allocUnsafe(opened.size);
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
  return size > most ? `has ${size} bytes, and ${most} are the most that is read` : undefined;
}
