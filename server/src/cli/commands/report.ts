import { jsonText } from '../format/json-text.ts';
import { treeReport } from '../../core/analysis/answers/tree-report.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { reportText } from '../format/report-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject } from '../subject.ts';

export const reportCommand: Command = {
  name: 'report',
  usage: '[ROOT]',
  summary: 'the tree at a glance: release, region, largest globals, findings',
  options: {},
  run(options, terminal) {
    const subject = findSubject(options.words, options, terminal);
    const report = answer(subject, 'report', options, treeReport);
    terminal.out(
      options.format === 'json' ? jsonText(report) : reportText(report, subject.root, options.words[0] ?? ''),
    );
    return EXIT_OK;
  },
};
