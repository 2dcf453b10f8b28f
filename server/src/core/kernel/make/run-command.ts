import { rpcgen } from '../rpcgen.ts';
import { NotUnderstood } from '../shell/not-understood.ts';
import { parseShell } from '../shell/parse-shell.ts';
import { Shell } from '../shell/shell.ts';
import type { Utility, UtilityFiles } from '../shell/utility.ts';
import { BUILD_FOLDER } from '../tree-path.ts';

/** kmod.mk and config.mk look for interfaces (*_if.m) in the whole tree: they are found by name instead. */
const find: Utility = (operands) => {
  if (operands.length === 3 && operands[1] === '-name' && operands[2] === '*_if.m') return { status: 0, output: '' };
  throw new NotUnderstood(`find ${operands.slice(1).join(' ')}`);
};

/** Programs that makefiles run besides those of the shell. */
const PROGRAMS: ReadonlyMap<string, Utility> = new Map([
  ['find', find],
  ['rpcgen', rpcgen],
]);

/** The result of a command, or why it is not understood. */
export type CommandResult = { readonly status: number; readonly output: string } | { readonly notUnderstood: string };

/** Replaces BUILD_FOLDER while the shell runs, because < and > are operators there. */
const SHELL_BUILD_FOLDER = '/build-folder';

/** The same files under the shell's name for the build folder. */
function shellFiles(files: UtilityFiles): UtilityFiles {
  const real = (path: string): string => path.replace(SHELL_BUILD_FOLDER, BUILD_FOLDER);
  return {
    read: (path) => files.read(real(path)),
    write: (path, text) => {
      files.write(real(path), text);
    },
    remove: (path) => {
      files.remove(real(path));
    },
    list: (folder) => files.list(real(folder)),
  };
}

/** Runs a command as make(1) does, with `files` instead of the disk. */
export function runCommand(command: string, files: UtilityFiles): CommandResult {
  try {
    const shell = new Shell({ files: shellFiles(files), isEnvironmentEmpty: false, programs: PROGRAMS });
    const { status, output } = shell.run(parseShell(command.replaceAll(BUILD_FOLDER, SHELL_BUILD_FOLDER)));
    return { status, output: output.replaceAll(SHELL_BUILD_FOLDER, BUILD_FOLDER) };
  } catch (error) {
    if (error instanceof NotUnderstood) return { notUnderstood: error.message };
    throw error;
  }
}

/** The value of `VAR!= command`: newlines as blanks, none at the end; undefined if the command is not understood. */
export function commandOutput(command: string, files: UtilityFiles): string | undefined {
  const result = runCommand(command, files);
  return 'notUnderstood' in result ? undefined : result.output.trimEnd().replaceAll('\n', ' ');
}
