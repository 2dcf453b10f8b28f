import type { FileSource } from '../text/file-source.ts';
import type { CompileSettings, KernelObject } from './configuration.ts';
import type { MakefileReader, MakeRule } from './make/makefile-reader.ts';
import { makefileOf } from './outside-folder.ts';
import { BUILD_FOLDER, joinPath, normalizePath, tailOf } from './tree-path.ts';

export interface ModuleObjectsInput {
  readonly files: FileSource;
  readonly reader: MakefileReader;
  readonly folder: string;
  readonly compile: (command: string, source: string) => CompileSettings;
  /** The .m file of an interface by its name, "device_if.m". */
  readonly findInterface: (name: string) => string | undefined;
}

const SOURCE = /\.(c|cc|cxx|C|S|s|m)$/;
/** The suffix rules of share/mk/sys.mk. */
const COMPILE_C = '${CC} ${STATIC_CFLAGS} ${CFLAGS} -c';
const COMPILE_S = '${CC} ${CFLAGS} ${ACFLAGS} -c';

function withoutSuffix(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > name.lastIndexOf('/') ? name.slice(0, dot) : name;
}

/** Finds a source as make does: as named, in .CURDIR, along .PATH.<suffix> and .PATH. */
function findSource(input: ModuleObjectsInput, name: string): string | undefined {
  const { files, reader, folder } = input;
  const suffix = name.slice(name.lastIndexOf('.'));
  const oldPath = reader
    .expand('${VPATH}')
    .split(/[:\s]+/)
    .filter((each) => each !== '')
    .map((each) => reader.locate(each));
  const folders = [folder, ...(reader.searchPath.get(suffix) ?? []), ...(reader.searchPath.get('') ?? []), ...oldPath];
  const candidates = folders.map((each) => joinPath(normalizePath(each), name));
  if (name.includes('/')) candidates.unshift(reader.locate(name));
  return candidates.find((path) => !path.startsWith(BUILD_FOLDER) && files.isFile(path));
}

/** The source: found in the tree, made by a rule, or generated from an interface; undefined otherwise. */
function sourcePath(input: ModuleObjectsInput, name: string): string | undefined {
  const found = findSource(input, name);
  if (found !== undefined) return found;
  const tail = tailOf(name);
  if (tail.endsWith('_if.c') && tail !== 'vnode_if.c') {
    const path = input.findInterface(`${tail.slice(0, -2)}.m`);
    if (path !== undefined) return path;
  }
  return input.reader.rules.has(name) || input.reader.rules.has(tail) ? `${BUILD_FOLDER}/${tail}` : undefined;
}

/** The compiler's command in a rule's recipe. */
function commandOf(rule: MakeRule | undefined): string | undefined {
  const lines = rule?.recipe.filter((line) => /\$[{(]CC[:})]/.test(line)) ?? [];
  return lines.length === 0 ? undefined : lines.join(' ; ').replace(/^[@-]+/, '');
}

/**
 * The objects of a module in the order of its link (OBJS, then BLOB_OBJS, in kmod.mk), each with its source and
 * settings. A source that is not found is a problem of the reader.
 */
export function readModuleObjects(input: ModuleObjectsInput): KernelObject[] {
  const { reader } = input;
  const makefile = makefileOf(input.files, input.folder);
  const sources = new Map<string, string>();
  for (const word of reader.words('SRCS')) {
    const stem = withoutSuffix(word);
    if (SOURCE.test(word) && !sources.has(stem)) sources.set(stem, word);
  }
  const normal = input.compile(COMPILE_C, '');
  return [...reader.words('OBJS'), ...reader.words('BLOB_OBJS')].map((object): KernelObject => {
    const rule = reader.rules.get(object);
    const ruleSource = rule?.recipe.length === 0 ? undefined : rule?.sources.find((source) => SOURCE.test(source));
    const name = ruleSource ?? sources.get(withoutSuffix(object));
    if (name === undefined) {
      // Firmware (.fwo) and ready-made objects: nothing is compiled.
      const first = rule?.sources[0];
      const source = first === undefined ? undefined : findSource(input, first);
      if (source === undefined && rule === undefined && findSource(input, object) === undefined) {
        reader.problemNear(makefile, withoutSuffix(object), `no rule and no source for ${object}`);
      }
      return { object, source: source ?? findSource(input, object) ?? `${BUILD_FOLDER}/${object}`, compile: normal };
    }
    const source = sourcePath(input, name);
    if (source === undefined) reader.problemNear(makefile, tailOf(name), `no source found for ${object}: ${name}`);
    const command = commandOf(rule) ?? (/\.[sS]$/.test(name) ? COMPILE_S : COMPILE_C);
    return {
      object,
      source: source ?? `${BUILD_FOLDER}/${tailOf(name)}`,
      compile: input.compile(command, source ?? name),
    };
  });
}
