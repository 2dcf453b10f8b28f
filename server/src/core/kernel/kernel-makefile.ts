import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { Architecture } from './architectures.ts';
import { readBuildLinks } from './build-links.ts';
import { commandCompiler } from './compile-command.ts';
import type { CompileSettings } from './configuration.ts';
import type { KernconfSettings } from './kernconf-settings.ts';
import { buildDefaults, MAKEFILES_WITHOUT_EFFECT } from './make/build-defaults.ts';
import { BuildFiles } from './make/build-files.ts';
import { runRecipe, type RecipeResult } from './make/made-files.ts';
import { NOTHING_TO_INCLUDE } from './make/make-surroundings.ts';
import { MakefileReader } from './make/makefile-reader.ts';
import { makeWords } from './make/make-words.ts';
import { commandOutput } from './make/run-command.ts';
import { BUILD_FOLDER, folderOf, joinPath } from './tree-path.ts';

/** A placeholder in SYSTEM_OBJS for the objects of the files lists: 2,000 words that no rule needs. */
const OBJECTS_MARK = '%OBJS';

export interface KernelMakefileInput {
  readonly files: FileSource;
  readonly sysDir: string;
  readonly architecture: Architecture;
  readonly settings: KernconfSettings;
  readonly kernconf: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** The Makefile of a kernel's build folder, evaluated. */
export interface KernelMakefile {
  /** Objects linked before and after those of the files lists: ["locore.o"], ["config.o", ..., "vers.o"]. */
  readonly objectsBefore: readonly string[];
  readonly objectsAfter: readonly string[];
  /** Links of the build folder (_ILINKS): "machine" -> "sys/amd64/include". */
  readonly links: ReadonlyMap<string, string>;
  /** Variables handed to the modules' makefiles (MKMODULESENV). */
  readonly moduleVariables: ReadonlyMap<string, string>;
  /** A name of the files lists as make expands it: "dev/hptnr/$M-elf.hptnr_lib.o". */
  expand(name: string): string;
  /** What a command of the files lists writes into `name`. */
  make(name: string, command: string): RecipeResult;
  /** Settings of a compile command such as "${NORMAL_C}" for the source file. */
  compile(command: string, source: string): CompileSettings;
  /** Problems met so far; more may come with `compile`. */
  problems(): readonly Problem[];
}

/** The template with its % lines filled in (makefile() in mkmakefile.c); lists stay single words. */
function fillTemplate(template: string): string {
  return template
    .split('\n')
    .map((line) => {
      if (!line.startsWith('%')) return line;
      if (line.startsWith('%OBJS')) return `OBJS=${OBJECTS_MARK}`;
      if (line.startsWith('%FILES.')) return `${line.slice(7).trim().toUpperCase()}FILES=`;
      if (line.startsWith('%BEFORE_DEPEND')) return 'BEFORE_DEPEND=';
      if (line.startsWith('%CLEAN')) return 'CLEAN=';
      return '';
    })
    .join('\n');
}

/** NAME="value" words of MKMODULESENV. */
function readAssignments(text: string): Map<string, string> {
  const assignments = new Map<string, string>();
  for (const word of makeWords(text)) {
    const equals = word.indexOf('=');
    if (equals > 0) assignments.set(word.slice(0, equals), word.slice(equals + 1).replace(/^"(.*)"$/s, '$1'));
  }
  return assignments;
}

/** SYSTEM_OBJS and the objects that SYSTEM_LD names after them: vers.o. */
function linkedObjects(reader: MakefileReader): string[] {
  const objects = reader.words('SYSTEM_OBJS');
  const last = objects.at(-1);
  const command = reader.words('SYSTEM_LD');
  const end = last === undefined ? -1 : command.lastIndexOf(last);
  return end < 0 ? objects : [...objects, ...command.slice(end + 1).filter((word) => word.endsWith('.o'))];
}

function initialVariables(input: KernelMakefileInput): Map<string, string> {
  const { settings, architecture, sysDir } = input;
  const variables = buildDefaults(input.files.read(joinPath(sysDir, 'conf/kern.opts.mk')));
  variables.set('.OBJDIR', BUILD_FOLDER);
  variables.set('MACHINE_CPUARCH', architecture.cpuArch);
  variables.set('KERN_IDENT', settings.ident);
  variables.set('KERNCONF', input.kernconf);
  variables.set('MACHINE', settings.machine);
  variables.set('MACHINE_ARCH', settings.machineArch);
  for (const [name, value] of settings.makeOptions) variables.set(name, value);
  if (settings.profiling > 0) variables.set('PROFLEVEL', String(settings.profiling));
  variables.set('S', sysDir === '' ? '.' : sysDir);
  variables.set('SYSDIR', sysDir === '' ? '.' : sysDir);
  variables.set('SRCTOP', folderOf(sysDir) || '.');
  return variables;
}

/**
 * Evaluates sys/conf/Makefile.<machine> with kern.pre.mk, kern.post.mk and kern.mk, as make would in the
 * build folder that config(8) made.
 */
export function readKernelMakefile(input: KernelMakefileInput): KernelMakefile {
  const { files, sysDir, settings } = input;
  const built = new BuildFiles(files, input.headers, new Map(), true);
  const reader = new MakefileReader({
    files,
    currentFolder: BUILD_FOLDER,
    variables: initialVariables(input),
    systemInclude: (name) => (MAKEFILES_WITHOUT_EFFECT.has(name) ? NOTHING_TO_INCLUDE : undefined),
    shell: (command) => commandOutput(command, built),
  });
  const path = joinPath(sysDir, `conf/Makefile.${settings.machine}`);
  const template = files.read(path);
  if (template === undefined) reader.problem(`no ${path}: compile flags and link order are unknown`);
  else reader.read(path, fillTemplate(template));

  const systemObjects = linkedObjects(reader);
  const mark = systemObjects.indexOf(OBJECTS_MARK);
  const links = readBuildLinks(reader, sysDir, settings.machine);
  return {
    objectsBefore: mark < 0 ? [] : systemObjects.slice(0, mark),
    objectsAfter: mark < 0 ? [] : systemObjects.slice(mark + 1),
    links,
    moduleVariables: readAssignments(reader.expand('${MKMODULESENV}')),
    expand: (name) => (name.includes('$') ? reader.expand(name) : name),
    make: (name, command) => runRecipe(reader, new BuildFiles(files, input.headers, links, true), name, [command]),
    compile: commandCompiler(reader, sysDir, files),
    problems: () => reader.problems,
  };
}
