import { kernconfOf } from '../../core/analysis/kernconf.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { kernconfText } from '../format/kernconf-text.ts';
import { openTree } from '../open-workspace.ts';

export const kernconfCommand: Command = {
  name: 'kernconf',
  usage: '[ROOT]',
  summary: 'the configuration as config(8) reads it: options, headers, objects in link order',
  options: {},
  run(options, terminal) {
    const { workspace } = openTree(options.words[0], options, terminal);
    const report = kernconfOf(workspace);
    terminal.out(options.format === 'json' ? `${JSON.stringify(report, undefined, 1)}\n` : kernconfText(report));
    return EXIT_OK;
  },
};
