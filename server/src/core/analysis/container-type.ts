import { S_EXTERN } from '../parser/ast.ts';
import { measureContainer } from './container-unit.ts';
import type { ContainerCheck } from './container-fault.ts';
import type { PlainGlobal } from './container-files.ts';
import { typeTexts } from './record-rows.ts';
import { unitInMode } from './vimage-units.ts';
import type { Workspace } from './workspace.ts';

/** A member and its plain global of different types: one access has two meanings. */
export const containerType: ContainerCheck = function* (workspace, { containers }) {
  for (const { tag, path, members } of containers) {
    const measured = measureContainer(workspace, path, tag);
    if (measured === undefined) continue;
    for (const { name, fact, definitions } of members) {
      const row = measured.members.get(`_${name}`);
      for (const definition of definitions.filter((one) => one.path.endsWith('.c'))) {
        const plain = plainType(workspace, definition);
        if (row === undefined || plain === undefined || (plain.is ?? plain.type) === (row.is ?? row.type)) continue;
        yield {
          path, start: fact.start, end: fact.end, message: `the member '_${name}' of struct ${tag} is ${row.type}, the plain global of options VIMAGE_GLOBALS is ${plain.type}: V_${name} is another thing in each`,
          help: 'give both the same type', related: [{ path: definition.path, start: definition.name.start, end: definition.name.end, message: `${plain.type} here` }], fix: undefined,
        };
      }
    }
  }
};

/** The type that the source gives it where it is compiled with VIMAGE_GLOBALS. */
function plainType(workspace: Workspace, { path, name }: PlainGlobal): ReturnType<typeof typeTexts> | undefined {
  const measured = unitInMode(workspace, 'globals', path, workspace.files.read(path) ?? '');
  const { unit, resolver } = measured;
  for (const entity of unit.entities(unit.interner.intern(name.name))) {
    if (entity.kind !== 'variable' || (entity.declaration.specifiers.storage & S_EXTERN) !== 0) continue;
    return typeTexts(measured, resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator));
  }
  return undefined;
}
