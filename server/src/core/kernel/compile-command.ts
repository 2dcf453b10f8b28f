import { getOrMake } from '../collections/get-or-make.ts';
import type { FileSource } from '../text/file-source.ts';
import type { CompileSettings } from './configuration.ts';
import { readCompileSettings } from './compile-settings.ts';
import type { MakefileReader } from './make/makefile-reader.ts';
import { tailOf } from './tree-path.ts';

/** Variable names such as CFLAGS.foo.c: the file names they end in. */
function filesWithFlagsOfTheirOwn(names: Iterable<string>): Set<string> {
  const files = new Set<string>();
  for (const name of names) {
    const dot = name.indexOf('.');
    if (dot > 0) files.add(name.slice(dot + 1));
  }
  return files;
}

/**
 * Turns a compile command such as "${NORMAL_C}" into settings, with the makefile's variables as they are at
 * its end. Files that share a command share the answer, unless a variable is named after the file.
 */
export function commandCompiler(
  reader: MakefileReader,
  sysDir: string,
  files: FileSource,
): (command: string, source: string) => CompileSettings {
  const folders = new Map<string, boolean>();
  const isInTree = (folder: string): boolean => {
    if (sysDir !== '' && (folder === sysDir || folder.startsWith(`${sysDir}/`))) return true;
    return getOrMake(folders, folder, () => files.list(folder).length > 0);
  };
  const ownFlags = filesWithFlagsOfTheirOwn(reader.variables.names());
  const compiled = new Map<string, CompileSettings>();
  return (command, source) => {
    const tail = tailOf(source);
    const key = ownFlags.has(tail) ? `${command}\n${tail}` : command;
    let answer = compiled.get(key);
    if (answer === undefined) {
      reader.variables.set('.IMPSRC', source);
      reader.variables.set('.TARGET', `${tail.replace(/\.[^.]*$/, '')}.o`);
      answer = readCompileSettings(reader.expand(command), {
        sysDir,
        isInTree,
        locate: reader.isOutside ? (path) => reader.locate(path) : undefined,
      });
      compiled.set(key, answer);
    }
    return answer;
  };
}
