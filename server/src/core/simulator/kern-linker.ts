import { EBUSY, EEXIST, ENOENT, ENOEXEC, ENOSYS, type Errno } from './errno.ts';
import {
  isInKernel,
  isSelfReference,
  linkerAddmodules,
  modlistLookup,
  modlistLookup2,
  moduleProviding,
} from './found-modules.ts';
import type { ModuleDependency, ModuleImage } from './kernel-image.ts';
import type { LinkerFile } from './kernel-state.ts';
import { linkElfLoadFile } from './link-elf.ts';
import { linkElfObjLoadFile, type Loaded } from './link-elf-obj.ts';
import { changeFile, fileById, linkerFindFileByName, pathnameOf } from './linker-file.ts';
import { KERNEL_FILE, kldunloadKernel } from './linker-kernel-file.ts';
import { linkerFileUnload } from './linker-unload.ts';
import { linkElfPropagateVnets } from './module-sets.ts';
import { runSysinit } from './run-sysinit.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { registerModules } from './register-modules.ts';
import { enableSysctls, registerSysctls } from './sysctl-registry.ts';
import { tellUnfetched } from './sysctl-tunables.ts';
import { ascending, exchangeSort } from './sysinit-order.ts';

/** kern_kldload() (kern_linker.c) for a name without a dot or slash, as kldload(8) hands it on. */
export function kernKldload(kernel: SimulatedKernel, name: string): Errno | LinkerFile {
  const loaded = inCallersVnet(kernel, () => linkerLoadModule(kernel, name));
  if ('errno' in loaded) {
    kernel.tell({ kind: 'error', call: `kldload ${name}`, errno: loaded.errno });
    return loaded.errno;
  }
  const file = fileById(kernel, loaded.id);
  if (file === undefined) return ENOENT;
  changeFile(kernel, file.id, { userrefs: file.userrefs + 1 });
  kernel.tell({ kind: 'kldload', file: file.filename, id: file.id });
  return file;
}

/**
 * kern_kldunload() (kern_linker.c) of a file by its name.
 * @returns a string where nobody knows what happens, and why.
 */
export function kernKldunload(kernel: SimulatedKernel, name: string): Errno | string | undefined {
  if (name === KERNEL_FILE) return kldunloadKernel(kernel);
  const call = `kldunload ${name}`;
  const file = linkerFindFileByName(kernel, name);
  if (file?.isLinked !== true) {
    kernel.tell({ kind: 'error', call, errno: ENOENT });
    return ENOENT;
  }
  if (file.userrefs === 0) {
    kernel.printf('kldunload: attempt to unload file that was loaded by the kernel');
    kernel.tell({ kind: 'error', call, errno: EBUSY });
    return EBUSY;
  }
  changeFile(kernel, file.id, { userrefs: file.userrefs - 1 });
  const refused = inCallersVnet(kernel, () => linkerFileUnload(kernel, file.id));
  if (refused !== undefined) {
    changeFile(kernel, file.id, { userrefs: file.userrefs });
    kernel.tell({ kind: 'error', call, errno: refused });
    return refused;
  }
  kernel.tell({ kind: 'kldunload', file: file.filename, id: file.id, refs: fileById(kernel, file.id)?.refs ?? 0 });
  return undefined;
}

/** CURVNET_SET(TD_TO_VNET(td)) in kern_kldload() and kern_kldunload(): the host's. */
function inCallersVnet<T>(kernel: SimulatedKernel, act: () => T): T {
  const { thread, vnet0 } = kernel.state;
  if (thread.curvnet !== undefined) return act();
  kernel.state = { ...kernel.state, thread: { ...thread, curvnet: vnet0 } };
  const answer = act();
  kernel.state = { ...kernel.state, thread };
  return answer;
}

/** linker_load_module() (kern_linker.c) of a module by name, for kldload(2). */
function linkerLoadModule(kernel: SimulatedKernel, name: string): Loaded {
  if (modlistLookup(kernel, name, 0) !== undefined) return { errno: EEXIST };
  if (kernel.isInKernel?.(name) === true) return { errno: EEXIST };
  const image = kernel.moduleSource(name);
  if (typeof image !== 'string' && image.inKernel.some((own) => own.name === name)) return { errno: EEXIST };
  if (typeof image === 'string') {
    kernel.tell({ kind: 'note', text: image });
    return { errno: ENOENT };
  }
  return linkerFindFileByName(kernel, image.name) === undefined ? linkerLoadFile(kernel, image) : { errno: EEXIST };
}

/**
 * linker_load_file() (kern_linker.c). Every linker class is tried, the one for relocatable objects first where there is
 * one (link_elf_obj is SI_ORDER_SECOND, link_elf is SI_ORDER_THIRD); an error other than EEXIST reaches the user as
 * ENOEXEC.
 */
function linkerLoadFile(kernel: SimulatedKernel, image: ModuleImage): Loaded {
  const isObject = kernel.image.machine.moduleFormat === 'ET_REL';
  const loaded = isObject
    ? linkElfObjLoadFile(kernel, image, linkerLoadDependencies)
    : linkElfLoadFile(kernel, image, linkerLoadDependencies);
  if ('errno' in loaded) return { errno: afterAllClasses(kernel, image, loaded.errno, isObject) };
  const registered = registerModules(kernel, loaded.id);
  if (registered !== undefined) {
    linkerFileUnload(kernel, loaded.id, true);
    return { errno: registered };
  }
  const { filename } = fileById(kernel, loaded.id) ?? { filename: '' };
  registerSysctls(kernel, image.sysctls, filename, true);
  if (kernel.image.profile.propagation.value === 'after-relocation') linkElfPropagateVnets(kernel, loaded.id);
  const entries = image.sysinits.sysinits.map((entry) => ({ entry, owner: filename }));
  for (const sysinit of exchangeSort(entries, ascending)) runSysinit(kernel, sysinit);
  changeFile(kernel, loaded.id, { isLinked: true });
  enableSysctls(kernel, filename);
  tellUnfetched(kernel);
  return loaded;
}

/**
 * link_elf.c answers ENOSYS to a relocatable object, and linker_load_file() goes by the last answer; 14 stops at
 * EEXIST. Where ENOENT is all that the classes say, there is no such file for it.
 */
function afterAllClasses(kernel: SimulatedKernel, image: ModuleImage, first: Errno, isObject: boolean): Errno {
  const last = isObject && !(kernel.image.profile.stopsAtEexist.value && first === EEXIST) ? ENOSYS : first;
  if (last === ENOSYS)
    kernel.printf(
      kernel.image.profile.osreldate !== 0 && kernel.image.profile.osreldate < 1100000
        ? 'linker_load_file: Unsupported file type'
        : `linker_load_file: ${pathnameOf(image.name)} - unsupported file type`,
    );
  return last === EEXIST || last === ENOENT ? last : ENOEXEC;
}

/**
 * linker_load_dependencies() (kern_linker.c): what the file provides must be new; what it depends on gets a reference,
 * or is loaded now, when the file has its module space already.
 */
function linkerLoadDependencies(kernel: SimulatedKernel, id: number): Errno | undefined {
  const file = fileById(kernel, id);
  if (file === undefined) return undefined;
  for (const { name, version } of file.image.versions) {
    const present = modlistLookup(kernel, name, version);
    if (present === undefined) continue;
    kernel.printf(
      `interface ${name}.${version} already present in the KLD '${fileById(kernel, present.container)?.filename ?? ''}'!`,
    );
    return EEXIST;
  }
  const inKernel = file.image.versions.find(({ name, version }) =>
    file.image.inKernel.some((own) => own.name === name && own.version === version),
  );
  if (inKernel !== undefined) {
    kernel.printf(`interface ${inKernel.name}.${inKernel.version} already present in the KLD 'kernel'!`);
    return EEXIST;
  }
  for (const dependency of file.image.depends) {
    if (isSelfReference(file.image, dependency)) continue;
    const present = modlistLookup2(kernel, dependency);
    if (present !== undefined) {
      const container = fileById(kernel, present.container);
      if (container !== undefined) changeFile(kernel, container.id, { refs: container.refs + 1 });
      addDependency(kernel, id, present.container);
      continue;
    }
    if (isInKernel(file.image, dependency)) continue;
    const loaded = loadProvider(kernel, file.image, dependency);
    if ('errno' in loaded) {
      kernel.printf(`KLD ${file.filename}: depends on ${dependency.on} - not available or version mismatch`);
      return loaded.errno;
    }
    addDependency(kernel, id, loaded.id);
  }
  linkerAddmodules(kernel, id);
  return undefined;
}

/** linker_load_module() (kern_linker.c) of a dependency. */
function loadProvider(kernel: SimulatedKernel, dependent: ModuleImage, dependency: ModuleDependency): Loaded {
  const image = moduleProviding(kernel, dependent, dependency);
  if (typeof image === 'string') {
    kernel.tell({ kind: 'note', text: image });
    return { errno: ENOENT };
  }
  if (linkerFindFileByName(kernel, image.name) !== undefined) return { errno: EEXIST };
  const loaded = linkerLoadFile(kernel, image);
  if ('errno' in loaded || modlistLookup2(kernel, dependency) !== undefined) return loaded;
  linkerFileUnload(kernel, loaded.id);
  return { errno: ENOENT };
}

export function addDependency(kernel: SimulatedKernel, id: number, on: number): void {
  changeFile(kernel, id, { deps: [...(fileById(kernel, id)?.deps ?? []), on] });
}
