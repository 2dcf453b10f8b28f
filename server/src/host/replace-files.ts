import { createHash } from 'node:crypto';
import path from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { diskOperations, type FileOperations } from './file-operations.ts';

/** The folder of new contents, below the cache folder. */
const STAGES = 'writing';
const JOURNAL = 'journal.json';
const OWNER = 'pid';
/** After this time a process id may have been reused. */
const LONGEST_MS = 60 * 60 * 1000;

/** One file of a replacement. */
interface Replaced {
  /** As it was named. */
  readonly file: string;
  /** The same without links: the file that is replaced. */
  readonly real: string;
  /** The new content, in the stage. */
  readonly staged: string;
  /** The new content beside the file, where the stage lies on another disk. */
  readonly beside: string;
  readonly digest: string;
}

/** What an interrupted run left: paths as they were named. */
export interface Interrupted {
  readonly written: readonly string[];
  /** These have their old contents. */
  readonly left: readonly string[];
}

/**
 * Replaces files, all or none; each file is old or new at every moment. The new contents, and a list of them, are first
 * written into a folder of the cache; when all are on the disk, they replace the old ones. A run that is killed leaves
 * nothing among the files, and the next run finds the list.
 */
export class FileReplacement {
  private readonly operations: FileOperations;
  private readonly stage: string;
  /** Paths of new contents that were started. */
  private readonly begun: string[] = [];

  /** @param owner what the files belong to: a tree's folder, or the one file's own path */
  constructor(owner: string, operations: FileOperations = diskOperations, folder = cacheFolder()) {
    this.operations = operations;
    this.stage = path.join(folder, STAGES, createHash('sha256').update(owner).digest('hex').slice(0, 32));
  }

  /** Finishes or undoes what an earlier run left, and returns it once; undefined if there is nothing to report. */
  takeInterrupted(): Interrupted | undefined {
    const { operations, stage } = this;
    if (operations.look(stage) === undefined || this.isBusy()) return undefined;
    const files = this.journal();
    for (const { beside } of files) operations.remove(beside);
    operations.remove(stage);
    const isWritten = ({ real, digest }: Replaced): boolean => {
      const bytes = this.bytesOf(real);
      return bytes !== undefined && digestOf(bytes) === digest;
    };
    const written = files.filter(isWritten);
    const left = files.filter((file) => !written.includes(file));
    const names = (list: readonly Replaced[]): readonly string[] => list.map(({ file }) => file);
    return left.length === 0 ? undefined : { written: names(written), left: names(left) };
  }

  /** Replaces or creates the files. On failure, restores everything and returns the reason; undefined on success. */
  replace(contents: ReadonlyMap<string, Uint8Array>): string | undefined {
    const { operations, stage } = this;
    this.takeInterrupted();
    if (operations.look(stage) !== undefined) return 'another vnetscope is writing it';
    try {
      const files = this.prepare(contents);
      this.takePlaces(files, contents);
    } catch (error) {
      return messageOf(error);
    } finally {
      for (const staged of [...this.begun, stage])
        this.tryTo(() => {
          operations.remove(staged);
        });
      this.begun.length = 0;
    }
    return undefined;
  }

  /** Puts the new contents and the list of them on the disk. */
  private prepare(contents: ReadonlyMap<string, Uint8Array>): readonly Replaced[] {
    const { operations, stage } = this;
    const names = new Map<string, string>();
    const isStaged = this.openStage();
    const files = [...contents].map(([file, bytes], i): Replaced => {
      const like = operations.look(file);
      const real = like === undefined ? file : operations.realPath(file);
      const other = names.get(real);
      if (other !== undefined) throw new Error(`${file} and ${other} are one file`);
      names.set(real, file);
      const beside = path.join(path.dirname(real), `.${path.basename(real)}.vnetscope-${process.pid}`);
      const staged = isStaged ? path.join(stage, String(i)) : beside;
      this.begun.push(staged);
      operations.write(staged, bytes, like);
      return { file, real, staged, beside, digest: digestOf(bytes) };
    });
    if (!isStaged) return files;
    // From here on the next run knows of it.
    const journal = path.join(stage, JOURNAL);
    operations.write(`${journal}.part`, Buffer.from(JSON.stringify(files)));
    operations.rename(`${journal}.part`, journal);
    return files;
  }

  /** False if the cache cannot be written: the new contents are then written beside the files, without a list. */
  private openStage(): boolean {
    const { operations, stage } = this;
    try {
      operations.makeFolder(stage, path.dirname(stage));
    } catch {
      return false;
    }
    operations.write(path.join(stage, OWNER), Buffer.from(`${process.pid}\n`));
    return true;
  }

  private takePlaces(files: readonly Replaced[], contents: ReadonlyMap<string, Uint8Array>): void {
    const { operations } = this;
    const done: { readonly file: Replaced; readonly old: Buffer | undefined }[] = [];
    try {
      for (const file of files) {
        const old = this.bytesOf(file.real);
        this.takePlace(file, contents.get(file.file) ?? Buffer.alloc(0));
        done.push({ file, old });
      }
    } catch (error) {
      for (const { file, old } of done) {
        this.tryTo(() => {
          if (old === undefined) operations.remove(file.real);
          else this.putBack(file, old);
        });
      }
      for (const { beside } of files)
        this.tryTo(() => {
          operations.remove(beside);
        });
      throw error;
    }
  }

  private takePlace({ real, staged, beside }: Replaced, bytes: Uint8Array): void {
    const { operations } = this;
    try {
      operations.rename(staged, real);
    } catch (error) {
      if (codeOf(error) !== 'EXDEV') throw error;
      operations.write(beside, bytes, operations.look(staged));
      operations.rename(beside, real);
    }
  }

  private putBack(file: Replaced, old: Buffer): void {
    this.operations.write(file.staged, old, this.operations.look(file.real));
    this.takePlace(file, old);
  }

  private journal(): readonly Replaced[] {
    try {
      const read: unknown = JSON.parse(this.operations.read(path.join(this.stage, JOURNAL)).toString('utf8'));
      return Array.isArray(read) ? read.filter(isReplaced) : [];
    } catch {
      return [];
    }
  }

  /** True while another process works there. */
  private isBusy(): boolean {
    const { operations, stage } = this;
    const made = operations.look(path.join(stage, OWNER));
    // A list without a final newline is incomplete.
    const [, digits] = /^(\d{1,15})\n$/.exec(this.bytesOf(path.join(stage, OWNER))?.toString('utf8') ?? '') ?? [];
    const pid = Number(digits);
    if (made === undefined || digits === undefined || pid === process.pid) return false;
    return Date.now() - made.mtimeMs < LONGEST_MS && isAlive(pid);
  }

  private bytesOf(file: string): Buffer | undefined {
    try {
      return this.operations.read(file);
    } catch {
      return undefined;
    }
  }

  private tryTo(work: () => void): void {
    try {
      work();
    } catch {
      // The next run puts it in order.
    }
  }
}

function isReplaced(value: unknown): value is Replaced {
  const names = ['file', 'real', 'staged', 'beside', 'digest'] as const;
  const row = value as Partial<Record<string, unknown>> | null;
  return (
    typeof row === 'object' &&
    row !== null &&
    names.every((name) => typeof row[name] === 'string') &&
    /\.vnetscope-\d+$/.test(String(row['beside']))
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
