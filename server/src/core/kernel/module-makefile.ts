import type { FileSource } from '../text/file-source.ts';
import { once } from '../text/worked-out.ts';
import type { KernelConfiguration, KernelTree } from './configuration.ts';
import { findArchitecture } from './architectures.ts';
import { buildDefaults, MAKEFILES_WITHOUT_EFFECT } from './make/build-defaults.ts';
import { BuildFiles } from './make/build-files.ts';
import { MakeLines } from './make/make-lines.ts';
import { NOTHING_TO_INCLUDE, type MakeSurroundings } from './make/make-surroundings.ts';
import { MakefileReader } from './make/makefile-reader.ts';
import { patternExpression } from './make/make-pattern.ts';
import { commandOutput } from './make/run-command.ts';
import {
  isOutside,
  makefileOf,
  NOTHING_OUTSIDE,
  outsidePaths,
  USUAL_TREE,
  type OutsideFolders,
} from './outside-folder.ts';
import { BUILD_FOLDER, folderOf, joinPath } from './tree-path.ts';

export interface ModuleMakefileInput {
  readonly files: FileSource;
  readonly tree: KernelTree;
  readonly kernel: KernelConfiguration;
  /** The folder that holds the Makefile. */
  readonly folder: string;
  /** True: built with the kernel (KERNBUILDDIR), false: alone, with opt_*.h of its own. */
  readonly withKernel: boolean;
  readonly outside?: OutsideFolders | undefined;
}

/** What make's command line would set for a module outside the tree: make SYSDIR=... */
const GIVEN_OUTSIDE: ReadonlySet<string> = new Set(['SYSDIR']);

function initialVariables(input: ModuleMakefileInput): Map<string, string> {
  const { files, tree, kernel } = input;
  const { sysDir } = tree;
  const variables = buildDefaults(files.read(joinPath(sysDir, 'conf/kern.opts.mk')));
  variables.set('.OBJDIR', BUILD_FOLDER);
  const isElsewhere = isOutside(tree, input.folder);
  variables.set('SRCTOP', isElsewhere ? USUAL_TREE : folderOf(sysDir) || '.');
  variables.set('SYSDIR', isElsewhere ? `${USUAL_TREE}/sys` : sysDir || '.');
  // bsd.own.mk: installation paths, which do not affect the compiler.
  for (const name of [
    'KMODDIR',
    'KMODOWN',
    'KMODGRP',
    'KMODMODE',
    'INSTALLFLAGS',
    'DESTDIR',
    '_INSTALLFLAGS',
    '__MPATH',
  ])
    variables.set(name, '');
  // MKMODULESENV is passed to modules built with the kernel; KERNBUILDDIR may be passed to any.
  if (input.withKernel && !isElsewhere) for (const [name, value] of kernel.makeVariables) variables.set(name, value);
  // -g alone changes no layout, and DEBUG_FLAGS only brings rules for stripped copies.
  variables.delete('DEBUG_FLAGS');
  variables.set('MACHINE', kernel.machine);
  variables.set('MACHINE_ARCH', kernel.machineArch);
  variables.set('MACHINE_CPUARCH', findArchitecture(kernel.arch)?.cpuArch ?? kernel.machineArch);
  if (input.withKernel) variables.set('KERNBUILDDIR', BUILD_FOLDER);
  else variables.delete('KERNBUILDDIR');
  return variables;
}

/** "cd FOLDER && echo PATTERN", by which firmware modules list their files; undefined for anything else. */
function answerEcho(
  command: string,
  { files, folder: currentFolder }: ModuleMakefileInput,
  reader: MakefileReader,
): string | undefined {
  const match = /^cd (\S+) && echo (\S+)$/.exec(command.trim());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const pattern = match[2];
  const spelled = reader.locate(match[1]);
  const names = [...new Set([spelled, joinPath(currentFolder, spelled)])].flatMap((folder) => files.list(folder));
  const expression = patternExpression(pattern);
  const matching = names.filter((name) => !name.endsWith('/') && expression.test(name));
  return matching.length === 0 ? pattern : matching.join(' ');
}

/** bsd.arch.inc.mk: the folder's files for this machine, the most specific first. */
function machineMakefile({ files, folder, kernel }: ModuleMakefileInput): string {
  const names = [kernel.machine, kernel.machineArch, findArchitecture(kernel.arch)?.cpuArch ?? kernel.machineArch];
  return (
    names.map((name) => joinPath(folder, `Makefile.${name}`)).find((path) => files.isFile(path)) ?? NOTHING_TO_INCLUDE
  );
}

/** Makefiles outside the tree: what their paths mean, and which files they may see. */
function outsideSurroundings({
  tree,
  folder,
  outside = NOTHING_OUTSIDE,
}: ModuleMakefileInput): Pick<MakeSurroundings, 'locate' | 'knows' | 'constants'> {
  if (!isOutside(tree, folder)) return {};
  const locate = outsidePaths(tree, folder, outside.treeNames);
  const seen = [folder, ...outside.readable];
  const knows = (path: string): boolean => {
    const name = locate(path);
    return (
      !name.startsWith('/') ||
      seen.some((one) => name === one || name.startsWith(`${one}/`) || one.startsWith(`${name}/`))
    );
  };
  return { locate, knows, constants: GIVEN_OUTSIDE };
}

const linesOf = (): MakeLines => new MakeLines();

/** Reads a module's Makefile with everything it includes, sys/conf/kmod.mk above all. */
export function readModuleMakefile(input: ModuleMakefileInput): MakefileReader {
  const { files, tree, folder } = input;
  const surroundings = outsideSurroundings(input);
  const built = new BuildFiles(
    files,
    input.withKernel ? input.kernel.build.headers : new Map(),
    input.kernel.build.links,
    false,
    surroundings,
  );
  const reader: MakefileReader = new MakefileReader({
    files,
    lines: once(tree, linesOf),
    currentFolder: folder,
    variables: initialVariables(input),
    ...surroundings,
    systemInclude: (name) => {
      if (name === 'bsd.kmod.mk') return kmodMk(tree);
      if (name === 'bsd.arch.inc.mk') return machineMakefile(input);
      if (name === 'bsd.init.mk') {
        // share/mk/bsd.init.mk: the parent folder's Makefile.inc, if there is one.
        const parent = joinPath(folder, '../Makefile.inc');
        return files.isFile(parent) ? parent : NOTHING_TO_INCLUDE;
      }
      if (MAKEFILES_WITHOUT_EFFECT.has(name)) return NOTHING_TO_INCLUDE;
      // <kmod.opts.mk> of share/mk only includes the tree's own.
      const own = joinPath(tree.sysDir, `conf/${name}`);
      return files.isFile(own) ? own : undefined;
    },
    shell: (command) => answerEcho(command, input, reader) ?? commandOutput(command, built),
  });
  const path = makefileOf(files, folder);
  const text = files.read(path);
  if (text === undefined) reader.problem(`${path} cannot be read`);
  else reader.read(path, text);
  return reader;
}

/** The makefile that builds modules; a Makefile that includes it is a module's. */
export function kmodMk({ sysDir }: KernelTree): string {
  return joinPath(sysDir, 'conf/kmod.mk');
}
