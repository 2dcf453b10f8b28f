import path from 'node:path';
import { isUnreadable } from '../../core/elf/elf-file.ts';
import {
  machineMismatch,
  moduleNameOf,
  readBuilt,
  verifyBuild,
  type BuiltFile,
} from '../../core/analysis/verify/verify.ts';
import { readNamed } from '../../host/named-file.ts';
import { inflate } from '../../host/inflate.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type Command } from '../command.ts';
import { jsonText } from '../format/json-text.ts';
import { verifyText } from '../format/verify-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject } from '../subject.ts';

export const verifyCommand: Command = {
  name: 'verify',
  usage: '--kernel ELF [ROOT]',
  summary: 'compares the prediction with a built kernel (or --module KO...), row by row',
  modules: 'files',
  options: { kernel: { type: 'string' } },
  help: `Exits with 1 if a row differs.

  --kernel ELF     the built kernel
  --module KO...   built modules; with --kernel or alone`,
  run(options, terminal) {
    const { kernel } = options.own;
    const built: BuiltFile[] = [];
    if (typeof kernel === 'string') built.push(readFile(kernel, null, terminal.folder, options.arch));
    // `--module a.ko b.ko ROOT`: a path ends the list of --module, a .ko is a module all the same.
    const isModule = (word: string): boolean => /\.(ko(\.\w+)?|kld)$/.test(word);
    for (const file of [...options.modules, ...options.words.filter(isModule)])
      built.push(readFile(file, moduleNameOf(file), terminal.folder, options.arch));
    if (built.length === 0)
      throw new UsageError(
        'verify wants a built kernel or modules: vnetscope verify --kernel ELF [--module KO...] [ROOT]',
      );
    const subject = findSubject(
      options.words.filter((word) => !isModule(word)),
      { ...options, modules: [] },
      terminal,
    );
    const report = answer(subject, `verify ${JSON.stringify(built)}`, options, (workspace) =>
      verifyBuild(workspace, built),
    );
    terminal.out(options.format === 'json' ? jsonText(report) : verifyText(report));
    return report.equal ? EXIT_OK : EXIT_FINDINGS;
  },
};

/** A built file's facts, or a UsageError with one clear line. */
function readFile(file: string, module: string | null, folder: string, arch: string): BuiltFile {
  const image = readBuilt(readBytes(file, folder), inflate);
  if (isUnreadable(image)) throw new UsageError(`${file}: ${image.unreadable}`);
  const mismatch = machineMismatch(image, arch);
  if (mismatch !== undefined) throw new UsageError(`${file}: ${mismatch}`);
  return { file, module, image };
}

function readBytes(file: string, folder: string): Uint8Array {
  const bytes = readNamed(path.resolve(folder, file), MAX_ELF_BYTES);
  if ('error' in bytes) throw new UsageError(`${file}: ${bytes.error}`);
  return bytes;
}

/** A kernel with all its debug information is some hundred megabytes. */
const MAX_ELF_BYTES = 1 << 30;
