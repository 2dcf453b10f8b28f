import { isFailure, type Failure } from '../../kernel/failure.ts';
import { kernKldload } from '../../simulator/kern-linker.ts';
import type { KernelImage, ModuleImage } from '../../simulator/kernel-image.ts';
import type { LinkerFile } from '../../simulator/kernel-state.ts';
import { linkerFindFileByName } from '../../simulator/linker-file.ts';
import { miStartup } from '../../simulator/mi-startup.ts';
import { freeBytes, largestFree, moduleSpace, usedBytes, type SpacePiece } from '../../simulator/module-space.ts';
import { KernelPanic, SimulatedKernel } from '../../simulator/simulated-kernel.ts';
import { holdsAny } from '../../text/file-source.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import { kernelImage } from './kernel-image.ts';
import { ModuleImages } from './module-image.ts';
import { ViewPool } from '../workspace/type-view.ts';
import type { UndefinedSymbol } from './undefined-symbols.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Where a module's set went. */
interface ModulePlace {
  /** Bytes from modspace's start; null when the module has no such set or was not loaded. */
  readonly modspaceOffset: number | null;
  /**
   * What the kernel says when it refuses the module, or that there was no room where it says nothing; null when it took
   * it.
   */
  readonly error: string | null;
}

/**
 * The space that the kernel keeps for modules, from end to end, when all have been loaded; the names are the JSON
 * contract.
 */
export interface ModspaceMap {
  readonly size: number;
  readonly used: number;
  readonly free: number;
  readonly largestFree: number;
  /** `module` is null where nothing is; sizes as the allocator rounds them. */
  readonly pieces: readonly { readonly offset: number; readonly size: number; readonly module: string | null }[];
}

export interface ModulePlaces {
  readonly byName: ReadonlyMap<string, ModulePlace>;
  readonly map: ModspaceMap | undefined;
  /**
   * By module, what its code needs and nobody provides, or may need: of those that the kernel has gone so far with as
   * to relocate them.
   */
  readonly undefinedSymbols: ReadonlyMap<string, readonly UndefinedSymbol[]>;
}

/**
 * Loads modules one after another into a freshly booted kernel, as kldload(8) would, dependencies included: the
 * simulator says where each set goes. Of the kernel only what has its module space is read: nothing else decides an
 * offset in it.
 */
export function modulePlaces(
  workspace: Workspace,
  names: readonly string[],
  set: InstanceSet,
  images = new ModuleImages(workspace),
): ModulePlaces | Failure {
  const {
    files,
    kernel: { objects },
  } = workspace;
  const keepers = objects.filter(
    ({ source }) => source.endsWith('.c') && holdsAny(files, source, [{ word: 'modspace' }]) === true,
  );
  const image = kernelImage(workspace, new ViewPool(), keepers.length === 0 ? objects : keepers);
  if (isFailure(image)) return image;
  const kernel = new SimulatedKernel(
    image,
    (name) => {
      const module = images.image(name);
      return isFailure(module) ? module.failure.message : module;
    },
    { invariants: false, cpus: 1 },
  );
  const undefinedSymbols = new Map<string, readonly UndefinedSymbol[]>();
  // The kernel gives up at the first.
  kernel.undefinedSymbols = (module, dependencies) => {
    const found = images.undefinedIn(module, dependencies);
    if (found.length > 0) undefinedSymbols.set(module.name, found);
    return found
      .filter(({ certainty }) => certainty === 'undefined')
      .map(({ symbol }) => symbol)
      .slice(0, 1);
  };
  miStartup(kernel, []);
  const byName = new Map(names.map((name) => [name, load(kernel, name, images.image(name), set, image)]));
  const start = modspaceOf(image, set)?.offsetBytes ?? 0;
  return {
    byName,
    map: modspaceOf(image, set) === undefined ? undefined : mapOf(moduleSpace(kernel, set), start),
    undefinedSymbols,
  };
}

function modspaceOf({ sets }: KernelImage, set: InstanceSet): { readonly offsetBytes: number } | undefined {
  return sets[set]?.members.find(({ name }) => name === 'modspace');
}

function load(
  kernel: SimulatedKernel,
  name: string,
  module: ModuleImage | Failure,
  set: InstanceSet,
  image: KernelImage,
): ModulePlace {
  const before = isFailure(module) ? undefined : linkerFindFileByName(kernel, module.name);
  if (before !== undefined)
    return before.image === module
      ? placeOf(before, set, image)
      : { modspaceOffset: null, error: `another ${before.filename} is loaded already (File exists)` };
  const causes: string[] = [];
  let noRoom: string | undefined;
  kernel.listener = (event): void => {
    if (event.kind === 'alloc' && event.start === undefined) noRoom = `no room for ${event.sizeBytes} bytes`;
    if (event.kind !== 'printf' && event.kind !== 'note') return;
    // What linker_load_file() adds says nothing about the cause; in older releases it is all that is said where there
    // is no room.
    const says = /unsupported file type/i.test(event.text) ? noRoom : event.text;
    if (says !== undefined) causes.push(says);
    noRoom = undefined;
  };
  try {
    const loaded = kernKldload(kernel, name);
    if ('filename' in loaded) return placeOf(loaded, set, image);
    if (causes.length === 0 && loaded.name === 'EEXIST')
      causes.push(`${name} is in the kernel already (${loaded.text})`);
    if (noRoom !== undefined) causes.push(noRoom);
    const error = causes.length === 0 ? loaded.text : causes.join('; ');
    return {
      modspaceOffset: null,
      error: causes.some((cause) => / symbol \S+ undefined$/.test(cause)) ? `${error} (${loaded.name})` : error,
    };
  } catch (error) {
    if (!(error instanceof KernelPanic)) throw error;
    return { modspaceOffset: null, error: `panic: ${error.message}` };
  } finally {
    kernel.listener = undefined;
  }
}

function placeOf(file: LinkerFile, set: InstanceSet, image: KernelImage): ModulePlace {
  const held = set === 'set_vnet' ? file.vnetSet : file.pcpuSet;
  const start = modspaceOf(image, set)?.offsetBytes;
  return { modspaceOffset: held === undefined || start === undefined ? null : held.start - start, error: null };
}

function mapOf(pieces: readonly SpacePiece[], start: number): ModspaceMap {
  const [used, free] = [usedBytes(pieces), freeBytes(pieces)];
  return {
    size: used + free,
    used,
    free,
    largestFree: largestFree(pieces),
    pieces: pieces.map((piece) => ({
      offset: piece.start - start,
      size: piece.sizeBytes,
      module: piece.file?.replace(/\.ko$/, '') ?? null,
    })),
  };
}
