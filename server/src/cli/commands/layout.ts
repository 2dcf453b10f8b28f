import { jsonText } from '../format/json-text.ts';
import { placedLayoutReport } from '../../core/analysis/layout-report.ts';
import { EXIT_OK, UsageError, type Command } from '../command.ts';
import { layoutText } from '../format/layout-text.ts';
import { answer, findRoot } from '../open-workspace.ts';

export const layoutCommand: Command = {
  name: 'layout',
  usage: '[ROOT] [--set SET]',
  summary: 'every virtualized global with its size, alignment and place in set_vnet (or --set set_pcpu)',
  options: { set: { type: 'string' } },
  run(options, terminal) {
    const set = options.own['set'] ?? 'set_vnet';
    if (set !== 'set_vnet' && set !== 'set_pcpu') throw new UsageError(`no such set: ${String(set)}; set_vnet or set_pcpu`);
    const root = findRoot(options.words[0], options, terminal);
    const report = answer(root, `layout ${set}`, options, (workspace) => placedLayoutReport(workspace, options.modules, set));
    terminal.out(options.format === 'json' ? jsonText(report) : layoutText(report));
    return EXIT_OK;
  },
};
