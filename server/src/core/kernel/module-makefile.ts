import type { FileSource } from '../text/file-source.ts';
import type { KernelConfiguration, KernelTree } from './configuration.ts';
import { findArchitecture } from './architectures.ts';
import { buildDefaults, MAKEFILES_WITHOUT_EFFECT } from './make/build-defaults.ts';
import { BuildFiles } from './make/build-files.ts';
import { MakefileReader, NOTHING_TO_INCLUDE } from './make/makefile-reader.ts';
import { matchesPattern } from './make/make-pattern.ts';
import { commandOutput } from './make/run-command.ts';
import { BUILD_FOLDER, folderOf, joinPath, normalizePath } from './tree-path.ts';

export interface ModuleMakefileInput {
  readonly files: FileSource;
  readonly tree: KernelTree;
  readonly kernel: KernelConfiguration;
  /** The folder that holds the Makefile. */
  readonly folder: string;
  /** True: built with the kernel (KERNBUILDDIR), false: alone, with opt_*.h of its own. */
  readonly withKernel: boolean;
}

function initialVariables(input: ModuleMakefileInput): Map<string, string> {
  const { files, tree, kernel } = input;
  const { sysDir } = tree;
  const variables = buildDefaults(files.read(joinPath(sysDir, 'conf/kern.opts.mk')));
  variables.set('.OBJDIR', BUILD_FOLDER);
  variables.set('SRCTOP', folderOf(sysDir) || '.');
  variables.set('SYSDIR', sysDir || '.');
  // bsd.own.mk: where things are installed; nothing of it reaches the compiler.
  for (const name of ['KMODDIR', 'KMODOWN', 'KMODGRP', 'KMODMODE', 'INSTALLFLAGS', 'DESTDIR', '_INSTALLFLAGS', '__MPATH']) variables.set(name, '');
  if (input.withKernel) for (const [name, value] of kernel.makeVariables) variables.set(name, value);
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
function answerEcho(command: string, files: FileSource, currentFolder: string): string | undefined {
  const match = /^cd (\S+) && echo (\S+)$/.exec(command.trim());
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const pattern = match[2];
  const spelled = normalizePath(match[1]);
  const names = [spelled, joinPath(currentFolder, spelled)].flatMap((folder) => files.list(folder));
  const matching = names.filter((name) => !name.endsWith('/') && matchesPattern(name, pattern));
  return matching.length === 0 ? pattern : matching.join(' ');
}

/** Reads a module's Makefile with everything it includes, sys/conf/kmod.mk above all. */
export function readModuleMakefile(input: ModuleMakefileInput): MakefileReader {
  const { files, tree, folder } = input;
  const built = new BuildFiles(files, input.withKernel ? input.kernel.build.headers : new Map(), input.kernel.build.links);
  const reader = new MakefileReader({
    files,
    currentFolder: folder,
    variables: initialVariables(input),
    systemInclude: (name) => {
      if (name === 'bsd.kmod.mk') return joinPath(tree.sysDir, 'conf/kmod.mk');
      if (name === 'bsd.init.mk') {
        // share/mk/bsd.init.mk: the parent folder's Makefile.inc, if there is one.
        const parent = joinPath(folder, '../Makefile.inc');
        return files.isFile(parent) ? parent : NOTHING_TO_INCLUDE;
      }
      if (MAKEFILES_WITHOUT_EFFECT.has(name)) return NOTHING_TO_INCLUDE;
      // <kmod.opts.mk> of share/mk only leads to the tree's own.
      const own = joinPath(tree.sysDir, `conf/${name}`);
      return files.isFile(own) ? own : undefined;
    },
    shell: (command) => answerEcho(command, files, folder) ?? commandOutput(command, built),
  });
  const path = joinPath(folder, 'Makefile');
  const text = files.read(path);
  if (text === undefined) reader.problem(`${path} is not readable`);
  else reader.read(path, text);
  return reader;
}
