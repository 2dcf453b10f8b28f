import { jsonText } from '../format/json-text.ts';
import { recordReport } from '../../core/analysis/layouts/record-report.ts';
import { EXIT_OK, UsageError, type Command } from '../command.ts';
import { recordText } from '../format/record-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject } from '../subject.ts';

export const recordCommand: Command = {
  name: 'record',
  usage: 'TYPE [ROOT | MODULES...]',
  summary:
    "a record's layout with holes, padding and cache lines, as pahole prints it; --reorganize adds the order that takes the fewest bytes",
  modules: 'folders',
  options: { reorganize: { type: 'boolean' }, nested: { type: 'boolean' } },
  help: `TYPE is a struct, a union or a typedef name.

  --reorganize   adds the order of the members that takes the fewest bytes, and which members move
  --nested       with --format json: adds the members of members`,
  run(options, terminal) {
    // `record struct tcpcb ROOT` and `record 'struct tcpcb' ROOT` are the same.
    const words =
      options.words[0] === 'struct' || options.words[0] === 'union'
        ? [`${options.words[0]} ${options.words[1] ?? ''}`, ...options.words.slice(2)]
        : options.words;
    const [type, ...folders] = words;
    if (type === undefined) throw new UsageError("record wants a type: vnetscope record 'struct inpcbinfo' [ROOT]");
    const subject = findSubject(folders, options, terminal);
    const [isNested, isReorganized] = [options.own['nested'] === true, options.own['reorganize'] === true];
    const question = JSON.stringify(['record', type, isNested, isReorganized]);
    const report = answer(subject, question, options, (workspace) =>
      recordReport(workspace, type, { isNested, isReorganized }),
    );
    if ('failure' in report)
      throw new UsageError(
        `${report.failure.message}${report.near.length > 0 ? `; near: ${report.near.join(', ')}` : ''}`,
      );
    terminal.out(options.format === 'json' ? jsonText(report) : recordText(report));
    return EXIT_OK;
  },
};
