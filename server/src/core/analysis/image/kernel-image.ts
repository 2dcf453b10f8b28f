import { failureAt, isFailure, type Failure } from '../../kernel/failure.ts';
import type { BuildFolder, KernelObject } from '../../kernel/configuration.ts';
import { readReleaseProfile } from '../../kernel/read-release-profile.ts';
import type { ReleaseProfile } from '../../kernel/release-profile.ts';
import { M_FUNCTION } from '../../preprocessor/macro.ts';
import type { ImageProblem, KernelImage, MachineFacts, SysinitEntry, Sysinits } from '../../simulator/kernel-image.ts';
import { holdsAny, type Mark } from '../../text/file-source.ts';
import { assembleSets, type Refused, type Unplaced } from './assemble-set.ts';
import { readImagePart, type ImagePart } from './image-part.ts';
import { readKernelConstants } from './kernel-constants.ts';
import { missingHeaderProblems } from '../workspace/missing-headers.ts';
import { distinctProblems } from '../region/region.ts';
import { SysctlNames } from './sysctl-names.ts';
import { ViewPool } from '../workspace/type-view.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * The whole kernel as the simulator takes it, or one of some of its objects; a Failure when a size is unknown, so that
 * nothing could be placed.
 */
export function kernelImage(
  workspace: Workspace,
  pool = new ViewPool(),
  objects = workspace.kernel.objects,
): KernelImage | Failure {
  const { kernel, tree, target } = workspace;
  const parts = readImageParts(workspace, objects, pool);
  const assembled = assembleSets(parts);
  if ('kind' in assembled) return unplaced(workspace, assembled);
  const constants = readKernelConstants(workspace, pool);
  const machine = machineFacts(workspace, constants.pageBytes, constants.cacheLineBytes);
  if (isFailure(machine)) return machine;
  const { sets, resolve } = assembled;
  const profile = readReleaseProfile(workspace.files, tree, target.name);
  const { vnetMagic, structVnet, subsystems, orders, sysctlFlags } = constants;
  return {
    arch: target.name,
    kernconf: kernel.kernconf,
    release: tree.release.name,
    profile,
    machine,
    vimage: kernel.vimage,
    sets,
    constants: { vnetMagic, structVnet, subsystems, orders, sysctlFlags },
    objects: parts.map(({ source }) => source),
    sysinits: sysinitsOf(parts),
    sysctls: new SysctlNames(workspace, sysctlFlags).of(parts, resolve),
    problems: [
      ...tree.problems,
      ...kernel.problems,
      ...unrecognized(workspace, profile),
      ...problemsOf(workspace, parts),
    ],
  };
}

/** Code that decides what the kernel does and that has changed beyond recognition: one problem for all of it. */
function unrecognized({ tree }: Workspace, profile: ReleaseProfile): readonly ImageProblem[] {
  const what = profile.unrecognized ?? [];
  return what.length === 0
    ? []
    : [
        {
          file: tree.sysDir,
          line: 0,
          message: `not recognized in this kernel's code, and taken as in the newest release that is known: ${what.join('; ')}`,
        },
      ];
}

/** Parts of the objects that can bring anything, in link order. */
function readImageParts(
  workspace: Workspace,
  objects: readonly KernelObject[],
  pool: ViewPool,
  build?: BuildFolder,
): readonly ImagePart[] {
  const read = new Map<KernelObject, ImagePart>();
  const seen = new Set<string>();
  // Wrappers such as VNET_DOMAIN_SET come to light when a header that defines them has been read.
  for (let words = imageWords(workspace); words.length > 0;) {
    for (const word of words) seen.add(word);
    const marks: readonly Mark[] = words.map((word) => ({ word }));
    for (const object of objects) {
      if (
        read.has(object) ||
        !object.source.endsWith('.c') ||
        object.source.startsWith('<build>/') ||
        holdsAny(workspace.files, object.source, marks) === false
      )
        continue;
      read.set(object, readImagePart(workspace, object, pool, build));
    }
    words = wrappersOf(workspace, seen);
  }
  return objects.flatMap((object) => read.get(object) ?? []);
}

/**
 * What a source must hold to bring anything: a macro that defines a member or registers a constructor, a sysctl of a
 * virtualized global.
 */
function imageWords(workspace: Workspace): readonly string[] {
  const roles = [...workspace.roles]
    .filter(([, { role }]) => role === 'define' || role === 'sysinit' || role === 'sysuninit' || role === 'name')
    .map(([name]) => name);
  return [...new Set([...roles, 'VNET_SYSINIT', 'VNET_SYSUNINIT', 'CTLFLAG_VNET', 'SYSCTL_VNET_'])];
}

/**
 * Macros whose replacement uses one of the sysinit macros or one of `seen` that is such a wrapper itself, and that are
 * not in `seen`.
 */
function wrappersOf(workspace: Workspace, seen: ReadonlySet<string>): readonly string[] {
  const { environment, interner } = workspace.frontEnd.preprocessor;
  const registering = new Set(
    [...seen]
      .filter((word) => {
        const role = workspace.roles.get(word)?.role;
        return role === undefined ? !/^(CTLFLAG|SYSCTL)_/.test(word) : role === 'sysinit' || role === 'sysuninit';
      })
      .map((word) => interner.intern(word)),
  );
  const found = new Set<string>();
  for (const macro of environment.macros) {
    if (macro?.kind !== M_FUNCTION || macro.file.path.endsWith('.c')) continue;
    const name = interner.spelling(macro.name);
    if (seen.has(name) || found.has(name)) continue;
    for (let i = macro.from; i < macro.to; i++) {
      if (
        !registering.has(macro.file.value[i] as number) ||
        !macro.file.isIdentifier(i, interner.spelling(macro.file.value[i] as number))
      )
        continue;
      found.add(name);
      break;
    }
  }
  return [...found];
}

export function sysinitsOf(parts: readonly ImagePart[]): Sysinits {
  const numbered = (pick: (part: ImagePart) => ImagePart['sysinits']): readonly SysinitEntry[] =>
    parts.flatMap((part, object) => pick(part).map((entry) => ({ ...entry, object, source: part.source })));
  return {
    sysinits: numbered(({ sysinits }) => sysinits),
    sysuninits: numbered(({ sysuninits }) => sysuninits),
    isComplete: false,
  };
}

export function problemsOf(workspace: Workspace, parts: readonly ImagePart[]): readonly ImageProblem[] {
  return distinctProblems([
    ...missingHeaderProblems(
      workspace,
      parts.flatMap(({ missing }) => missing),
    ),
    ...parts.flatMap(({ problems }) => problems),
  ]);
}

export function unplaced(workspace: Workspace, cause: Unplaced | Refused): Failure {
  if (cause.kind === 'refused') return failureAt(cause.because.file, cause.because.line, cause.because.message);
  const { name, file, line, unknown } = cause.member;
  return failureAt(
    file,
    line,
    `nothing behind '${name}' can be placed: its size is unknown: ${unknown ?? 'its type is not understood'} (${workspace.kernel.arch} ${workspace.kernel.kernconf})`,
  );
}

function machineFacts(
  { target, kernel, tree }: Workspace,
  pageBytes: number | undefined,
  cacheLineBytes: number | undefined,
): MachineFacts | Failure {
  if (pageBytes === undefined)
    return failureAt(tree.sysDir, 0, `PAGE_SIZE is not known for ${kernel.arch}: machine/param.h does not define it`);
  const has = (file: string): boolean => kernel.objects.some(({ source }) => source.endsWith(`/${file}`));
  return {
    pointerBytes: target.pointerBytes,
    isBigEndian: target.isBigEndian,
    pageBytes,
    cacheLineBytes: cacheLineBytes ?? 64,
    // conf/files.<arch> has kern/link_elf_obj.c where modules are relocatable objects; kern/link_elf.c, which loads the
    // kernel too, is everywhere.
    moduleFormat:
      has('kern/link_elf_obj.c') || (!has('kern/link_elf.c') && target.name === 'amd64') ? 'ET_REL' : 'ET_DYN',
    addends: target.relocations,
  };
}
