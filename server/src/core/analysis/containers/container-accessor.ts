import type { UnreachedMember } from '../../rules/container-view.ts';
import type { ContainerQuestion } from './container-answers.ts';
import type { ContainerMember, ContainerTree } from './container-tree.ts';

/** Members that are there to fill space. */
const FILLING = /^(pad|spare|reserved|unused)\d*$/;

/** A member without V_ accessor: code reaches the plain global, or nothing. */
export const unreachedMembers: ContainerQuestion<UnreachedMember> = function* (_workspace, tree) {
  for (const { tag, members, heads } of tree.containers) {
    const [head] = heads;
    const last = members
      .flatMap(({ accessors }) => accessors)
      .filter(({ fact }) => fact.head === head)
      .at(-1);
    for (const member of members) {
      const { name, path, fact, accessors } = member;
      if (accessors.length > 0 || head === undefined || FILLING.test(name) || isUnused(tree, member)) continue;
      yield {
        path,
        start: fact.start,
        end: fact.end,
        name,
        tag,
        head,
        lastAccessor: last === undefined ? undefined : { path: last.path, start: last.fact.start, end: last.fact.end },
      };
    }
  }
};

/** A member that nothing uses: no plain global, sysctl, row or use. "XXX remove", says netinet6/vinet6.h of five. */
function isUnused(
  { usedNames }: ContainerTree,
  { name, definitions, externs, sysctls, rows }: ContainerMember,
): boolean {
  return definitions.length + externs.length + sysctls.length + rows.length === 0 && !usedNames.has(`V_${name}`);
}
