import { vimageCost } from '../../core/analysis/answers/vimage-cost.ts';
import { EXIT_OK, UsageError, type Command } from '../command.ts';
import { costText } from '../format/cost-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject } from '../subject.ts';

export const costCommand: Command = {
  name: 'cost',
  usage: '[ROOT]',
  summary: 'what options VIMAGE costs: per vnet, per object, compared with plain globals',
  options: {},
  run(options, terminal) {
    const subject = findSubject(options.words, options, terminal);
    const cost = answer(subject, 'cost', options, vimageCost);
    if ('failure' in cost)
      throw new UsageError(
        `${cost.failure.file}${cost.failure.line > 0 ? `:${cost.failure.line}` : ''}: ${cost.failure.message}`,
      );
    terminal.out(options.format === 'json' ? `${JSON.stringify(cost, undefined, 1)}\n` : costText(cost));
    return EXIT_OK;
  },
};
