import { indexOf } from '../../core/analysis/answers/index-report.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { indexText } from '../format/index-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject } from '../subject.ts';

export const indexCommand: Command = {
  name: 'index',
  usage: '[ROOT]',
  summary: 'every virtualized global, declaration, accessor, sysctl and sysinit of the whole tree',
  options: {},
  run(options, terminal) {
    const subject = findSubject(options.words, options, terminal);
    const report = answer(subject, 'index', options, indexOf);
    terminal.out(options.format === 'json' ? `${JSON.stringify(report, undefined, 1)}\n` : indexText(report));
    return EXIT_OK;
  },
};
