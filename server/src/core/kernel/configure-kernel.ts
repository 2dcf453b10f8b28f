import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import { ARCHITECTURES, findArchitecture, type Architecture } from './architectures.ts';
import type { BuildFolder, CompileSettings, KernelConfiguration, KernelObject, KernelTree } from './configuration.ts';
import { configureByDefault } from './configure-by-default.ts';
import { failureAt, type Failure } from './failure.ts';
import { headerGenerator } from './generated-headers.ts';
import { readKernconf } from './read-kernconf.ts';
import { USUAL_SYS_FOLDERS } from './kernel-tree.ts';
import type { KernconfSettings } from './kernconf-settings.ts';
import { objectName, selectKernelFiles, type KernelFile } from './kernel-files.ts';
import { readKernelMakefile, type KernelMakefile } from './kernel-makefile.ts';
import { nearNames, nearNamesPhrase } from './near-names.ts';
import { filesWithMadeKernconf } from './made-kernconf.ts';
import { makeOptionHeaders, type OptionHeaders } from './option-headers.ts';
import { BUILD_FOLDER, folderOf, joinPath, tailOf } from './tree-path.ts';

export interface KernelRequest {
  /** One of ARCHITECTURES by name: "amd64". */
  readonly arch: string;
  /** A name in sys/<machine>/conf, or a path from the FileSource's root; the machine's default without it. */
  readonly kernconf?: string | undefined;
  /** Further options as in a KERNCONF: "VIMAGE", "MAXCPU=4"; with a blank inside, a whole line: "nooptions INET6". */
  readonly extraOptions?: readonly string[] | undefined;
}

/** The folder of a machine's configurations: "sys/amd64/conf". */
function confFolderOf(tree: KernelTree, architecture: Architecture): string {
  return joinPath(tree.sysDir, `${architecture.machine}/conf`);
}

/** KERNCONFs by their names: upper case, no dot, none of config(8)'s and make(1)'s own. */
function isKernconfName(name: string): boolean {
  return /^[A-Z0-9][A-Za-z0-9_-]*$/.test(name) && !['DEFAULTS', 'NOTES', 'Makefile', 'README'].includes(name);
}

function unknownArchitecture(arch: string): Failure {
  const names = ARCHITECTURES.map((architecture) => architecture.name);
  return failureAt('', 0, `no such machine: ${arch}; known ones: ${names.join(', ')}`, nearNames(arch, names));
}

/** Names of the kernel configurations that the tree has for a machine, sorted; a Failure for an unknown machine. */
export function listKernconfs(files: FileSource, tree: KernelTree, arch: string): readonly string[] | Failure {
  const architecture = findArchitecture(arch);
  if (architecture === undefined) return unknownArchitecture(arch);
  return files.list(confFolderOf(tree, architecture)).filter(isKernconfName);
}

/** Paths where a KERNCONF of this name may be, for every location of sys; empty without a name. */
export function kernconfPlaces({ arch, kernconf }: KernelRequest): readonly string[] {
  const machine = findArchitecture(arch)?.machine;
  if (machine === undefined || kernconf === undefined || kernconf.includes('/')) return [];
  return USUAL_SYS_FOLDERS.map((sys) => joinPath(sys, `${machine}/conf/${kernconf}`));
}

interface FoundKernconf {
  readonly name: string;
  readonly path: string;
}

/** The requested KERNCONF, or those of the machine's defaults that exist; never empty. */
function findKernconfs(
  files: FileSource,
  confFolder: string,
  architecture: Architecture,
  asked: string | undefined,
): FoundKernconf[] | Failure {
  const wanted = asked === undefined ? architecture.defaultKernconfs : [asked];
  const found = wanted
    .map((name) => ({ name: tailOf(name), path: name.includes('/') ? joinPath('', name) : joinPath(confFolder, name) }))
    .filter(({ path }) => files.isFile(path));
  if (found.length > 0) return found;
  const names = files.list(confFolder).filter(isKernconfName);
  const what =
    asked === undefined
      ? `no default kernel configuration (${wanted.join(', ')})`
      : `no such kernel configuration: ${asked}`;
  return failureAt(
    confFolder,
    0,
    `${what} in ${confFolder}${nearNamesPhrase(wanted[0] ?? '', names)}`,
    nearNames(wanted[0] ?? '', names),
  );
}

/** The command that compiles a file: do_rules() in mkmakefile.c. */
function compileCommand(file: KernelFile): string {
  if (file.hasNoImplicitRule) return '${NORMAL_C}';
  if (file.compileWith !== undefined) return file.compileWith;
  return `\${NORMAL_${(file.name.at(-1) ?? 'c').toUpperCase()}${file.isWithoutWarningErrors ? '_NOWERROR' : ''}}`;
}

function sourceOf(file: KernelFile, makefile: KernelMakefile, sysDir: string): string {
  return joinPath(file.isLocal || file.hasNoImplicitRule ? BUILD_FOLDER : sysDir, makefile.expand(file.name));
}

function isCompiled(source: string): boolean {
  return /\.(c|S|s|m|cc|cxx)$/.test(source);
}

/** Every object in the order of the link (SYSTEM_OBJS). */
function orderObjects(
  kernelFiles: readonly KernelFile[],
  makefile: KernelMakefile,
  sysDir: string,
  normal: CompileSettings,
): KernelObject[] {
  const withoutRule = new Map<string, KernelFile>();
  for (const file of kernelFiles)
    if (file.hasNoObject && !file.hasNoImplicitRule) withoutRule.set(objectName(file), file);
  const systemObject = (object: string): KernelObject => {
    const file = withoutRule.get(object);
    const source =
      file === undefined ? `${BUILD_FOLDER}/${object.replace(/\.\w+$/, '.c')}` : sourceOf(file, makefile, sysDir);
    return { object, source, compile: file === undefined ? normal : makefile.compile(compileCommand(file), source) };
  };
  const listed = kernelFiles
    .filter((file) => !file.hasNoObject)
    .map((file): KernelObject => {
      const source = sourceOf(file, makefile, sysDir);
      return {
        object: makefile.expand(objectName(file)),
        source,
        compile: isCompiled(source) ? makefile.compile(compileCommand(file), source) : normal,
      };
    });
  return [...makefile.objectsBefore.map(systemObject), ...listed, ...makefile.objectsAfter.map(systemObject)];
}

/** Options without the DEV_ options that config(8) derives from devices. */
function visibleOptions(headers: OptionHeaders): Map<string, string> {
  return new Map([...headers.values].filter(([name]) => !name.startsWith('DEV_')).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a KERNCONF must contain (main() of config(8)): machine, ident, cpu. */
function checkRequired(settings: KernconfSettings, path: string): Problem[] {
  const problems: Problem[] = [];
  if (settings.ident === '') problems.push({ file: path, line: 0, message: 'no ident line specified' });
  if (settings.cpus.length === 0) problems.push({ file: path, line: 0, message: 'cpu type must be specified' });
  return problems;
}

/**
 * A kernel configuration as config(8) and the kernel's makefiles make it: DEFAULTS and KERNCONF with their includes,
 * opt_*.h, the chosen files and their objects in link order, compile flags. A tree without sys/conf/files (F-Stack,
 * RTEMS libbsd) gets the documented options of default-options.ts.
 * @returns a Failure with similar names for a machine or KERNCONF that does not exist, or a KERNCONF of another
 * machine; all other errors are among the configuration's problems.
 */
export function configureKernel(
  files: FileSource,
  tree: KernelTree,
  request: KernelRequest,
): KernelConfiguration | Failure {
  const architecture = findArchitecture(request.arch);
  if (architecture === undefined) return unknownArchitecture(request.arch);
  if (!hasFileLists(files, tree)) {
    return configureByDefault(files, tree, architecture, request.kernconf ?? 'DEFAULT', request.extraOptions ?? []);
  }
  const chosen = chooseKernconf(files, tree, architecture, request);
  return 'failure' in chosen ? chosen : configureFrom(files, tree, architecture, chosen.found, chosen.settings);
}

/** True if the machine can be configured without a KERNCONF's name. */
export function hasDefaultKernconf(files: FileSource, tree: KernelTree, arch: string): boolean {
  const architecture = findArchitecture(arch);
  return (
    architecture !== undefined &&
    (!hasFileLists(files, tree) || !('failure' in chooseKernconf(files, tree, architecture, { arch })))
  );
}

function hasFileLists(files: FileSource, tree: KernelTree): boolean {
  return files.isFile(joinPath(tree.sysDir, 'conf/files'));
}

/** The requested KERNCONF, or the first of the machine's defaults that is for the machine, with what it says. */
function chooseKernconf(
  files: FileSource,
  tree: KernelTree,
  architecture: Architecture,
  request: KernelRequest,
): { readonly found: FoundKernconf; readonly settings: KernconfSettings } | Failure {
  const confFolder = confFolderOf(tree, architecture);
  const isPath = request.kernconf?.includes('/') === true;
  if (!isPath && files.list(confFolder).length === 0) {
    return failureAt(confFolder, 0, `this release has no ${architecture.name}: there is no ${confFolder}`);
  }
  const made =
    request.kernconf === undefined || files.isFile(joinPath(confFolder, request.kernconf))
      ? undefined
      : filesWithMadeKernconf(files, confFolder, architecture, request.kernconf);
  const conf = made ?? files;
  const kernconfs = findKernconfs(conf, confFolder, architecture, request.kernconf);
  if ('failure' in kernconfs) return kernconfs;
  let wrong: Failure | undefined;
  for (const candidate of kernconfs) {
    // config(8) runs in the machine's conf folder, even if its file is elsewhere.
    const { path } = candidate;
    const folder = isPath && !candidate.path.startsWith('/') ? folderOf(candidate.path) : confFolder;
    const settings = withMachine(
      readKernconf(conf, tree, folder, { path, text: conf.read(path) ?? '' }, request.extraOptions ?? []),
      architecture,
    );
    if (isNoConfiguration(settings, candidate.path)) {
      wrong ??= failureAt(
        candidate.path,
        0,
        `${candidate.name} is not a kernel configuration: it has neither ident nor cpu`,
      );
      continue;
    }
    if (settings.machine === architecture.machine && architecture.machineArchs.includes(settings.machineArch)) {
      return { found: candidate, settings };
    }
    wrong ??= failureAt(
      candidate.path,
      0,
      `${candidate.name} is for ${settings.machine} ${settings.machineArch}, not for ${architecture.name}`,
    );
  }
  return wrong ?? unknownArchitecture(request.arch);
}

/** Not a configuration: config(8) stops at its first word. No word of the file is printed. */
function isNoConfiguration({ ident, cpus, problems }: KernconfSettings, path: string): boolean {
  return ident === '' && cpus.length === 0 && (path.startsWith('/') || problems.some(({ file }) => file === path));
}

/** A KERNCONF without a `machine` line is for the machine in whose folder it lies. */
function withMachine(settings: KernconfSettings, architecture: Architecture): KernconfSettings {
  return {
    ...settings,
    machine: settings.machine === '' ? architecture.machine : settings.machine,
    machineArch: settings.machineArch === '' ? (architecture.machineArchs[0] ?? '') : settings.machineArch,
  };
}

function configureFrom(
  files: FileSource,
  tree: KernelTree,
  architecture: Architecture,
  found: FoundKernconf,
  settings: KernconfSettings,
): KernelConfiguration {
  const headers = makeOptionHeaders(files, tree.sysDir, settings);
  const devices = new Set(settings.devices.map((device) => device.name));
  const selection = { devices, options: headers.selecting, profiling: settings.profiling };
  const chosen = selectKernelFiles(files, tree.sysDir, settings.machine, settings.fileLists, selection);
  const unknownDevices = settings.devices
    .filter((device) => chosen.unknownDevices.has(device.name))
    .map(({ name, file, line }): Problem => ({ file, line, message: `device ${name} is unknown` }));
  const makefile = readKernelMakefile({
    files,
    sysDir: tree.sysDir,
    architecture,
    settings,
    kernconf: found.name,
    headers: headers.headers,
  });
  const compile = makefile.compile('${NORMAL_C}', '');
  const objects = orderObjects(chosen.files, makefile, tree.sysDir, compile);
  const build: BuildFolder = {
    headers: headers.headers,
    links: makefile.links,
    ...headerGenerator({
      files,
      sysDir: tree.sysDir,
      kernelFiles: chosen.files,
      isOptionHeaderEmpty: () => false,
      make: (name, command) => makefile.make(name, command),
    }),
  };
  return {
    arch: architecture.name,
    machine: settings.machine,
    machineArch: settings.machineArch,
    kernconf: found.name,
    ident: settings.ident,
    options: visibleOptions(headers),
    devices,
    vimage: headers.values.has('VIMAGE'),
    build,
    compile,
    objects,
    makeVariables: makefile.moduleVariables,
    problems: [
      ...checkRequired(settings, found.path),
      ...settings.problems,
      ...headers.problems,
      ...chosen.problems,
      ...unknownDevices,
      ...makefile.problems(),
    ],
  };
}
