import { RULES, checkTree, severityRank, type CheckReport } from '../../core/analysis/check.ts';
import { EXIT_FINDINGS, EXIT_OK, UsageError, type Command } from '../command.ts';
import { checkText, explainText } from '../format/check-text.ts';
import { sarif } from '../format/sarif.ts';
import { NodeFiles } from '../../host/node-files.ts';
import { answer, findRoot } from '../open-workspace.ts';
import { splitTargets } from '../targets.ts';

const LEVELS = ['error', 'warning', 'information', 'hint'] as const;

export const checkCommand: Command = {
  name: 'check',
  usage: '[ROOT | FILES...]',
  summary: 'mistakes with virtualized globals; --rules, --explain RULE, --fail-on LEVEL',
  options: { 'rules': { type: 'boolean' }, 'explain': { type: 'string' }, 'fail-on': { type: 'string' } },
  run(options, terminal) {
    if (options.own['rules'] === true) {
      terminal.out(`${RULES.map(({ id, severity, summary }) => `${id.padEnd(28)} ${severity.padEnd(12)} ${summary}`).join('\n')}\n`);
      return EXIT_OK;
    }
    const { explain } = options.own;
    if (typeof explain === 'string') {
      const rule = RULES.find(({ id }) => id === explain);
      if (rule === undefined) throw new UsageError(`no such rule: ${explain}; vnetscope check --rules lists them`);
      terminal.out(explainText(rule));
      return EXIT_OK;
    }
    const level = options.own['fail-on'] ?? 'warning';
    const lowest = LEVELS.find((known) => known === level);
    if (lowest === undefined) throw new UsageError(`--fail-on wants one of ${LEVELS.join(', ')}`);
    const { root, files } = splitTargets(options.words, terminal.folder);
    const tree = findRoot(root, options, terminal);
    const paths = files?.map((file) => new NodeFiles(tree).relative(file));
    const report: CheckReport = answer(tree, `check ${JSON.stringify(paths)}`, options, (workspace) => checkTree(workspace, paths));
    if (options.format === 'json') terminal.out(`${JSON.stringify(report, undefined, 1)}\n`);
    else if (options.format === 'sarif') terminal.out(`${JSON.stringify(sarif(report), undefined, 1)}\n`);
    else terminal.out(checkText(report));
    return report.findings.some(({ severity }) => severityRank(severity) <= severityRank(lowest)) ? EXIT_FINDINGS : EXIT_OK;
  },
};
