import path from 'node:path';
import { checkSession, isFixedAt, type CheckReport } from '../core/analysis/session/check.ts';
import type { Severity } from '../core/rules/rule.ts';
import { fixTree } from '../core/analysis/session/fix-tree.ts';
import { Session } from '../core/analysis/session/session.ts';
import { FolderSettings } from '../host/folder-settings.ts';
import { writeFiles } from '../host/write-files.ts';
import type { Settings } from '../protocol/settings.ts';
import { UsageError, type CommonOptions, type Terminal } from './command.ts';
import { openFiles } from './open-workspace.ts';
import { subjectFiles, type Subject } from './subject.ts';

/**
 * Applies the fixes of what is found in the tree, or in the files that the subject is, and answers what is found
 * afterwards.
 */
export function fixFiles(
  subject: Subject,
  options: CommonOptions,
  settings: Settings,
  terminal: Terminal,
  level: Severity,
): CheckReport {
  const { files, request } = openFiles(subject, options);
  const folders = new FolderSettings(files, () => settings, subject.outside.readable);
  const session = Session.openAtOnce(files, { ...request, settingsAt: folders.at });
  if ('failure' in session) throw new UsageError(`${subject.root}: ${session.failure.message}`);
  const paths = subjectFiles(subject, session.workspace);
  const before = new Map<string, string | undefined>();
  const wanted = paths ?? session.checkedFiles;
  const { texts, fixed, refused } = fixTree(session, wanted, (finding) => {
    if (!isFixedAt(finding, level)) return false;
    for (const { path: file } of finding.fix?.edits ?? [])
      if (!before.has(file)) before.set(file, session.textOf(file));
    return true;
  });
  const [problem] = folders.problems;
  if (problem !== undefined) throw new UsageError(`${problem.file}: ${problem.message}`);
  // Somebody may have saved one of them meanwhile.
  for (const file of texts.keys()) {
    const isSame = files.bytes(file)?.toString('utf8') === before.get(file);
    if (!isSame) throw new UsageError(`${file} changed while it was checked; nothing is written`);
  }
  const failed = writeFiles(new Map([...texts].map(([file, text]) => [files.absolute(file), text])), subject.root);
  if (failed !== undefined) throw new UsageError(`nothing is fixed: ${failed}`);
  if (!options.isQuiet) {
    const count = [...fixed.values()].reduce((sum, one) => sum + one, 0);
    const rules = [...fixed].map(([rule, times]) => `${times} ${rule}`).join(', ');
    terminal.err(
      count === 0
        ? 'vnetscope: nothing to fix\n'
        : `vnetscope: fixed ${count} in ${[...texts.keys()].map((file) => path.posix.normalize(file)).join(', ')}: ${rules}\n`,
    );
  }
  for (const { finding, why } of refused)
    if (!options.isQuiet)
      terminal.err(`vnetscope: ${finding.path}: ${finding.rule} is not fixed: ${why} (${finding.message})\n`);
  return checkSession(session, wanted, level);
}
