import { indexOf } from '../../core/analysis/index-report.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { indexText } from '../format/index-text.ts';
import { openTree } from '../open-workspace.ts';

export const indexCommand: Command = {
  name: 'index',
  usage: '[ROOT]',
  summary: 'every virtualized global, declaration, accessor, sysctl and sysinit of the whole tree',
  options: {},
  run(options, terminal) {
    const { workspace } = openTree(options.words[0], options, terminal);
    const report = indexOf(workspace);
    terminal.out(options.format === 'json' ? `${JSON.stringify(report, undefined, 1)}\n` : indexText(report));
    return EXIT_OK;
  },
};
