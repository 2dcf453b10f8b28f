import path from 'node:path';
import { RULES } from '../../core/rules/registry.ts';
import { SEVERITIES, type Severity } from '../../core/rules/rule.ts';
import { checkTree, severityRank, type CheckReport } from '../../core/analysis/session/check.ts';
import { baselineOf, holdToBaseline, readBaseline, type Baseline } from '../../core/analysis/session/baseline.ts';
import { rulePage } from '../../core/analysis/answers/rule-page.ts';
import { FolderSettings } from '../../host/folder-settings.ts';
import { readNamed } from '../../host/named-file.ts';
import { interruptedText } from '../../host/write-files.ts';
import { readSettings, settingsSection, type Settings } from '../../protocol/settings.ts';
import {
  EXIT_FINDINGS,
  EXIT_OK,
  UsageError,
  type Command,
  type CommonOptions,
  type ShownTerminal,
  type Terminal,
} from '../command.ts';
import { ALL_KERNCONFS, checkEverywhere } from '../check-everywhere.ts';
import { fixFiles } from '../fix-files.ts';
import { writeOutput } from '../write-output.ts';
import { checkText, colored, rulesText } from '../format/check-text.ts';
import { sarif } from '../format/sarif.ts';
import { answer } from '../open-workspace.ts';
import { findSubject, subjectFiles, subjectNotes, type Subject } from '../subject.ts';

export const checkCommand: Command = {
  name: 'check',
  usage: '[ROOT | MODULES... | FILES...]',
  summary: 'reports mistakes with virtualized globals; --rules, --explain RULE, --fix, --baseline FILE',
  formats: ['text', 'json', 'sarif'],
  modules: 'folders',
  options: {
    rules: { type: 'boolean' },
    explain: { type: 'string' },
    'fail-on': { type: 'string' },
    rule: { type: 'string', multiple: true },
    fix: { type: 'boolean' },
    'fix-level': { type: 'string' },
    baseline: { type: 'string' },
    'write-baseline': { type: 'string' },
  },
  help: `  --rules                  every rule, its severity, whether it has a fix
  --explain RULE           the rule's page: what, why, bad and good code
  --rule RULE=SEVERITY     error, warning, information, hint or off (repeatable); .vnetscope.json says it for a folder
  --fix                    writes the fixes that are safe, then tells what is left
  --fix-level SEVERITY     fixes what is of this severity or worse (default: warning); "fixable" in JSON says it
  --write-baseline FILE    keeps today's findings there
  --baseline FILE          tells only those that are not there
  --fail-on SEVERITY       exit code 1 from this severity on (default: warning)
  --kernconf all           under every configuration of the machine; a finding says which of them have it
  --format FORMAT          text, json or sarif

Exit codes: 0 nothing at --fail-on or worse, 1 findings, 2 usage error or unreadable input, 3 internal error.
/* vnetscope-ignore RULE: reason */ on a finding's line, or the line above, suppresses it.`,
  run(options, terminal) {
    if (options.own['rules'] === true) {
      terminal.out(rulesText(RULES));
      return EXIT_OK;
    }
    const explain = textOption(options, 'explain');
    if (explain !== undefined) {
      const rule = RULES.find(({ id }) => id === explain);
      if (rule === undefined) throw new UsageError(`no such rule: ${explain}; vnetscope check --rules lists them`);
      terminal.out(rulePage(rule));
      return EXIT_OK;
    }
    return check(options, terminal);
  },
};

function check(options: CommonOptions, terminal: ShownTerminal): number {
  const lowest = levelOf(options, 'fail-on');
  const fixLevel = levelOf(options, 'fix-level');
  const settings = settingsOf(options);
  const baselineFile = textOption(options, 'baseline');
  const baseline =
    baselineFile === undefined ? undefined : openBaseline(path.resolve(terminal.folder, baselineFile), baselineFile);
  if (options.kernconf === ALL_KERNCONFS && options.own['fix'] === true)
    throw new UsageError(`--fix wants one configuration, not --kernconf ${ALL_KERNCONFS}`);
  const subject = findSubject(options.words, options, terminal, 'no such file or folder');
  const interrupted = interruptedText(subject.root);
  if (interrupted !== undefined) options.tell(interrupted);
  const whole =
    options.own['fix'] === true
      ? fixFiles(subject, options, settings, terminal, fixLevel)
      : options.kernconf === ALL_KERNCONFS
        ? checkEverywhere(subject, options, (one) => checked(subject, one, settings, terminal, fixLevel))
        : checked(subject, options, settings, terminal, fixLevel);
  const newBaseline = textOption(options, 'write-baseline');
  if (newBaseline !== undefined) {
    const place = path.resolve(terminal.folder, newBaseline);
    // Another machine has the module elsewhere.
    const made = baselineOf(whole, (file) =>
      file.startsWith('/') ? path.relative(path.dirname(place), file).split(path.sep).join('/') : file,
    );
    writeOutput(newBaseline, `${JSON.stringify(made, undefined, 1)}\n`, options);
    if (!options.isQuiet) terminal.err(`vnetscope: ${made.findings.length} findings written to ${newBaseline}\n`);
    return EXIT_OK;
  }
  const held = baseline === undefined ? undefined : holdToBaseline(whole, baseline);
  const report = held?.report ?? whole;
  if (options.format === 'json') terminal.out(`${JSON.stringify(report, undefined, 1)}\n`);
  else if (options.format === 'sarif')
    terminal.out(`${JSON.stringify(sarif(report, held?.known ?? []), undefined, 1)}\n`);
  else {
    const text = checkText(report, held === undefined ? undefined : { known: held.known.length, gone: held.goneCount });
    if (terminal.painted === undefined) terminal.out(text);
    else terminal.painted(colored, text);
  }
  return report.findings.some(({ severity }) => severityRank(severity) <= severityRank(lowest))
    ? EXIT_FINDINGS
    : EXIT_OK;
}

/** From the cache where nothing has changed: the .vnetscope.json files are read through what the cache records. */
function checked(
  subject: Subject,
  options: CommonOptions,
  settings: Settings,
  terminal: Terminal,
  fixLevel: Severity,
): CheckReport {
  const { report, problems, notes } = answer(
    subject,
    `check ${fixLevel} ${JSON.stringify(settings.rules)}`,
    options,
    (workspace) => {
      const folders = new FolderSettings(workspace.files, () => settings, subject.outside.readable);
      return {
        report: checkTree(workspace, subjectFiles(subject, workspace), folders.at, fixLevel),
        problems: folders.problems,
        notes: subjectNotes(subject, workspace),
      };
    },
  );
  if (!options.isQuiet) for (const note of notes) terminal.err(`vnetscope: ${note}\n`);
  const [first] = problems;
  if (first !== undefined) throw new UsageError(`${first.file}: ${first.message}`);
  return report;
}

/** The defaults, with the severities that --rule gives. */
function settingsOf(options: CommonOptions): Settings {
  const given = options.own['rule'];
  const pairs = (Array.isArray(given) ? given : []).map(
    (word: string) => word.split('=') as [string, string | undefined],
  );
  for (const [rule, severity] of pairs) {
    if (!RULES.some(({ id }) => id === rule))
      throw new UsageError(`--rule: no such rule: ${rule}; vnetscope check --rules lists them`);
    if (severity === undefined || !['off', ...SEVERITIES].includes(severity))
      throw new UsageError(`--rule wants RULE=SEVERITY with one of off, ${SEVERITIES.join(', ')}`);
  }
  const { settings, problems } = readSettings({ rules: Object.fromEntries(pairs) });
  if (problems.length > 0) throw new UsageError(`${settingsSection}: ${problems.join('; ')}`);
  return settings;
}

function levelOf(options: CommonOptions, option: string): Severity {
  const word = textOption(options, option) ?? 'warning';
  const level = SEVERITIES.find((known) => known === word);
  if (level === undefined) throw new UsageError(`--${option} wants one of ${SEVERITIES.join(', ')}`);
  return level;
}

function textOption(options: CommonOptions, name: string): string | undefined {
  const value = options.own[name];
  return typeof value === 'string' ? value : undefined;
}

function openBaseline(file: string, shown: string): Baseline {
  const bytes = readNamed(file);
  if ('error' in bytes) {
    if (bytes.error !== 'no such file') throw new UsageError(`${shown}: ${bytes.error}`);
    throw new UsageError(`cannot read ${shown}; check --write-baseline ${shown} makes one`);
  }
  const baseline = readBaseline(bytes.toString('utf8'));
  if (typeof baseline === 'string') throw new UsageError(`${shown}: ${baseline}`);
  return baseline;
}
