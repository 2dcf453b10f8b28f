import { getOrMake } from '../../collections/get-or-make.ts';
import type { KernelObject, ModuleConfiguration } from '../../kernel/configuration.ts';
import { neededSymbols } from '../../vnet/needed/needed-symbols.ts';
import { isReadableC, KernelSymbols } from './kernel-symbols.ts';
import { OtherObjects } from './other-objects.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What the objects of a module say of symbols, as far as it can be told without their functions' bodies. */
export interface SourceSymbols {
  /** What anything in the object can lead to, and is not defined in it. */
  readonly mentioned: ReadonlySet<string>;
  /** What the object may have, static symbols too: both loaders find these as well (debug.link_elf_leak_locals). */
  readonly defined: ReadonlySet<string>;
}

/**
 * What every DECLARE_MODULE needs (sys/kern/kern_module.c): without it the sources at hand are only a part of a kernel.
 */
const EVERY_KERNEL_HAS = 'module_register_init';
/** Why nothing is said of symbols where it has not. */
export const PART_OF_A_KERNEL = `this kernel has no ${EVERY_KERNEL_HAS}(): its sources are not all here`;

/** A symbol that a module needs and that neither it nor the kernel nor a module that it depends on has. */
export interface UndefinedSymbol {
  readonly symbol: string;
  /** Where the module's source needs it first. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /**
   * `undefined`: the kernel refuses the module. `unknown`: it does if the compiler leaves the reference in, and if what
   * can't be read here lacks the symbol.
   */
  readonly certainty: 'undefined' | 'unknown';
  /** Why it is unknown; null where it is not. */
  readonly because: string | null;
}

/** One module with what its sources say. */
export interface ModuleSymbols {
  readonly module: ModuleConfiguration;
  readonly sources: ReadonlyMap<KernelObject, SourceSymbols>;
}

/** Finds the symbols that nobody provides. Most modules have none, which is seen without looking into a function. */
export class UndefinedSymbols {
  private readonly workspace: Workspace;
  private readonly kernel: KernelSymbols;
  private readonly found = new Map<string, readonly UndefinedSymbol[]>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.kernel = new KernelSymbols(workspace);
  }

  /**
   * In the order in which the linker puts the objects. `dependencies` are the modules that MODULE_DEPEND leads to: a
   * file asks itself, the kernel and these, and not what they depend on (linker_file_lookup_symbol_internal() in
   * kern_linker.c).
   */
  of(symbols: ModuleSymbols, dependencies: readonly ModuleSymbols[]): readonly UndefinedSymbol[] {
    const key = [symbols, ...dependencies].map(({ module }) => module.folder).join(' ');
    return getOrMake(this.found, key, () => this.find(symbols, dependencies));
  }

  private find(symbols: ModuleSymbols, dependencies: readonly ModuleSymbols[]): readonly UndefinedSymbol[] {
    const { module, sources } = symbols;
    const provided = [symbols, ...dependencies].flatMap((one) =>
      [...one.sources.values()].map(({ defined }) => defined),
    );
    const mentioned = new Set([...sources.values()].flatMap((one) => [...one.mentioned]));
    const asked = [...mentioned].filter((name) => !provided.some((defined) => defined.has(name)));
    const left = new Set(this.kernel.notSurelyThere(asked));
    if (left.size === 0) return [];
    const others = [symbols, ...dependencies].map(
      (one) =>
        new OtherObjects(
          this.workspace,
          one.module.objects.filter((object) => !isReadableC(object)),
        ),
    );
    const needed = [...sources].flatMap(([object, { mentioned: words }]) =>
      [...words].some((name) => left.has(name)) ? this.needs(object, module, left) : [],
    );
    const bySymbol = new Map<string, UndefinedSymbol>();
    for (const one of needed) {
      const before = bySymbol.get(one.symbol);
      if (before === undefined || (before.certainty === 'unknown' && one.certainty === 'undefined'))
        bySymbol.set(one.symbol, one);
    }
    const missing = new Set(this.kernel.missing(bySymbol.keys()));
    const found = [...bySymbol.values()].filter(
      ({ symbol }) => missing.has(symbol) && !others.some((other) => other.mayDefine(symbol)),
    );
    const isPart = found.length > 0 && this.kernel.missing([EVERY_KERNEL_HAS]).length > 0;
    return isPart
      ? found.map((one) => ({ ...one, certainty: 'unknown', because: one.because ?? PART_OF_A_KERNEL }))
      : found;
  }

  /** What of `names` an object needs, with all its functions looked into. */
  private needs(
    object: KernelObject,
    module: ModuleConfiguration,
    names: ReadonlySet<string>,
  ): readonly UndefinedSymbol[] {
    const { workspace } = this;
    const text = workspace.files.read(object.source);
    if (text === undefined) return [];
    const { unit, engine } = workspace.translate(object.source, text, object.compile, module.build);
    return neededSymbols(engine, (name) => names.has(engine.symbolName(name))).map(
      ({ symbol, file, line, doubt, isPutTogether }): UndefinedSymbol => {
        const because =
          doubt ??
          (isPutTogether
            ? 'a macro puts its name together, so that its definition can not be looked for'
            : unit.translation.problems.length > 0
              ? `${unit.path} is not understood whole`
              : undefined);
        return {
          symbol,
          file,
          line,
          certainty: because === undefined ? 'undefined' : 'unknown',
          because: because ?? null,
        };
      },
    );
  }
}
