import { layoutReport } from '../../core/analysis/layout-report.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { layoutText } from '../format/layout-text.ts';
import { answer, findRoot } from '../open-workspace.ts';

export const layoutCommand: Command = {
  name: 'layout',
  usage: '[ROOT]',
  summary: 'every virtualized global with its size, alignment and place in set_vnet',
  options: {},
  run(options, terminal) {
    const root = findRoot(options.words[0], options, terminal);
    const report = answer(root, 'layout', options, (workspace) => layoutReport(workspace, options.modules));
    terminal.out(options.format === 'json' ? `${JSON.stringify(report, undefined, 1)}\n` : layoutText(report));
    return EXIT_OK;
  },
};
