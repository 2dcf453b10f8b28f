import type { LostInitializer } from '../../rules/container-view.ts';
import { tokensText } from '../../written/invocations.ts';
import { headerUnit } from './container-unit.ts';
import type { ContainerQuestion } from './container-answers.ts';
import type { ContainerMember, ContainerTree } from './container-tree.ts';
import { isUnknown } from '../../types/unknown.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Every part of it is zero, as M_ZERO leaves the member. */
const ZERO = /^[\s{},();]*(?:(?:0[xX]?0*[uUlL]*|NULL|FALSE|false|""|'\\0')[\s{},();]*)*$/;

/** An initial value of the plain global that no constructor assigns to the member: it is lost with the plain global. */
export const lostInitializers: ContainerQuestion<LostInitializer> = function* (workspace, tree) {
  for (const { tag, members } of tree.containers) {
    for (const member of members) {
      const { name, accessors, definitions } = member;
      for (const { path, name: plain } of definitions) {
        const text = workspace.files.read(path);
        if (plain.initializer === undefined || text === undefined) continue;
        const file = workspace.frontEnd.preprocessor.tokensOf(path, text);
        const value = tokensText(file, plain.initializer.from, plain.initializer.to);
        if (
          ZERO.test(value) ||
          isZero(workspace, member, value) ||
          accessors.some(({ fact }) => isSetUp(workspace, tree, fact.name))
        )
          continue;
        yield { path, start: plain.start, end: plain.end, name, tag, value };
      }
    }
  }
};

/** A constructor assigns it, or passes its address. */
function isSetUp(workspace: Workspace, { constructors }: ContainerTree, accessor: string): boolean {
  for (const bodies of constructors.values()) {
    for (const { path, fact } of bodies) {
      if (fact.assignments.some(({ name }) => name === accessor)) return true;
      const text = workspace.files.read(path) ?? '';
      if (
        fact.uses.some(
          ({ name, start, end }) =>
            name === accessor &&
            (/&\s*\(?$/.test(text.slice(Math.max(0, start - 8), start)) ||
              /^(?:\s*\[[^\]]*\]|\.\w+)*\s*(?:[-+|&*/]|<<|>>)?=(?!=)/.test(text.slice(end, end + 80))),
        )
      )
        return true;
    }
  }
  return false;
}

/** A name that the container's headers give the value zero. */
function isZero(workspace: Workspace, { path }: ContainerMember, value: string): boolean {
  const { unit, engine } = headerUnit(
    workspace,
    'globals',
    path,
    `static const long vnetscope_initial = (long)(${value});\n`,
  );
  const found = engine.constVariable(unit.interner.intern('vnetscope_initial'));
  return found !== undefined && !isUnknown(found) && found.kind === 'integer' && Number(found.value) === 0;
}
