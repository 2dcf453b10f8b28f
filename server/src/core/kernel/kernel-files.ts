import { getOrMake } from '../collections/get-or-make.ts';
import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import { ConfigWordReader, END_OF_FILE, END_OF_LINE, type ConfigWord } from './config-words.ts';
import { joinPath, tailOf } from './tree-path.ts';

/** Lists that include themselves twice would be read without end. */
const MOST_LISTS = 1000;

/** One file that the configuration takes from sys/conf/files* (struct file_list). */
export interface KernelFile {
  /** As the list spells it: relative to sys, or to the build folder when `isLocal`. */
  readonly name: string;
  readonly isLocal: boolean;
  readonly objectPrefix: string;
  readonly hasNoObject: boolean;
  readonly hasNoImplicitRule: boolean;
  readonly isBeforeDepend: boolean;
  readonly isWithoutWarningErrors: boolean;
  readonly compileWith: string | undefined;
  /** Where it is listed. */
  readonly listFile: string;
  readonly line: number;
}

export interface FileSelection {
  readonly devices: ReadonlySet<string>;
  /** Lower-case names of the options without a value. */
  readonly options: ReadonlySet<string>;
  /** `profile` level; 0 leaves profiling-routine files out. */
  readonly profiling: number;
}

/** The object of a file: its last path component with the last character replaced by 'o' (do_objs()). */
export function objectName(file: KernelFile): string {
  const tail = tailOf(file.name);
  return `${file.objectPrefix}${tail.slice(0, -1)}o`;
}

/** The result of the words after `standard` or `optional`. */
interface Entry {
  isStandard: boolean;
  isChosen: boolean;
  isProfiling: boolean;
  isLocal: boolean;
  hasNoObject: boolean;
  hasNoImplicitRule: boolean;
  isBeforeDepend: boolean;
  isWithoutWarningErrors: boolean;
  objectPrefix: string;
  compileWith: string | undefined;
}

/** Reads sys/conf/files and its kin; one object per configuration drops duplicates across lists. */
class FileListReader {
  readonly chosen = new Map<string, KernelFile>();
  /** Devices that some list asks for (DEVDONE). */
  readonly usedDevices = new Set<string>();
  readonly problems: Problem[] = [];
  #lists = 0;
  readonly #files: FileSource;
  readonly #sysDir: string;
  readonly #selection: FileSelection;
  /** The result for each word of a condition: a few hundred words occur on thousands of lines. */
  readonly #presence = new Map<string, 'device' | 'option' | 'absent'>();

  constructor(files: FileSource, sysDir: string, selection: FileSelection) {
    this.#files = files;
    this.#sysDir = sysDir;
    this.#selection = selection;
  }

  /** read_file() in mkmakefile.c */
  read(path: string, depth: number): void {
    const text = depth > 16 || ++this.#lists > MOST_LISTS ? undefined : this.#files.read(path);
    if (text === undefined) {
      this.problems.push({ file: path, line: 0, message: 'cannot be read: its files are missing from the kernel' });
      return;
    }
    const reader = new ConfigWordReader(text);
    for (let word = reader.word(); word !== END_OF_FILE; word = reader.word()) {
      if (word === END_OF_LINE) continue;
      if (word.startsWith('#')) {
        reader.skipLine();
      } else if (word === 'include') {
        const included = reader.quotedWord();
        if (included === END_OF_FILE || included === END_OF_LINE)
          this.#problem(path, reader.line, 'missing include filename');
        else this.read(joinPath(this.#sysDir, included), depth + 1);
        reader.skipLine();
      } else {
        const line = reader.line;
        const entry = this.#entry(reader, path, word);
        if (entry !== undefined) this.#choose(word, entry, path, line);
      }
    }
  }

  #problem(file: string, line: number, message: string): void {
    this.problems.push({ file, line, message });
  }

  #choose(name: string, entry: Entry, listFile: string, line: number): void {
    if (!entry.isChosen || this.chosen.has(name)) return;
    if (entry.isProfiling && this.#selection.profiling === 0) return;
    this.chosen.set(name, {
      name,
      isLocal: entry.isLocal,
      objectPrefix: entry.objectPrefix,
      hasNoObject: entry.hasNoObject,
      hasNoImplicitRule: entry.hasNoImplicitRule,
      isBeforeDepend: entry.isBeforeDepend,
      isWithoutWarningErrors: entry.isWithoutWarningErrors,
      compileWith: entry.compileWith,
      listFile,
      line,
    });
  }

  /** The words of one file's line; undefined if the line does not describe a file. */
  #entry(reader: ConfigWordReader, path: string, name: string): Entry | undefined {
    const kind = reader.word();
    if (kind !== 'standard' && kind !== 'optional' && kind !== 'mandatory') {
      this.#problem(path, reader.line, `${name} must be optional or standard`);
      if (kind !== END_OF_LINE && kind !== END_OF_FILE) reader.skipLine();
      return undefined;
    }
    const entry: Entry = {
      isStandard: kind === 'standard',
      isChosen: false,
      isProfiling: false,
      isLocal: false,
      hasNoObject: false,
      hasNoImplicitRule: false,
      isBeforeDepend: false,
      isWithoutWarningErrors: false,
      objectPrefix: '',
      compileWith: undefined,
    };
    let matches = true;
    let negated = false;
    let count = 0;
    for (let word: ConfigWord = reader.word(); word !== END_OF_LINE && word !== END_OF_FILE; word = reader.word()) {
      // A word that was a condition before is not a keyword.
      if (!this.#presence.has(word) && this.#attribute(word, entry, reader)) continue;
      if (word === '!') {
        negated = true;
      } else if (word === '|') {
        if (count === 0) this.#problem(path, reader.line, `syntax error describing ${name}`);
        entry.isChosen ||= matches;
        matches = true;
        count = 0;
      } else {
        count++;
        if (word !== 'profiling-routine') {
          if (entry.isStandard)
            this.#problem(path, reader.line, `standard entry ${name} has optional inclusion specifier ${word}`);
          else if (this.#isPresent(word, negated) === negated) matches = false;
        } else entry.isProfiling = true;
        negated = false;
      }
    }
    entry.isChosen ||= matches;
    if (!entry.isStandard && count === 0) this.#problem(path, reader.line, `what is ${name} optional on?`);
    return entry;
  }

  #isPresent(word: string, negated: boolean): boolean {
    const presence = getOrMake(this.#presence, word, () =>
      this.#selection.devices.has(word)
        ? 'device'
        : this.#selection.options.has(word.toLowerCase())
          ? 'option'
          : 'absent',
    );
    if (presence === 'device' && !negated) this.usedDevices.add(word);
    return presence !== 'absent';
  }

  /** Takes a word that is an attribute and not a condition; false if it is neither. */
  #attribute(word: string, entry: Entry, reader: ConfigWordReader): boolean {
    switch (word) {
      case 'no-obj':
        entry.hasNoObject = true;
        return true;
      case 'no-implicit-rule':
        entry.hasNoImplicitRule = true;
        return true;
      case 'before-depend':
        entry.isBeforeDepend = true;
        return true;
      case 'nowerror':
        entry.isWithoutWarningErrors = true;
        return true;
      case 'local':
        entry.isLocal = true;
        return true;
      case 'no-depend':
      case 'no-ctfconvert':
        return true;
      case 'dependency':
      case 'clean':
      case 'warning':
        reader.quotedWord();
        return true;
      case 'compile-with':
        entry.compileWith = reader.quotedWord() ?? '';
        return true;
      case 'obj-prefix':
        entry.objectPrefix = reader.quotedWord() ?? '';
        return true;
      default:
        return false;
    }
  }
}

/**
 * The files of a configuration in config(8)'s order (read_files() in mkmakefile.c): sys/conf/files, then
 * files.<machine>, then the lists the KERNCONF names; a file's position is where it is first chosen. `unknownDevices`
 * are in no list: config(8) refuses such a kernel (headers() in mkheaders.c).
 */
export function selectKernelFiles(
  files: FileSource,
  sysDir: string,
  machine: string,
  moreLists: readonly string[],
  selection: FileSelection,
): { files: readonly KernelFile[]; unknownDevices: ReadonlySet<string>; problems: readonly Problem[] } {
  const reader = new FileListReader(files, sysDir, selection);
  for (const path of [joinPath(sysDir, 'conf/files'), joinPath(sysDir, `conf/files.${machine}`), ...moreLists])
    reader.read(path, 0);
  const unknownDevices = new Set([...selection.devices].filter((device) => !reader.usedDevices.has(device)));
  return { files: [...reader.chosen.values()], unknownDevices, problems: reader.problems };
}
