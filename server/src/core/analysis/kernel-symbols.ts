import type { KernelObject } from '../kernel/configuration.ts';
import { P_HASHHASH } from '../lexer/punctuators.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { M_BUILTIN } from '../preprocessor/macro.ts';
import { holdsAny } from '../text/file-source.ts';
import { definedSymbols } from '../vnet/defined-symbols.ts';
import { WrittenNames } from '../vnet/written-names.ts';
import { OtherObjects } from './other-objects.ts';
import type { Workspace } from './workspace.ts';

/** Folders of sys that hold many bytes, and little that other modules than their own ask for: they are looked into last. */
const LATER = /^(?:dev|contrib|gnu|cddl|compat)\//;
/** More files than these with a name in them: it is too common to be looked for in each. */
const MOST_FILES = 60;

/**
 * Which symbols the kernel has, as far as modules ask: kern/link_elf.c finds static ones as well as global ones in the
 * kernel's symbol table. The answer errs on one side alone: what is `missing` is in no object of the kernel.
 */
export class KernelSymbols {
  private readonly workspace: Workspace;
  private readonly written: WrittenNames;
  private readonly objects: readonly KernelObject[];
  /** Objects not yet looked into, in heaps. */
  private readonly heaps: (readonly KernelObject[])[];
  private readonly others: OtherObjects;
  private readonly known = new Map<string, boolean>();
  private readonly translated = new Map<string, ReadonlySet<string> | undefined>();
  private headerPieces: ReadonlySet<string> | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    const { kernel, roles } = workspace;
    const defined = new Set([...kernel.options.keys(), ...kernel.compile.defines.flatMap(([name, value]) => (value === undefined ? [] : [name])), '__FreeBSD__']);
    this.written = new WrittenNames(roles, kernel.vimage, (name) => defined.has(name));
    this.objects = kernel.objects.filter(isReadableC);
    const isLater = ({ source }: KernelObject): boolean => LATER.test(workspace.belowSys(source));
    this.heaps = [this.objects.filter((object) => !isLater(object)), this.objects.filter(isLater)];
    this.others = new OtherObjects(workspace, kernel.objects.filter((object) => !isReadableC(object)));
  }

  /** Those of `names` that no source is seen to give in passing. */
  notSurelyThere(names: Iterable<string>): readonly string[] {
    let left = [...names];
    for (;;) {
      left = left.filter((name) => !this.written.sure.has(name) && this.known.get(name) !== true);
      // Only what is left is worth the look.
      left = left.filter((name) => !this.others.mayDefine(name) && !this.isPutTogether(name));
      const heap = left.length === 0 ? undefined : this.heaps.shift();
      // Few are left, and few files may give them.
      if (heap === undefined) return left.filter((name) => !this.isDefinedIn(this.written.guarded.get(name) ?? [], name));
      for (const { source } of heap) this.written.add(source, this.workspace.files.read(source) ?? '');
    }
  }

  /** Those of `names` that no object of the kernel can have. */
  missing(names: Iterable<string>): readonly string[] {
    return this.notSurelyThere(names).filter((name) => !this.has(name));
  }

  /** Whether a symbol that no source is seen to give may be there after all. */
  private has(name: string): boolean {
    let known = this.known.get(name);
    if (known === undefined) this.known.set(name, (known = this.isDefinedIn(this.filesWith(name), name)));
    return known;
  }

  /** Sources with the name in them, or with one that a macro replaces by it. */
  private filesWith(name: string): readonly string[] {
    const words = [wordOf(name), ...this.replacedBy(name)];
    const isWord = new RegExp(`\\b(?:${words.join('|')})\\b`);
    return this.holding(words).filter((source) => isWord.test(this.workspace.files.read(source) ?? ''));
  }

  private holding(words: readonly string[]): readonly string[] {
    const marks = words.map((word) => ({ word }));
    return this.objects.map(({ source }) => source).filter((source) => holdsAny(this.workspace.files, source, marks) === true);
  }

  /** `foo` of "#define foo linuxkpi_foo". */
  private replacedBy(name: string): readonly string[] {
    const { environment, interner } = this.workspace.frontEnd.preprocessor;
    const id = interner.intern(name);
    return environment.macros.flatMap((macro) => (macro !== undefined && macro.to === macro.from + 1 && macro.file.value[macro.from] === id && macro.file.isIdentifier(macro.from, name) ? [interner.spelling(macro.name)] : []));
  }

  /** Whether a macro may make the name of a piece of its own and an argument: `bool nvlist_exists_##type(...)`, and NVLIST_EXISTS(bool) stands in a source. */
  private isPutTogether(name: string): boolean {
    this.headerPieces ??= headerPieces(this.workspace);
    for (let length = 3; length < name.length - 1; length++) {
      for (const [piece, rest] of [[name.slice(0, length), name.slice(length)], [name.slice(-length), name.slice(0, -length)]] as const) {
        if ((this.written.pieces.has(piece) || this.headerPieces.has(piece)) && (this.written.sure.has(rest) || this.written.guarded.has(rest))) return true;
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
      const measured = text === undefined ? undefined : this.workspace.translate(source, text, this.workspace.compileOf(source), this.workspace.kernel.build, () => 0);
      this.translated.set(source, measured === undefined ? undefined : definedSymbols(measured));
    }
    const defined = this.translated.get(source);
    // A label in the asm of a function's body.
    return defined === undefined || defined.has(name) || new RegExp(`\\.(?:globl|global|set|weak|equ)\\s+${name}\\b|"[^"\\n]*\\b${name}:`).test(this.workspace.files.read(source) ?? '');
  }
}

/** What stands beside ## in the macros of the headers that have been read. */
function headerPieces({ frontEnd: { preprocessor: { environment } } }: Workspace): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (const macro of environment.macros) {
    if (macro?.hasOperators !== true || macro.kind === M_BUILTIN) continue;
    const { file, parameters } = macro;
    for (let i = macro.from; i < macro.to; i++) {
      if (file.kind[i] !== T_IDENT || parameters.includes(file.value[i] as number)) continue;
      const isBeside = [i - 1, i + 1].some((at) => at >= macro.from && at < macro.to && file.kind[at] === T_PUNCT && file.value[at] === P_HASHHASH);
      if (isBeside) pieces.add(file.spelling(i));
    }
  }
  return pieces;
}

/** An object that is made of C that is there to read. */
export function isReadableC({ source }: KernelObject): boolean {
  return source.endsWith('.c') && !source.startsWith('<build>/');
}

/** The name as its definition spells it: `x` of VNET_DEFINE(t, x). */
function wordOf(name: string): string {
  return name.replace(/^(?:vnet|pcpu)_entry_/, '');
}
