import type { ContainerCheck } from './container-fault.ts';
import type { ContainerMember, ContainerTree } from './container-tree.ts';

/** Members that are there to fill space. */
const FILLING = /^(pad|spare|reserved|unused)\d*$/;

/** A member without V_ accessor: code reaches the plain global, or nothing. */
export const containerAccessor: ContainerCheck = function* (workspace, tree) {
  for (const { tag, members, heads } of tree.containers) {
    const [head] = heads;
    const last = members
      .flatMap(({ accessors }) => accessors)
      .filter(({ fact }) => fact.head === head)
      .at(-1);
    for (const member of members) {
      const { name, path, fact, accessors } = member;
      if (accessors.length > 0 || head === undefined || FILLING.test(name) || isUnused(tree, member)) continue;
      const line = `#define V_${name} ${head}(${name})`;
      const text = last === undefined ? undefined : workspace.files.read(last.path);
      const lineEnd = last === undefined || text === undefined ? -1 : text.indexOf('\n', last.fact.end);
      yield {
        path,
        start: fact.start,
        end: fact.end,
        message: `the member '_${name}' of struct ${tag} has no accessor V_${name}: code that means it uses the plain global, or no kernel but one compiles`,
        help: line,
        related: [],
        fix:
          last === undefined || lineEnd < 0
            ? undefined
            : {
                title: `Add V_${name}`,
                edits: [
                  {
                    path: last.path,
                    start: lineEnd + 1,
                    end: lineEnd + 1,
                    text: `#define\tV_${name}\t${head}(${name})\n`,
                  },
                ],
              },
      };
    }
  }
};

/**
 * A member that nobody means: no plain global, no sysctl, no row, no use. "XXX remove", says netinet6/vinet6.h of five.
 */
function isUnused(
  { usedNames }: ContainerTree,
  { name, definitions, externs, sysctls, rows }: ContainerMember,
): boolean {
  return definitions.length + externs.length + sysctls.length + rows.length === 0 && !usedNames.has(`V_${name}`);
}
