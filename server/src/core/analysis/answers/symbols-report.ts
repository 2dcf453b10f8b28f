import type { Problem } from '../../text/problem.ts';
import { SYMBOL_PREFIX } from '../../vnet/set-variables.ts';
import { moduleSources } from '../region/compiling-modules.ts';
import { lackingSymbols } from '../image/lacking-symbols.ts';
import { layoutReport, type LayoutVariable } from '../image/layout-report.ts';
import { plainSymbols, type PlainSymbol } from './plain-symbols.ts';
import { buildTreeIndex } from '../workspace/build-tree-index.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import { undefinedProblems } from '../image/undefined-problems.ts';
import type { UndefinedSymbol } from '../image/undefined-symbols.ts';
import { userlandNames, type LocatedName } from '../layouts/userland-names.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** One symbol as nm(1) lists it; the names are the JSON contract. */
type SymbolRow = Pick<
  LayoutVariable,
  'name' | 'symbol' | 'binding' | 'koBinding' | 'offset' | 'size' | 'type' | 'file' | 'line' | 'module'
>;

interface SymbolLocation {
  readonly file: string;
  readonly line: number;
  readonly binding: 'global' | 'local';
  readonly module: string | null;
}

interface SymbolClash {
  /**
   * `duplicate`: two global symbols in one link. `namesakes`: several symbols with one name; a lookup by name finds one
   * of them. `plain`: a variable or function outside the set has the name that libkvm looks up first
   * (lib/libkvm/kvm_private.c).
   */
  readonly kind: 'duplicate' | 'namesakes' | 'plain';
  readonly name: string;
  readonly symbol: string;
  readonly places: readonly SymbolLocation[];
  readonly message: string;
}

type AskedOutcome = 'vnet' | 'pcpu' | 'plain' | 'linker' | 'module' | 'uncompiled' | 'missing';

export interface AskedSymbol extends LocatedName {
  /** How the kernel answers. */
  readonly found: AskedOutcome;
  /** The symbol that the lookup finds; null if there is none. */
  readonly symbol: string | null;
  /** Where it is defined, at most the first few. */
  readonly defined: readonly { readonly file: string; readonly line: number }[];
  readonly modules: readonly string[];
}

/**
 * A symbol that a module's code needs, but neither the module, nor the kernel, nor a module that it depends on defines.
 */
interface LackingSymbol extends UndefinedSymbol {
  readonly module: string;
}

export interface SymbolsReport {
  readonly schemaVersion: 1;
  readonly release: { readonly name: string; readonly osreldate: number };
  readonly arch: string;
  readonly kernconf: string;
  readonly vimage: boolean;
  readonly symbols: readonly SymbolRow[];
  readonly clashes: readonly SymbolClash[];
  /** Names that the tree's programs look up; empty if the tree has no programs. */
  readonly asked: readonly AskedSymbol[];
  /** For the named modules: why the kernel refuses, or may refuse, to load them. */
  readonly undefined: readonly LackingSymbol[];
  /** The same as lines. */
  readonly problems: readonly Problem[];
}

const PLACES_SHOWN = 4;

/** What nm and libkvm see of the virtualized globals of the kernel and of the named modules. */
export function symbolsReport(workspace: Workspace, modules: readonly string[]): SymbolsReport {
  const kernel = layoutReport(workspace, []);
  const rows = [...kernel.variables, ...(modules.length > 0 ? layoutReport(workspace, modules).variables : [])];
  const index = buildTreeIndex(workspace);
  const asked = userlandNames(workspace);
  const plain = plainSymbols(
    workspace,
    new Set([...rows.map(({ name }) => name), ...asked.map(({ name }) => bareName(name))]),
  );
  const lacking = lackingSymbols(workspace, modules);
  const { release, arch, kernconf, vimage } = kernel;
  return {
    schemaVersion: 1,
    release,
    arch,
    kernconf,
    vimage,
    symbols: rows.map(({ name, symbol, binding, koBinding, offset, size, type, file, line, module }) => ({
      name,
      symbol,
      binding,
      koBinding,
      offset,
      size,
      type,
      file,
      line,
      module,
    })),
    clashes: clashes(rows, plain, new Set(asked.map(({ name }) => bareName(name)))),
    asked: resolve(workspace, asked, rows, index, plain),
    undefined: [...lacking].flatMap(([module, symbols]) => symbols.map((one) => ({ module, ...one }))),
    problems: undefinedProblems(lacking),
  };
}

/** kldsym(2) and nlist(3) leave out one leading underscore. */
function bareName(name: string): string {
  return name.startsWith('_') ? name.slice(1) : name;
}

function clashes(
  rows: readonly LayoutVariable[],
  plain: ReadonlyMap<string, readonly PlainSymbol[]>,
  asked: ReadonlySet<string>,
): readonly SymbolClash[] {
  const found: SymbolClash[] = [];
  const bySymbol = new Map<string, LayoutVariable[]>();
  const inKernel = new Set(rows.filter(({ module }) => module === null).map(({ file }) => file));
  for (const row of rows) {
    // A module whose source the kernel already contains is not loaded beside it.
    if (row.module === null || !inKernel.has(row.file))
      bySymbol.set(row.symbol, [...(bySymbol.get(row.symbol) ?? []), row]);
  }
  for (const [symbol, group] of bySymbol) {
    const [first] = group;
    if (first === undefined) continue;
    const places = group.map(({ file, line, binding, module }) => ({ file, line, binding, module }));
    const { name } = first;
    const inOneLink = (row: LayoutVariable): number =>
      group.filter((other) => other.module === row.module && other.binding === 'global').length;
    if (group.some((row) => row.binding === 'global' && inOneLink(row) > 1))
      found.push({
        kind: 'duplicate',
        name,
        symbol,
        places,
        message: `${symbol} is defined more than once in one link: ld(1) rejects it`,
      });
    else if (new Set(group.map(({ file }) => file)).size > 1)
      found.push({
        kind: 'namesakes',
        name,
        symbol,
        places,
        message: `${group.length} symbols are called ${symbol}: nm shows them all, DDB and libkvm find the first`,
      });
    const others = (plain.get(name) ?? []).filter(({ isInKernel }) => isInKernel);
    if (others.length === 0) continue;
    const [other] = others;
    found.push({
      kind: 'plain',
      name,
      symbol,
      places: [
        ...places,
        ...others.map(({ file, line, isStatic }) => ({
          file,
          line,
          binding: isStatic ? ('local' as const) : ('global' as const),
          module: null,
        })),
      ],
      message: `${name} is also a plain ${other?.isStatic === true ? 'static ' : ''}symbol: a lookup of _${name} finds that one, not the vnet's${asked.has(name) ? '; a program of this tree looks it up' : ''}`,
    });
  }
  return found;
}

function resolve(
  workspace: Workspace,
  asked: readonly LocatedName[],
  rows: readonly LayoutVariable[],
  index: TreeIndex,
  plain: ReadonlyMap<string, readonly PlainSymbol[]>,
): readonly AskedSymbol[] {
  const kernelRows = new Map(rows.filter(({ module }) => module === null).map((row) => [row.name, row]));
  const bare = new Set(asked.map(({ name }) => bareName(name)));
  const definitions = new Map([...bare].map((name) => [name, index.definitions.get(name) ?? []]));
  const modules = moduleSources(
    workspace,
    new Set([
      ...[...definitions.values()].flat().map(({ path }) => path),
      ...[...bare].flatMap((name) => plain.get(name)?.map(({ file }) => file) ?? []),
    ]),
  );
  const lineOf = (path: string, offset: number): number => (workspace.linesOf(path)?.lineOf(offset) ?? -1) + 1;
  return asked.map((one): AskedSymbol => {
    const name = bareName(one.name);
    const facts = definitions.get(name) ?? [];
    const places = plain.get(name) ?? [];
    const answer = (
      found: AskedOutcome,
      symbol: string | null,
      defined: AskedSymbol['defined'],
      by: readonly string[] = [],
    ): AskedSymbol => ({
      ...one,
      found,
      symbol,
      defined: defined.slice(0, PLACES_SHOWN).map(({ file, line }) => ({ file, line })),
      modules: by,
    });
    const inKernel = places.filter(({ isInKernel }) => isInKernel);
    if (inKernel.length > 0) return answer('plain', name, inKernel);
    const row = kernelRows.get(name);
    if (row !== undefined) return answer('vnet', row.symbol, [row]);
    const at = facts.map(({ path, fact }) => ({ file: path, line: lineOf(path, fact.start), set: fact.set }));
    // Without VIMAGE it is an ordinary variable.
    const ordinary = workspace.kernel.vimage
      ? []
      : at.filter(({ file, set }) => set === 'set_vnet' && workspace.isCompiled(file));
    if (ordinary.length > 0) return answer('plain', name, ordinary);
    const perCpu = at.filter(({ file, set }) => set === 'set_pcpu' && workspace.isCompiled(file));
    if (perCpu.length > 0) return answer('pcpu', `${SYMBOL_PREFIX.set_pcpu}${name}`, perCpu);
    if (/^__(start|stop)_set_/.test(name)) return answer('linker', name, []);
    const everywhere = [...at, ...places];
    const by = [...new Set(everywhere.flatMap(({ file }) => modules.get(file) ?? []))].sort();
    const symbol = at[0] === undefined ? name : `${SYMBOL_PREFIX[at[0].set]}${name}`;
    if (by.length > 0) return answer('module', symbol, everywhere, by);
    return everywhere.length > 0 ? answer('uncompiled', symbol, everywhere) : answer('missing', null, []);
  });
}
