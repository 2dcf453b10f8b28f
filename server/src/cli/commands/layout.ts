import { jsonText } from '../format/json-text.ts';
import { placedLayoutReport } from '../../core/analysis/image/layout-report.ts';
import { EXIT_OK, UsageError, type Command } from '../command.ts';
import { layoutText } from '../format/layout-text.ts';
import { answer } from '../open-workspace.ts';
import { findSubject, subjectModules } from '../subject.ts';

export const layoutCommand: Command = {
  name: 'layout',
  usage: '[ROOT | MODULES...] [--set SET]',
  summary: 'every virtualized global with its size, alignment and offset in set_vnet (or --set set_pcpu)',
  modules: 'names',
  options: { set: { type: 'string' } },
  help: `  --set SET        set_vnet (default), or set_pcpu for DPCPU
  --module NAME    the module's own set instead of the kernel's, and its undefined symbols (repeatable; all)`,
  run(options, terminal) {
    const set = options.own['set'] ?? 'set_vnet';
    if (set !== 'set_vnet' && set !== 'set_pcpu')
      throw new UsageError(`no such set: ${String(set)}; set_vnet or set_pcpu`);
    const subject = findSubject(options.words, options, terminal);
    const report = answer(subject, `layout ${set}`, options, (workspace) =>
      placedLayoutReport(workspace, subjectModules(subject, workspace), set),
    );
    terminal.out(options.format === 'json' ? jsonText(report) : layoutText(report));
    return EXIT_OK;
  },
};
