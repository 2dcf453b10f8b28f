import type { KernelObject } from '../../kernel/configuration.ts';
import { isFailure } from '../../kernel/failure.ts';
import { folderOf } from '../../kernel/tree-path.ts';
import { moduleSources } from '../region/compiling-modules.ts';
import { readIncluders, type Includers } from './includers.ts';
import type { UnitText } from './layout-parts.ts';
import { candidateObjects } from '../region/region.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** How many units of one kind are tried before the next kind. */
const UNITS_TRIED = 6;
/** The most headers between a source and the header in question. */
const HEADERS_BETWEEN = 3;
const USUAL_HEADERS = [
  'sys/param.h',
  'sys/systm.h',
  'sys/kernel.h',
  'sys/lock.h',
  'sys/mutex.h',
  'sys/socket.h',
  'sys/mbuf.h',
  'net/if.h',
  'net/if_var.h',
  'netinet/in.h',
];

/**
 * The units in which a file's declarations mean what they mean in the kernel. A header depends on what its readers
 * include and define before it. So each header has one order of readers, and `record`, `compat` and the editor take the
 * first that really reads it: the source of the header's own name, sources with virtualized globals in link order, the
 * kernel's other sources, sources of modules, and finally a unit of the usual headers and this one.
 */
export class HeaderReaders implements Keeper {
  private readonly workspace: Workspace;
  private candidates: Includers | undefined;
  private kernel: Includers | undefined;
  private headers: Includers | undefined;
  private others: Includers | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  forget(change: TreeChange): void {
    if (!change.putsBack('tokens')) return;
    this.candidates = this.kernel = this.headers = this.others = undefined;
  }

  /** Units that may read `path`, the best one first; only the translation shows whether one does. */
  *of(path: string): Generator<UnitText> {
    if (path.startsWith('/') || this.workspace.outside.unitOf(path) !== undefined) {
      yield* this.outsideUnits(path);
      return;
    }
    if (path.endsWith('.c')) {
      yield* this.kernelUnits([path]);
      if (!this.workspace.isCompiled(path)) yield* this.moduleUnits([path]);
      return;
    }
    yield* this.kernelUnits([ownSource(path)]);
    // A kind is tried only if the one before it failed, because later kinds read more of the tree.
    yield* this.kernelUnits(this.namers(path, (this.candidates ??= this.includersAmongCandidates())));
    yield* this.kernelUnits(this.namers(path, (this.kernel ??= this.includersInKernel())));
    yield* this.moduleUnits(this.otherNamers(path));
    yield this.alone(path);
  }

  private includersAmongCandidates(): Includers {
    const { files, kernel } = this.workspace;
    return readIncluders(
      files,
      candidateObjects(this.workspace, kernel.objects, 'set_vnet').map(({ source }) => source),
    );
  }

  private includersInKernel(): Includers {
    const { files, kernel } = this.workspace;
    return readIncluders(
      files,
      kernel.objects.map(({ source }) => source).filter((source) => source.endsWith('.c')),
    );
  }

  /** Sources that include a header directly, then those that include it through one header, and so on. */
  private namers(header: string, among: Includers): readonly string[] {
    const readers: string[] = [];
    const seen = new Set([header]);
    let level: readonly string[] = [header];
    for (let between = 0; between <= HEADERS_BETWEEN && level.length > 0 && readers.length < UNITS_TRIED; between++) {
      readers.push(
        ...among
          .ofAny(level.map((path) => this.workspace.belowSys(path)))
          .filter((source) => !readers.includes(source)),
      );
      level = this.includersAmongHeaders()
        .ofAny(level.map((path) => this.workspace.belowSys(path)))
        .filter((path) => !seen.has(path));
      for (const path of level) seen.add(path);
    }
    return readers.slice(0, UNITS_TRIED);
  }

  /** Headers of the folders directly below sys, which several subsystems share. */
  private includersAmongHeaders(): Includers {
    if (this.headers !== undefined) return this.headers;
    const { files, tree } = this.workspace;
    const folders = files
      .list(tree.sysDir)
      .filter((name) => name.endsWith('/'))
      .map((name) => this.workspace.inSys(name.slice(0, -1)));
    const headers = folders.flatMap((folder) =>
      files
        .list(folder)
        .filter((name) => name.endsWith('.h'))
        .map((name) => `${folder}/${name}`),
    );
    return (this.headers = readIncluders(files, headers));
  }

  /**
   * Sources that the kernel does not compile and that name the header: the one of its own name and its folder's first.
   */
  private otherNamers(header: string): readonly string[] {
    this.others ??= this.includersElsewhere();
    const own = ownSource(header);
    const rank = (path: string): number => (path === own ? 0 : folderOf(path) === folderOf(header) ? 1 : 2);
    return [...this.others.ofAny([this.workspace.belowSys(header)])].sort((a, b) => rank(a) - rank(b));
  }

  private includersElsewhere(): Includers {
    const { workspace } = this;
    return readIncluders(
      workspace.files,
      sourceFiles(workspace).filter((path) => path.endsWith('.c') && !workspace.isCompiled(path)),
    );
  }

  private *kernelUnits(sources: readonly string[]): Generator<UnitText> {
    const { build } = this.workspace.kernel;
    for (const source of sources) {
      const text = this.workspace.isCompiled(source) ? this.workspace.files.read(source) : undefined;
      if (text !== undefined) yield { source, text, compile: this.workspace.compileOf(source), build };
    }
  }

  /** The sources as the first module by name compiles each. */
  private *moduleUnits(sources: readonly string[]): Generator<UnitText> {
    const modules = moduleSources(this.workspace, new Set(sources));
    let given = 0;
    for (const source of sources) {
      const name = modules.get(source)?.[0];
      const module = name === undefined ? undefined : this.workspace.module(name);
      if (module === undefined || isFailure(module)) continue;
      const object = module.objects.find((one: KernelObject) => one.source === source);
      const text = object === undefined ? undefined : this.workspace.files.read(source);
      if (object === undefined || text === undefined) continue;
      yield { source, text, compile: object.compile, build: module.build };
      if (++given === UNITS_TRIED) return;
    }
  }

  /**
   * Outside the tree: a source as its module compiles it; of a header its module's sources, at last itself as they see
   * it.
   */
  private *outsideUnits(path: string): Generator<UnitText> {
    const { files, outside, kernel } = this.workspace;
    const units = path.endsWith('.h') ? outside.readersOf(path) : [];
    for (const unit of [
      ...units,
      outside.unitOf(path) ?? { source: path, compile: kernel.compile, build: kernel.build },
    ]) {
      const text = files.read(unit.source);
      if (text !== undefined) yield { ...unit, text };
    }
  }

  private alone(header: string): UnitText {
    const { workspace } = this;
    const usual = USUAL_HEADERS.filter((name) => workspace.files.isFile(workspace.inSys(name)));
    const names = [...new Set([...usual, workspace.belowSys(header)])];
    return {
      source: '<record>.c',
      text: names.map((name) => `#include <${name}>\n`).join(''),
      compile: workspace.kernel.compile,
      build: workspace.kernel.build,
    };
  }
}

/** in_pcb.c of in_pcb.h. */
function ownSource(header: string): string {
  return header.replace(/\.h$/, '.c');
}
