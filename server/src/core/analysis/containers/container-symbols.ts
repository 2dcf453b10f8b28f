import type { MissingRow } from '../../rules/container-view.ts';
import type { ContainerQuestion } from './container-answers.ts';
import { userlandNames } from '../layouts/userland-names.ts';

/**
 * A name of a member that programs look up with kldsym(2), and that has no row in its module's map: the lookup fails.
 */
export const missingRows: ContainerQuestion<MissingRow> = function* (workspace, { containers }) {
  const asked = new Map(userlandNames(workspace).map((one) => [one.name.replace(/^_/, ''), one] as const));
  for (const { modules, members } of containers) {
    const [module] = modules;
    if (module === undefined) continue;
    const first = members.flatMap(({ rows }) => rows)[0];
    for (const { name, rows, path, fact, container } of members) {
      const program = asked.get(name);
      if (program === undefined || rows.length > 0) continue;
      const at = first ?? { path: module.path, fact: module.fact };
      yield {
        path: at.path,
        start: at.fact.start,
        end: at.fact.end,
        name,
        module: container.tag.replace(/^vnet_/, ''),
        map: module.fact.fields.get('vmi_symmap')?.text,
        hasRows: first !== undefined,
        asked: { file: program.file, line: program.line, name: program.name },
        member: { path, start: fact.start, end: fact.end },
      };
    }
  }
};
