import type { InstanceSet } from '../vnet/set-variables.ts';
import type { LinkerFile } from './kernel-state.ts';
import type { ModuleImage, SetContents } from './kernel-image.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

export function pathnameOf(module: string): string {
  return `/boot/kernel/${module}.ko`;
}

export function fileById(kernel: SimulatedKernel, id: number): LinkerFile | undefined {
  return kernel.state.files.find((file) => file.id === id);
}

/** linker_find_file_by_name() (kern_linker.c): "pf" finds pf.ko. */
export function linkerFindFileByName(kernel: SimulatedKernel, name: string): LinkerFile | undefined {
  return kernel.state.files.find(({ filename }) => filename === `${name}.ko` || filename === name);
}

/** linker_make_file() (kern_linker.c): at the list's end, with one reference and the next free id; the kernel has 1. */
export function linkerMakeFile(kernel: SimulatedKernel, image: ModuleImage, isPreloaded: boolean): LinkerFile {
  const { files } = kernel.state;
  // LINKER_GET_NEXT_FILE_ID leaves the counter on the id it gives: an id that is given back may come again.
  let id = kernel.state.nextFileId;
  while (id === 1 || files.some((file) => file.id === id)) id++;
  const made: LinkerFile = {
    id,
    filename: `${image.name}.ko`,
    pathname: pathnameOf(image.name),
    image,
    refs: 1,
    userrefs: 0,
    isLinked: false,
    isPreloaded,
    deps: [],
    vnetSet: undefined,
    pcpuSet: undefined,
  };
  kernel.state = { ...kernel.state, nextFileId: id, files: [...files, made] };
  if (kernel.machine !== undefined && !kernel.isDeferring) kernel.machineSource?.link?.(image.name, kernel.machine);
  return made;
}

/** Changes a file that is on the list. */
export function changeFile(kernel: SimulatedKernel, id: number, change: Partial<LinkerFile>): void {
  kernel.state = {
    ...kernel.state,
    files: kernel.state.files.map((file) => (file.id === id ? { ...file, ...change } : file)),
  };
}

/** The set of a file, when it has one that takes space. */
export function setOf(image: ModuleImage, set: InstanceSet): SetContents | undefined {
  const contents = image.sets[set];
  return contents === undefined || contents.sizeBytes === 0 ? undefined : contents;
}
