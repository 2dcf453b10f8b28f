import type { ContainerCheck } from './container-fault.ts';
import { userlandNames } from '../layouts/userland-names.ts';

/**
 * A name that programs ask ksym(2) for, of a member that has no row in its module's map: they are told that there is
 * none.
 */
export const containerSymbols: ContainerCheck = function* (workspace, { containers }) {
  const asked = new Map(userlandNames(workspace).map((one) => [one.name.replace(/^_/, ''), one] as const));
  for (const { modules, members } of containers) {
    const [module] = modules;
    if (module === undefined) continue;
    const map = module.fact.fields.get('vmi_symmap')?.text;
    const first = members.flatMap(({ rows }) => rows)[0];
    for (const { name, rows, path, fact, container } of members) {
      const program = asked.get(name);
      if (program === undefined || rows.length > 0) continue;
      const at = first ?? { path: module.path, fact: module.fact };
      yield {
        path: at.path,
        start: at.fact.start,
        end: at.fact.end,
        message: `${program.file}:${program.line} asks for ${program.name}, and ${map ?? 'the module'} has no row for it: there is no such symbol with options VIMAGE`,
        help: `VNET_SYMMAP(${container.tag.replace(/^vnet_/, '')}, ${name})`,
        related: [{ path, start: fact.start, end: fact.end, message: 'the member' }],
        fix:
          first === undefined
            ? undefined
            : rowFix(
                workspace.files.read(first.path) ?? '',
                first.path,
                first.fact.start,
                container.tag.replace(/^vnet_/, ''),
                name,
              ),
      };
    }
  }
};

/** A row above the first one. */
function rowFix(
  text: string,
  path: string,
  start: number,
  module: string,
  name: string,
): {
  readonly title: string;
  readonly edits: readonly {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    readonly text: string;
  }[];
} {
  const line = text.lastIndexOf('\n', start) + 1;
  return {
    title: `Add a row for ${name}`,
    edits: [{ path, start: line, end: line, text: `\tVNET_SYMMAP(${module}, ${name}),\n` }],
  };
}
