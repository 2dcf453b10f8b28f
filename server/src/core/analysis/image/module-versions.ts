import { addTo } from '../../collections/multimap.ts';
import { getOrMake } from '../../collections/get-or-make.ts';
import type { KernelObject } from '../../kernel/configuration.ts';
import { isFailure } from '../../kernel/failure.ts';
import { findUsualModule } from '../../kernel/module-list.ts';
import type { WantedBodies } from '../../preprocessor/preprocessor.ts';
import type { ModuleVersion } from '../../simulator/kernel-image.ts';
import { holdsAny } from '../../text/file-source.ts';
import { linkerSetEntries } from '../../vnet/linker-sets.ts';
import { readModuleMetadata, type ModuleMetadata } from '../../vnet/module-metadata.ts';
import { moduleSources } from '../region/compiling-modules.ts';
import { sourceFiles } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

const VERSION: VersionMacro = { macro: 'MODULE_VERSION', parameter: 0, prefix: '', suffix: '' };

/**
 * MODULE_VERSION, or a macro of a header that ends in it and may put something before the name: NETGRAPH_INIT(name,
 * ...) of ng_name.
 */
interface VersionMacro {
  readonly macro: string;
  readonly parameter: number;
  readonly prefix: string;
  readonly suffix: string;
}

const DEFINE = /^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^()]*)\)([^\n]*\bMODULE_VERSION\s*\(([^,()]*),[^\n]*)$/gm;
const NAMED = /^\s*(?:(\w+)\s*##\s*)?(\w+)(?:\s*##\s*(\w+))?\s*$/;

/** The macros of a header that say MODULE_VERSION, from its text. */
function versionMacros(text: string): readonly VersionMacro[] {
  return [...text.replaceAll(/\\\r?\n/g, ' ').matchAll(DEFINE)].flatMap(
    ([, macro = '', parameters = '', , name = '']) => {
      const names = parameters.split(',').map((parameter) => parameter.trim());
      const [, before, middle = '', after] = NAMED.exec(name) ?? [];
      // `name ## _iconv` has its parameter first.
      const candidates = [
        { at: middle, prefix: before ?? '', suffix: after ?? '' },
        { at: before ?? '', prefix: '', suffix: middle },
      ];
      const found = candidates.find(({ at }) => names.includes(at));
      return found === undefined
        ? []
        : [{ macro, parameter: names.indexOf(found.at), prefix: found.prefix, suffix: found.suffix }];
    },
  );
}

/** Names that get a version in a source, by its text alone. */
function spelledNames(text: string, macros: readonly VersionMacro[]): readonly string[] {
  return macros.flatMap(({ macro, parameter, prefix, suffix }) => {
    const call = new RegExp(`\\b${macro}\\s*\\((?:[^,()]*,){${parameter}}\\s*(\\w+)`, 'g');
    return [...text.matchAll(call)].map(([, name = '']) => `${prefix}${name}${suffix}`);
  });
}

/**
 * Answers which of some names the kernel has, and which module brings the others: what linker.hints and the kernel's
 * own list say.
 */
export class ModuleVersions {
  private readonly workspace: Workspace;
  private inKernel: ReadonlyMap<string, readonly KernelObject[]> | undefined;
  private readonly read = new Map<KernelObject, readonly ModuleMetadata[]>();
  private known: readonly VersionMacro[] | undefined;
  private bySource: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly providers = new Map<string, string | null>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** MODULE_VERSIONs of `name` that objects of the kernel hold, as their units say. */
  ofKernel(name: string): readonly ModuleVersion[] {
    this.inKernel ??= this.findInKernel();
    return (this.inKernel.get(name) ?? [])
      .flatMap((object) => this.metadataOf(object))
      .flatMap((one) => (one.kind === 'version' && one.name === name ? [{ name, version: one.version }] : []));
  }

  /**
   * Whether the kernel registers a module (DECLARE_MODULE) of this name: objects of it made of one of `sources`, the
   * module's own, are asked, and those that spell the name as a string beside DECLARE_MODULE.
   */
  isDeclared(name: string, sources: ReadonlySet<string>): boolean {
    const { files, kernel } = this.workspace;
    const isCandidate = ({ source }: KernelObject): boolean =>
      source.endsWith('.c') &&
      !source.startsWith('<build>/') &&
      (sources.has(source) ||
        (holdsAny(files, source, [{ word: 'DECLARE_MODULE' }]) === true &&
          files.read(source)?.includes(`"${name}"`) === true));
    return kernel.objects.some(
      (object) =>
        isCandidate(object) && this.metadataOf(object).some((one) => one.kind === 'module' && one.name === name),
    );
  }

  /** The module of the tree with MODULE_VERSION(name): the one of that name first; null when there is none. */
  provider(name: string): string | null {
    return getOrMake(this.providers, name, () => this.findProvider(name));
  }

  private findProvider(name: string): string | null {
    const { files, tree } = this.workspace;
    const isListed =
      findUsualModule(files, tree, name) !== undefined ||
      this.workspace.moduleList().some((entry) => entry.name === name);
    if (isListed && this.brings(name, name)) return name;
    this.bySource ??= this.findSources();
    const sources = this.bySource.get(name) ?? [];
    const modules = [...new Set([...moduleSources(this.workspace, new Set(sources)).values()].flat())].sort();
    return modules.find((module) => this.brings(module, name)) ?? null;
  }

  private brings(moduleName: string, name: string): boolean {
    const module = this.workspace.module(moduleName);
    if (isFailure(module)) return false;
    return module.objects.some(({ source }) => this.namesIn(source).includes(name));
  }

  private findSources(): ReadonlyMap<string, readonly string[]> {
    return byName(
      sourceFiles(this.workspace)
        .filter((path) => path.endsWith('.c'))
        .map((path) => ({ path, names: this.namesIn(path) })),
    );
  }

  private findInKernel(): ReadonlyMap<string, readonly KernelObject[]> {
    return byName(
      this.workspace.kernel.objects.map((object) => ({ path: object, names: this.namesIn(object.source) })),
    );
  }

  private namesIn(path: string): readonly string[] {
    const { files } = this.workspace;
    const macros = this.macros();
    return path.endsWith('.c') &&
      holdsAny(
        files,
        path,
        macros.map(({ macro }) => ({ word: macro })),
      ) === true
      ? spelledNames(files.read(path) ?? '', macros)
      : [];
  }

  private macros(): readonly VersionMacro[] {
    if (this.known === undefined) {
      const { files } = this.workspace;
      const headers = sourceFiles(this.workspace).filter(
        (path) =>
          path.endsWith('.h') &&
          !path.endsWith('sys/module.h') &&
          holdsAny(files, path, [{ word: 'MODULE_VERSION' }]) === true,
      );
      this.known = [VERSION, ...headers.flatMap((path) => versionMacros(files.read(path) ?? ''))];
    }
    return this.known;
  }

  private metadataOf(object: KernelObject): readonly ModuleMetadata[] {
    let known = this.read.get(object);
    if (known === undefined) {
      const { engine } = this.workspace.translate(
        object.source,
        this.workspace.files.read(object.source) ?? '',
        object.compile,
        this.workspace.kernel.build,
        FILE_SCOPE,
      );
      known = linkerSetEntries(engine, ['modmetadata_set']).flatMap((entry) => readModuleMetadata(engine, entry) ?? []);
      this.read.set(object, known);
    }
    return known;
  }
}

/** No function body matters but those that move __COUNTER__. */
const FILE_SCOPE: WantedBodies = (spelling) => (spelling === '__COUNTER__' ? Infinity : 0);

function byName<Where>(
  found: readonly { readonly path: Where; readonly names: readonly string[] }[],
): ReadonlyMap<string, readonly Where[]> {
  const map = new Map<string, Where[]>();
  for (const { path, names } of found) {
    for (const name of names) {
      addTo(map, name, path);
    }
  }
  return map;
}
