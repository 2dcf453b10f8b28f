import { getOrMake } from '../../collections/get-or-make.ts';
import { scanNames, WantedNames, WordFilter, type NamesInText, type PastedWord } from '../../compat/name-scan.ts';
import { positionalInitializers } from './positional-initializer.ts';
import type { FileSource } from '../../text/file-source.ts';

/** A place in a file. */
export interface NameLocation {
  readonly path: string;
  readonly offset: number;
}

/** Files whose words count: C and its kin, assembler, yacc, lex, D scripts, and what they include. */
const SCANNED = /\.(?:c|h|S|s|m|cc|cpp|cxx|hh|hpp|y|l|d|inc|asm|awk|lua|py|pl|sh|mk)$/;
const PASSED_OVER = new Set(['.git/', '.svn/', 'obj/']);

/** True for a file of the tree whose words count. */
export function isScanned(path: string): boolean {
  return SCANNED.test(path) && !path.split('/').some((name) => PASSED_OVER.has(`${name}/`));
}

/** Files of the whole tree, one folder at a time: what stands outside sys may name what the kernel no longer does. */
export function* scannedFolders(files: FileSource, folder = ''): Generator<readonly string[]> {
  const here: string[] = [];
  const below: string[] = [];
  for (const name of files.list(folder)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (!name.endsWith('/')) {
      if (SCANNED.test(name)) here.push(path);
    } else if (!PASSED_OVER.has(name)) below.push(path.slice(0, -1));
  }
  yield here;
  for (const inner of below) yield* scannedFolders(files, inner);
}

/** Where some names stand in a whole tree. */
export class NameUses {
  readonly wanted: WantedNames;
  private readonly byFile = new Map<string, NamesInText>();
  private readonly byName = new Map<string, Set<string>>();
  private pastedWords: readonly (PastedWord & { readonly path: string })[] | undefined;
  /** By record: its first initializer by position of each file. */
  private readonly positional = new Map<string, Map<string, number>>();
  private readonly seen = new Set<string>();
  private readonly words: WordFilter | undefined;

  /** With `knowsWords` it can be asked of any word whether it stands somewhere. */
  constructor(names: Iterable<string>, knowsWords = false) {
    this.wanted = new WantedNames(names);
    this.words = knowsWords ? new WordFilter() : undefined;
  }

  /**
   * False when a word stands nowhere outside `#if 0`; a rare one that doesn't is taken for one that does, and so is one
   * that is gone since.
   */
  mayStand(word: string): boolean {
    return this.words?.mayHold(word) !== false;
  }

  get filesScanned(): number {
    return this.seen.size;
  }

  /** Reads a file, anew when it was read before; undefined for one that is gone. */
  scan(path: string, text: string | undefined): void {
    const found = scanNames(text ?? '', this.wanted, this.words);
    if (text === undefined) this.seen.delete(path);
    else this.seen.add(path);
    this.pastedWords = undefined;
    for (const name of [...found.uses.keys(), ...found.disabled.keys()]) {
      const known = this.byName.get(name);
      if (known === undefined) this.byName.set(name, new Set([path]));
      else known.add(path);
    }
    if (found.uses.size + found.disabled.size + found.pasted.length > 0) this.byFile.set(path, found);
    else this.byFile.delete(path);
    if (!/\.[chm]$/.test(path)) return;
    for (const places of this.positional.values()) places.delete(path);
    for (const [record, offset] of positionalInitializers(text ?? '')) {
      const places = getOrMake(this.positional, record, () => new Map<string, number>());
      if (!places.has(path)) places.set(path, offset);
    }
  }

  /** Where an initializer gives the record's members their values by position. */
  positionalPlace(record: string): NameLocation | undefined {
    for (const [path, offset] of this.positional.get(record) ?? []) return { path, offset };
    return undefined;
  }

  /** Places of a name, `#if 0` left out; at most `limit`. */
  places(name: string, limit: number): readonly NameLocation[] {
    return this.collect(name, ({ uses }) => uses.get(name), limit);
  }

  /** Places in `#if 0`. */
  disabledPlaces(name: string, limit: number): readonly NameLocation[] {
    return this.collect(name, ({ disabled }) => disabled.get(name), limit);
  }

  /**
   * Macros that could make a name out of a word of theirs and an argument, which has to stand somewhere as a word:
   * `rest`.
   */
  pastings(name: string): readonly (NameLocation & { readonly rest: string })[] {
    this.pastedWords ??= [...this.byFile].flatMap(([path, { pasted }]) =>
      pasted.filter(({ word }) => word.length > 1).map((word) => ({ ...word, path })),
    );
    return this.pastedWords
      .filter(
        ({ word, side }) =>
          word.length < name.length && (side === 'before' ? name.startsWith(word) : name.endsWith(word)),
      )
      .map(({ path, offset, word, side }) => ({
        path,
        offset,
        rest: side === 'before' ? name.slice(word.length) : name.slice(0, -word.length),
      }));
  }

  private collect(
    name: string,
    offsets: (found: NamesInText) => readonly number[] | undefined,
    limit: number,
  ): readonly NameLocation[] {
    const places: NameLocation[] = [];
    for (const path of this.byName.get(name) ?? []) {
      const found = this.byFile.get(path);
      for (const offset of found === undefined ? [] : (offsets(found) ?? [])) {
        places.push({ path, offset });
        if (places.length >= limit) return places;
      }
    }
    return places;
  }
}

/** Scans the whole tree for the names. */
export function usesInTree(files: FileSource, names: Iterable<string>): NameUses {
  const uses = new NameUses(names);
  for (const paths of scannedFolders(files)) {
    files.expect?.(paths);
    for (const path of paths) {
      const text = files.read(path);
      if (text !== undefined) uses.scan(path, text);
    }
  }
  return uses;
}
