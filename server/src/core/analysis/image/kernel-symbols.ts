import { getOrMake } from '../../collections/get-or-make.ts';
import type { KernelObject } from '../../kernel/configuration.ts';
import { P_HASHHASH } from '../../lexer/punctuators.ts';
import { T_IDENT, T_PUNCT } from '../../lexer/token-kinds.ts';
import { M_BUILTIN } from '../../preprocessor/macro.ts';
import { holdsAny } from '../../text/file-source.ts';
import { definedSymbols } from '../../vnet/defined-symbols.ts';
import { WrittenNames } from '../../vnet/written-names.ts';
import { OtherObjects } from './other-objects.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import { optionNames } from '../workspace/option-names.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Folders of sys that most modules ask, and then those that have little for others than themselves, and many bytes. */
const FIRST = /^(?:kern|libkern|net|netinet6?|netpfil|netipsec|vm|crypto|opencrypto|x86|contrib\/libnv)\//;
const LAST = /^(?:dev|contrib|gnu|cddl|compat)\//;
/** A macro's own piece of a name is no shorter. */
const SHORTEST = 3;
/** So few names are looked for at once in the sources that may give them. */
const FEW = 8;
/** More files than these with a name in them: it is too common to be looked for in each. */
const MOST_FILES = 60;

/** An #include of another source, of a table or of a template: of anything but a header. */
const INCLUDES_SOURCE = /^[ \t]*#[ \t]*include[ \t]*["<][^">\n]*\.(?!h[">])\w+[">]/m;

/**
 * Which symbols the kernel has, as far as modules ask: kern/link_elf.c finds static ones as well as global ones in the
 * kernel's symbol table. The answer errs on one side alone: what is `missing` is in no object of the kernel.
 */
export class KernelSymbols {
  private readonly workspace: Workspace;
  private readonly objects: readonly KernelObject[];
  /** The objects in the order in which they are looked into. */
  private readonly heaps: readonly (readonly KernelObject[])[];
  private written: WrittenNames;
  /** How many heaps `written` has seen. */
  private seen = 0;
  private isFirst = true;
  private readonly others: OtherObjects;
  private readonly known = new Map<string, boolean>();
  private readonly translated = new Map<string, ReadonlySet<string> | undefined>();
  private headerPieces: ReadonlySet<string> | undefined;
  /** Of the whole tree. */
  private headers: readonly string[] | undefined;
  /** Sources that include what is no header. */
  private includers: readonly string[] | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    const { kernel } = workspace;
    this.written = this.writtenNames();
    this.objects = kernel.objects.filter(isReadableC);
    const heapOf = ({ source }: KernelObject): number => {
      const path = workspace.belowSys(source);
      return FIRST.test(path) || path.startsWith(`${kernel.machine}/`) ? 0 : LAST.test(path) ? 2 : 1;
    };
    this.heaps = [0, 1, 2].map((heap) => this.objects.filter((object) => heapOf(object) === heap));
    this.others = new OtherObjects(
      workspace,
      kernel.objects.filter((object) => !isReadableC(object)),
    );
  }

  /** Those of `names` that no source is seen to give in passing. */
  notSurelyThere(names: Iterable<string>): readonly string[] {
    let left = [...names];
    // Who asks once gets by with the names that matter; for more the whole list is kept.
    if (this.isFirst) this.written = this.writtenNames(new Set(left.flatMap(parts)));
    else if (this.written.isPartial) {
      this.written = this.writtenNames();
      this.seen = 0;
    }
    this.isFirst = false;
    for (;;) {
      left = left.filter((name) => !this.written.sure.has(name) && this.known.get(name) !== true);
      // Only what is left is worth a closer look.
      if (this.seen > 0) left = left.filter((name) => !this.others.mayDefine(name) && !this.isPutTogether(name));
      if (left.length <= FEW || this.seen === this.heaps.length)
        left = left.filter((name) => !this.isDefinedIn(this.written.guarded.get(name) ?? [], name));
      const heap = left.length === 0 ? undefined : this.heaps[this.seen];
      if (heap === undefined) return left;
      this.seen++;
      for (const { source } of heap) this.written.add(source, this.workspace.files.read(source) ?? '');
    }
  }

  private writtenNames(wanted?: ReadonlySet<string>): WrittenNames {
    const { kernel, roles } = this.workspace;
    const defined = new Set([
      ...kernel.options.keys(),
      ...kernel.compile.defines.flatMap(([name, value]) => (value === undefined ? [] : [name])),
      '__FreeBSD__',
    ]);
    // One that the configuration does not have is not defined.
    const options = optionNames(this.workspace, this.workspace.kernel.machine);
    return new WrittenNames(
      roles,
      kernel.vimage,
      (name) => (defined.has(name) ? true : options.has(name) ? false : undefined),
      wanted,
    );
  }

  /** Those of `names` that no object of the kernel can have. */
  missing(names: Iterable<string>): readonly string[] {
    const left = [...names].filter((name) => !this.has(name));
    return left.length === 0 ? left : this.notInHeaders(left);
  }

  /** Those of `names` that no header gives a body: an object that includes one has what it defines. */
  private notInHeaders(names: readonly string[]): readonly string[] {
    const { files } = this.workspace;
    const marks = names.map((name) => ({ word: wordOf(name) }));
    this.headers ??= sourceFiles(this.workspace).filter((path) => path.endsWith('.h'));
    const given = this.writtenNames(new Set(names));
    for (const path of this.headers) if (holdsAny(files, path, marks) === true) given.add(path, files.read(path) ?? '');
    return names.filter((name) => !given.bodies.has(name));
  }

  /** Whether a symbol that no source is seen to give may be there after all. */
  private has(name: string): boolean {
    return getOrMake(
      this.known,
      name,
      () => this.isDefinedIn(this.filesWith(name), name) || this.isInIncludedSource(name),
    );
  }

  /** `#include "libkern/qsort.c"`: what such an object defines does not stand in its own text. */
  private isInIncludedSource(name: string): boolean {
    this.includers ??= this.objects
      .map(({ source }) => source)
      .filter((source) => INCLUDES_SOURCE.test(this.workspace.files.read(source) ?? ''));
    return this.includers.some((source) => this.mayDefine(source, name));
  }

  /** Sources with the name in them, or with one that a macro replaces by it. */
  private filesWith(name: string): readonly string[] {
    const words = [wordOf(name), ...this.replacedBy(name)];
    const isWord = new RegExp(`\\b(?:${words.join('|')})\\b`);
    return this.holding(words).filter((source) => isWord.test(this.workspace.files.read(source) ?? ''));
  }

  private holding(words: readonly string[]): readonly string[] {
    const marks = words.map((word) => ({ word }));
    return this.objects
      .map(({ source }) => source)
      .filter((source) => holdsAny(this.workspace.files, source, marks) === true);
  }

  /** `foo` of "#define foo linuxkpi_foo". */
  private replacedBy(name: string): readonly string[] {
    const { environment, interner } = this.workspace.frontEnd.preprocessor;
    const id = interner.intern(name);
    return environment.macros.flatMap((macro) =>
      macro !== undefined &&
      macro.to === macro.from + 1 &&
      macro.file.value[macro.from] === id &&
      macro.file.isIdentifier(macro.from, name)
        ? [interner.spelling(macro.name)]
        : [],
    );
  }

  /**
   * Whether a macro may make the name of a piece of its own and an argument: `bool nvlist_exists_##type(...)`, and
   * NVLIST_EXISTS(bool) stands in a source.
   */
  private isPutTogether(name: string): boolean {
    this.headerPieces ??= headerPieces(this.workspace);
    for (let length = SHORTEST; length < name.length - 1; length++) {
      for (const [piece, rest] of [
        [name.slice(0, length), name.slice(length)],
        [name.slice(-length), name.slice(0, -length)],
      ] as const) {
        if (
          (this.written.pieces.has(piece) || this.headerPieces.has(piece)) &&
          (this.written.sure.has(rest) || this.written.guarded.has(rest))
        )
          return true;
      }
    }
    return false;
  }

  private isDefinedIn(sources: readonly string[], name: string): boolean {
    return sources.length > MOST_FILES || sources.some((source) => this.mayDefine(source, name));
  }

  private mayDefine(source: string, name: string): boolean {
    if (!this.translated.has(source)) {
      const text = this.workspace.files.read(source);
      const measured =
        text === undefined
          ? undefined
          : this.workspace.translate(
              source,
              text,
              this.workspace.compileOf(source),
              this.workspace.kernel.build,
              () => 0,
            );
      this.translated.set(source, measured === undefined ? undefined : definedSymbols(measured));
    }
    const defined = this.translated.get(source);
    // A label in the asm of a function's body.
    return (
      defined === undefined ||
      defined.has(name) ||
      new RegExp(`\\.(?:globl|global|set|weak|equ)\\s+${name}\\b|"[^"\\n]*\\b${name}:`).test(
        this.workspace.files.read(source) ?? '',
      )
    );
  }
}

/** What stands beside ## in the macros of the headers that have been read. */
function headerPieces({
  frontEnd: {
    preprocessor: { environment },
  },
}: Workspace): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (const macro of environment.macros) {
    if (macro?.hasOperators !== true || macro.kind === M_BUILTIN) continue;
    const { file, parameters } = macro;
    for (let i = macro.from; i < macro.to; i++) {
      if (file.kind[i] !== T_IDENT || parameters.includes(file.value[i] as number)) continue;
      const isBeside = [i - 1, i + 1].some(
        (at) => at >= macro.from && at < macro.to && file.kind[at] === T_PUNCT && file.value[at] === P_HASHHASH,
      );
      if (isBeside) pieces.add(file.spelling(i));
    }
  }
  return pieces;
}

/** A name, and what is left of it when a macro brings its beginning or its end. */
function parts(name: string): readonly string[] {
  const found = [name];
  for (let length = SHORTEST; length < name.length - 1; length++)
    found.push(name.slice(length), name.slice(0, -length));
  return found;
}

/** An object that is made of C that is there to read. */
export function isReadableC({ source }: KernelObject): boolean {
  return source.endsWith('.c') && !source.startsWith('<build>/');
}

/** The name as its definition spells it: `x` of VNET_DEFINE(t, x). */
function wordOf(name: string): string {
  return name.replace(/^(?:vnet|pcpu)_entry_/, '');
}
