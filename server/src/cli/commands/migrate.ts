import { MIGRATIONS, type Migration } from '../../core/migration/rewrite.ts';
import { migrate, type MigratedFile } from '../../core/analysis/answers/migrate.ts';
import { openWorkspace } from '../../core/analysis/open.ts';
import type { NodeFiles } from '../../host/node-files.ts';
import { interruptedText, writeFiles } from '../../host/write-files.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type Command } from '../command.ts';
import { migrateDiff, migrateSummary } from '../format/migrate-text.ts';
import { openFiles } from '../open-workspace.ts';
import { findSubject, subjectFiles } from '../subject.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '[ROOT | MODULES... | FILES...]',
  summary: 'rewrites older VNET interfaces as newer ones: a diff; --write applies it, --only KIND',
  modules: 'folders',
  options: { write: { type: 'boolean' }, only: { type: 'string', multiple: true } },
  help: `Prints the changes as a diff and exits with 1 if there are any.

  --write        writes the files instead
  --only KIND    container, sysctl or static (repeatable; default: all three)`,
  run(options, terminal) {
    const only = migrationsNamed(options.own['only']);
    const subject = findSubject(options.words, options, terminal, 'no such file or folder');
    const interrupted = interruptedText(subject.root);
    if (interrupted !== undefined) options.tell(interrupted);
    const { files: disk, request } = openFiles(subject, options);
    const workspace = openWorkspace(disk, request);
    if ('failure' in workspace) throw new UsageError(`${subject.root}: ${workspace.failure.message}`);
    const { report, files } = migrate(workspace, only, subjectFiles(subject, workspace));
    const isWritten = options.own['write'] === true;
    if (isWritten) write(files, disk);
    if (options.format === 'json') terminal.out(`${JSON.stringify(report, undefined, 1)}\n`);
    else {
      if (!isWritten) terminal.exact(migrateDiff(files));
      if (!options.isQuiet) terminal.err(migrateSummary(report, files.length, isWritten));
    }
    return report.changes.length > 0 && !isWritten ? EXIT_FINDINGS : EXIT_OK;
  },
};

function write(files: readonly MigratedFile[], disk: NodeFiles): void {
  for (const { path, before } of files) {
    const isSame = disk.bytes(path)?.toString('utf8') === before;
    if (!isSame) throw new UsageError(`${path} changed while it was read; nothing is written`);
  }
  const trouble = writeFiles(new Map(files.map(({ path, after }) => [disk.absolute(path), after])), disk.root);
  if (trouble !== undefined) throw new UsageError(trouble);
}

function migrationsNamed(words: string | boolean | readonly string[] | undefined): readonly Migration[] {
  if (!Array.isArray(words) || words.length === 0) return MIGRATIONS;
  return words.map((word: string) => {
    const found = MIGRATIONS.find((name) => name === word);
    if (found === undefined) throw new UsageError(`--only wants one of ${MIGRATIONS.join(', ')}`);
    return found;
  });
}
