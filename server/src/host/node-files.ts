import { readdirSync, readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { isNameGoingOn, isNamePart, type FileSource, type Mark } from '../core/text/file-source.ts';

/** Larger files hold no kernel source that anybody wrote; they are passed over. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Files of a kernel tree, and files outside it under their absolute path with '/' in front. Nothing is ever written. */
export class NodeFiles implements FileSource {
  readonly root: string;
  /** What `holdsAny` looked at last: it may be asked for other marks. */
  private last: { readonly file: string; readonly bytes: Buffer } | undefined;
  /** Bytes of files that `holdsAny` read and `read` will soon ask for. */
  private readonly kept = new Map<string, Buffer>();

  constructor(root: string) {
    this.root = root;
  }

  read(file: string): string | undefined {
    const kept = this.kept.get(file);
    this.kept.delete(file);
    this.last = undefined;
    const bytes = kept ?? this.bytes(file);
    return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
  }

  isFile(file: string): boolean {
    return look(this.absolute(file))?.isFile() === true;
  }

  list(folder: string): readonly string[] {
    try {
      return readdirSync(this.absolute(folder), { withFileTypes: true })
        .map((entry) => (entry.isDirectory() || (entry.isSymbolicLink() && this.isFolder(`${folder}/${entry.name}`)) ? `${entry.name}/` : entry.name))
        .sort((a, b) => (a < b ? -1 : 1));
    } catch {
      return [];
    }
  }

  holdsAny(file: string, marks: readonly Mark[]): boolean | undefined {
    const bytes = this.last?.file === file ? this.last.bytes : this.bytes(file);
    if (bytes === undefined) return undefined;
    this.last = { file, bytes };
    if (!marks.some((mark) => holds(bytes, mark))) return false;
    this.kept.set(file, bytes);
    return true;
  }

  absolute(file: string): string {
    return file.startsWith('/') ? path.join(path.parse(this.root).root, file) : path.join(this.root, file);
  }

  /** The name of an absolute path: relative to the root, with '/'; outside the tree with '/' in front. */
  nameOf(absolute: string): string {
    const relative = path.relative(this.root, absolute);
    const isInside = relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
    return isInside ? relative.split(path.sep).join('/') : `/${path.relative(path.parse(absolute).root, absolute).split(path.sep).join('/')}`;
  }

  /** The absolute path of a name; undefined for files that exist in a build folder only. */
  absoluteOf(name: string): string | undefined {
    return name.startsWith('<') ? undefined : this.absolute(name);
  }

  private isFolder(file: string): boolean {
    return look(this.absolute(file))?.isDirectory() === true;
  }

  private bytes(file: string): Buffer | undefined {
    try {
      const bytes = readFileSync(this.absolute(file));
      return bytes.length > MAX_FILE_BYTES ? undefined : bytes;
    } catch {
      return undefined;
    }
  }
}

/** undefined for whatever can't be looked at: absent, a name too long, a folder that may not be entered. */
export function look(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Whether bytes hold a mark. */
export function holds(bytes: Buffer, { word, startsName, with: others }: Mark): boolean {
  if (others !== undefined && !others.some((mark) => holds(bytes, mark))) return false;
  if (startsName !== true) return bytes.includes(word);
  for (let at = bytes.indexOf(word); at >= 0; at = bytes.indexOf(word, at + 1)) {
    if (!isNamePart(bytes[at - 1] ?? 0) && isNameGoingOn(bytes[at + word.length] ?? 0)) return true;
  }
  return false;
}
