import type { FileSource } from '../text/file-source.ts';
import type { Architecture } from './architectures.ts';
import { MakefileReader } from './make/makefile-reader.ts';
import { runRecipe } from './make/made-files.ts';
import { NotUnderstood } from './shell/not-understood.ts';
import type { UtilityFiles } from './shell/utility.ts';
import { joinPath } from './tree-path.ts';

/**
 * The rule of sys/<machine>/conf/Makefile that writes LINT and, beside it, LINT-NOIP and others (makeLINT.mk, until
 * 13).
 */
const RULE = 'LINT';

/** The files that a command in a folder of the tree sees; what it writes stays in memory. */
class FolderFiles implements UtilityFiles {
  readonly written = new Map<string, string>();
  private readonly files: FileSource;
  private readonly folder: string;

  constructor(files: FileSource, folder: string) {
    this.files = files;
    this.folder = folder;
  }

  read(path: string): string | undefined {
    const place = this.placeOf(path);
    return this.written.get(place) ?? this.files.read(place);
  }

  write(path: string, text: string): void {
    this.written.set(this.placeOf(path), text);
  }
  remove(path: string): void {
    this.written.delete(this.placeOf(path));
  }
  list(folder: string): readonly string[] {
    return this.files.list(this.placeOf(folder));
  }

  private placeOf(path: string): string {
    if (path.startsWith('/')) throw new NotUnderstood(`${path}, which lies outside the tree,`);
    return joinPath(this.folder, path);
  }
}

/**
 * The files with a kernel configuration that `make LINT` in sys/<machine>/conf would write. Undefined if no rule there
 * makes it, or if the rule is not understood.
 */
export function filesWithMadeKernconf(
  files: FileSource,
  confFolder: string,
  { cpuArch, machine, machineArchs }: Architecture,
  name: string,
): FileSource | undefined {
  if (!name.startsWith(RULE)) return undefined;
  const path = joinPath(confFolder, 'Makefile');
  const makefile = files.read(path);
  if (makefile === undefined) return undefined;
  const reader = new MakefileReader({
    files,
    currentFolder: confFolder,
    systemInclude: () => undefined,
    shell: () => undefined,
    variables: [
      ['.CURDIR', '.'],
      ['MACHINE', machine],
      ['MACHINE_CPUARCH', cpuArch],
      ['TARGET_ARCH', machineArchs[0] ?? machine],
      ['.MAKEFLAGS', ''],
    ],
  });
  reader.read(path, makefile);
  const rule = reader.rules.get(RULE);
  const built = new FolderFiles(files, confFolder);
  if (rule === undefined || !('text' in runRecipe(reader, built, RULE, rule.recipe, rule.sources))) return undefined;
  if (!built.written.has(joinPath(confFolder, name))) return undefined;
  return {
    read: (one) => built.written.get(one) ?? files.read(one),
    isFile: (one) => built.written.has(one) || files.isFile(one),
    list: (folder) => files.list(folder),
  };
}
