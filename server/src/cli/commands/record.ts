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
    "a record's layout with holes, padding and cache lines, as pahole prints it; --reorganize: the order that takes the fewest bytes; --nested: members of members (JSON)",
  modules: 'folders',
  options: { reorganize: { type: 'boolean' }, nested: { type: 'boolean' } },
  run(options, terminal) {
    // `record struct tcpcb ROOT` and `record 'struct tcpcb' ROOT` are the same.
    const words =
      options.words[0] === 'struct' || options.words[0] === 'union'
        ? [`${options.words[0]} ${options.words[1] ?? ''}`, ...options.words.slice(2)]
        : options.words;
    const [type, ...folders] = words;
    if (type === undefined) throw new UsageError("record wants a type: vnetscope record 'struct inpcbinfo' [ROOT]");
    const subject = findSubject(folders, options, terminal);
    const report = answer(subject, `record ${type}`, options, (workspace) =>
      recordReport(workspace, type, {
        isNested: options.own['nested'] === true,
        isReorganized: options.own['reorganize'] === true,
      }),
    );
    if ('failure' in report)
      throw new UsageError(
        `${report.failure.message}${report.near.length > 0 ? `; near: ${report.near.join(', ')}` : ''}`,
      );
    terminal.out(options.format === 'json' ? jsonText(report) : recordText(report));
    return EXIT_OK;
  },
};
