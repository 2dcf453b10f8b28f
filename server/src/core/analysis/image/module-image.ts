import { getOrMake } from '../../collections/get-or-make.ts';
import type { KernelObject, ModuleConfiguration } from '../../kernel/configuration.ts';
import { failureAt, isFailure, type Failure } from '../../kernel/failure.ts';
import type { DeclaredModule, ModuleDependency, ModuleImage, ModuleVersion } from '../../simulator/kernel-image.ts';
import { assembleSets } from './assemble-set.ts';
import { readModulePart, type ImagePart } from './image-part.ts';
import { problemsOf, sysinitsOf, unplaced } from './kernel-image.ts';
import { readKernelConstants } from './kernel-constants.ts';
import { ModuleVersions } from './module-versions.ts';
import { SysctlNames } from './sysctl-names.ts';
import { ViewPool } from '../workspace/type-view.ts';
import { UndefinedSymbols, type ModuleSymbols, type UndefinedSymbol } from './undefined-symbols.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Makes images of a tree's modules, each once; what they share is worked out once. */
export class ModuleImages {
  private readonly workspace: Workspace;
  private readonly pool: ViewPool;
  private readonly made = new Map<string, ModuleImage | Failure>();
  private readonly versions: ModuleVersions;
  private names: SysctlNames | undefined;
  private readonly parts = new Map<KernelObject, ImagePart>();
  private readonly symbols = new Map<string, ModuleSymbols>();
  private readonly undefinedSymbols: UndefinedSymbols;

  constructor(workspace: Workspace, pool = new ViewPool()) {
    this.workspace = workspace;
    this.pool = pool;
    this.versions = new ModuleVersions(workspace);
    this.undefinedSymbols = new UndefinedSymbols(workspace);
  }

  /** The module as the simulator takes it; a Failure when there is none of that name, or a size in it is unknown. */
  image(name: string): ModuleImage | Failure {
    return getOrMake(this.made, name, () => this.make(name));
  }

  /** What one object of a module brings; read once. */
  part(module: ModuleConfiguration, object: KernelObject): ImagePart {
    return getOrMake(this.parts, object, () => readModulePart(this.workspace, object, this.pool, module.build));
  }

  /** True for an interface that the kernel itself brings. */
  isInKernel(name: string): boolean {
    return this.versions.ofKernel(name).length > 0;
  }

  /** True where the kernel itself registers a module of the name that `image` declares. */
  isDeclaredInKernel(image: ModuleImage, name: string): boolean {
    const module = this.symbols.get(image.name)?.module;
    return this.versions.isDeclared(name, new Set(module?.objects.map(({ source }) => source)));
  }

  /**
   * Symbols that the code of one of these images needs and that it, the kernel and the images of `dependencies` lack.
   */
  undefinedIn(image: ModuleImage, dependencies: readonly ModuleImage[]): readonly UndefinedSymbol[] {
    const own = this.symbols.get(image.name);
    return own === undefined
      ? []
      : this.undefinedSymbols.of(
          own,
          dependencies.flatMap(({ name }) => this.symbols.get(name) ?? []),
        );
  }

  private make(name: string): ModuleImage | Failure {
    const { workspace, pool } = this;
    const module = workspace.module(name);
    if (isFailure(module)) return module;
    const sources = module.objects.filter(({ source }) => source.endsWith('.c') && !source.startsWith('<build>/'));
    if (sources.length === 0) return failureAt(module.folder, 0, `${name} has no C sources`);
    const all = sources.map((object) => [object, this.part(module, object)] as const);
    this.symbols.set(module.name, {
      module,
      sources: new Map(
        all.flatMap(([object, { symbols }]) => (symbols === undefined ? [] : [[object, symbols] as const])),
      ),
    });
    const parts = all.map(([, part]) => part).filter((part) => bringsAnything(part));
    const assembled = assembleSets(parts, module.setEnds);
    if ('kind' in assembled) return unplaced(workspace, assembled);
    const { sets, resolve } = assembled;
    this.names ??= new SysctlNames(workspace, readKernelConstants(workspace, pool).sysctlFlags);
    const metadata = parts.flatMap((part) => part.metadata);
    const sysinits = { ...sysinitsOf(parts), isComplete: true };
    const depends: readonly ModuleDependency[] = metadata.flatMap((one) =>
      one.kind === 'depend'
        ? [{ on: one.on, minimum: one.minimum, preferred: one.preferred, maximum: one.maximum }]
        : [],
    );
    const versions: readonly ModuleVersion[] = metadata.flatMap((one) =>
      one.kind === 'version' ? [{ name: one.name, version: one.version }] : [],
    );
    const declares = metadata.flatMap((one): readonly DeclaredModule[] => {
      const entry =
        one.kind === 'module'
          ? sysinits.sysinits.find(
              (sysinit) => sysinit.function === 'module_register_init' && sysinit.argument === one.data,
            )
          : undefined;
      return one.kind !== 'module' || entry === undefined
        ? []
        : [{ name: one.name, handler: one.handler, subsystem: entry.subsystem, order: entry.order }];
    });
    const asked = [...new Set([...versions.map((version) => version.name), ...depends.map(({ on }) => on)])].filter(
      (one) => one !== 'kernel',
    );
    const inKernel = asked.flatMap((one) => this.versions.ofKernel(one));
    const own = new Set(versions.map((version) => version.name));
    const wanted = [...new Set(depends.map(({ on }) => on))].filter(
      (on) => on !== 'kernel' && !own.has(on) && !inKernel.some((version) => version.name === on),
    );
    return {
      name: module.name,
      sets,
      objects: parts.map(({ source }) => source),
      sysinits,
      sysctls: this.names.of(parts, resolve),
      declares,
      depends,
      versions,
      inKernel,
      providers: wanted.map((on) => ({ on, module: this.versions.provider(on) })),
      ...(module.isOutside ? { isOutside: true } : {}),
      problems: [...module.problems, ...problemsOf(workspace, parts)],
    };
  }
}

function bringsAnything({ sets, sysinits, sysuninits, sysctls, metadata, problems }: ImagePart): boolean {
  return [sets.set_vnet, sets.set_pcpu, sysinits, sysuninits, sysctls, metadata, problems].some(
    (list) => list.length > 0,
  );
}
