import { jsonText } from '../format/json-text.ts';
import { symbolsReport } from '../../core/analysis/symbols-report.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { symbolsText } from '../format/symbols-text.ts';
import { answer, findRoot } from '../open-workspace.ts';

export const symbolsCommand: Command = {
  name: 'symbols',
  usage: '[ROOT]',
  summary: "what nm and libkvm see: symbols, clashes, names that netstat asks for in vain",
  options: {},
  run(options, terminal) {
    const root = findRoot(options.words[0], options, terminal);
    const report = answer(root, 'symbols', options, (workspace) => symbolsReport(workspace, options.modules));
    terminal.out(options.format === 'json' ? jsonText(report) : symbolsText(report));
    return EXIT_OK;
  },
};
