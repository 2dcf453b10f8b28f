import { kernconfOf } from '../../core/analysis/answers/kernconf.ts';
import { EXIT_OK, type Command } from '../command.ts';
import { kernconfText } from '../format/kernconf-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject } from '../subject.ts';

export const kernconfCommand: Command = {
  name: 'kernconf',
  usage: '[ROOT]',
  summary: 'the configuration as config(8) reads it: options, headers, objects in link order',
  options: {},
  run(options, terminal) {
    const subject = findSubject(options.words, options, terminal);
    const report = answer(subject, 'kernconf', options, kernconfOf);
    terminal.out(options.format === 'json' ? `${JSON.stringify(report, undefined, 1)}\n` : kernconfText(report));
    return EXIT_OK;
  },
};
