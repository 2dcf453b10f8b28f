import { jsonText } from '../format/json-text.ts';
import { symbolsReport } from '../../core/analysis/answers/symbols-report.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { symbolsText } from '../format/symbols-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject, subjectModules } from '../subject.ts';

export const symbolsCommand: Command = {
  name: 'symbols',
  usage: '[ROOT | MODULES...]',
  summary: 'what nm and libkvm see: symbols, clashes, names that netstat looks up in vain',
  modules: 'names',
  options: {},
  run(options, terminal) {
    const subject = findSubject(options.words, options, terminal);
    const report = answer(subject, 'symbols', options, (workspace) =>
      symbolsReport(workspace, subjectModules(subject, workspace)),
    );
    terminal.out(options.format === 'json' ? jsonText(report) : symbolsText(report));
    return EXIT_OK;
  },
};
