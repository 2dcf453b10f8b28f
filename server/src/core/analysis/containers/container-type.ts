import type { OtherType } from '../../rules/container-view.ts';
import type { RecordLayout } from '../../abi/record-layout.ts';
import { S_EXTERN } from '../../parser/ast.ts';
import type { RecordType, Type } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { laidOut } from './container-layout.ts';
import type { ContainerQuestion } from './container-answers.ts';
import type { PlainGlobal } from './container-files.ts';
import type { ContainerMember } from './container-tree.ts';
import { memberRows, typeTexts } from '../layouts/record-rows.ts';
import { unitInMode } from './vimage-units.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A type in the unit that has it. */
interface Seen {
  readonly measured: MeasuredUnit;
  readonly type: Type;
}

/** A member and its plain global of different types: one access has two meanings. */
export const otherTypes: ContainerQuestion<OtherType> = function* (workspace, { containers }) {
  for (const container of containers) {
    const home = laidOut(workspace, container);
    if (isUnknown(home)) continue;
    const { measured, layout } = home;
    for (const [path, globals] of byFile(container.members)) {
      const unit = unitInMode(workspace, 'globals', path, workspace.files.read(path) ?? '');
      for (const { member, definition } of globals) {
        const own = fieldType(measured, layout, `_${member.name}`);
        const plain = plainType(unit, definition);
        if (own === undefined || plain === undefined || isSame(own, plain)) continue;
        yield {
          path: member.path,
          start: member.fact.start,
          end: member.fact.end,
          name: member.name,
          tag: container.tag,
          type: typeTexts(measured, own.type).type,
          plainType: typeTexts(plain.measured, plain.type).type,
          definition: { path: definition.path, start: definition.name.start, end: definition.name.end },
        };
      }
    }
  }
};

/** One unit is used for all plain globals of its source. */
function byFile(
  members: readonly ContainerMember[],
): ReadonlyMap<string, readonly { readonly member: ContainerMember; readonly definition: PlainGlobal }[]> {
  const files = new Map<string, { readonly member: ContainerMember; readonly definition: PlainGlobal }[]>();
  for (const member of members)
    for (const definition of member.definitions) {
      if (definition.path.endsWith('.c'))
        files.set(definition.path, [...(files.get(definition.path) ?? []), { member, definition }]);
    }
  return files;
}

function fieldType(measured: MeasuredUnit, layout: RecordLayout, name: string): Seen | undefined {
  const field = layout.fields.find((one) => measured.unit.spelling(one.name) === name);
  return field === undefined ? undefined : { measured, type: field.type };
}

/** The type that the source gives it where it is compiled with VIMAGE_GLOBALS. */
function plainType(measured: MeasuredUnit, { name }: PlainGlobal): Seen | undefined {
  const { unit, resolver } = measured;
  for (const entity of unit.entities(unit.interner.intern(name.name))) {
    if (entity.kind !== 'variable' || (entity.declaration.specifiers.storage & S_EXTERN) !== 0) continue;
    return { measured, type: resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator) };
  }
  return undefined;
}

/** LIST_HEAD(, rawcb) is whatever list of these the plain global is: a record without a tag is its members. */
function isSame(a: Seen, b: Seen): boolean {
  const [left, right] = [recordOf(a), recordOf(b)];
  if (
    left === undefined ||
    right === undefined ||
    left.counts !== right.counts ||
    (left.record.specifier.tag !== 0 && right.record.specifier.tag !== 0)
  )
    return textOf(a) === textOf(b);
  const [one, other] = [membersOf(a.measured, left.record), membersOf(b.measured, right.record)];
  // What cannot be laid out is told elsewhere.
  return one === undefined || other === undefined || one === other;
}

function textOf({ measured, type }: Seen): string {
  const texts = typeTexts(measured, type);
  return texts.is ?? texts.type;
}

/** The record, itself or as an array's element, and the array's bounds. */
function recordOf({ measured, type }: Seen): { readonly record: RecordType; readonly counts: string } | undefined {
  const counts: string[] = [];
  let inner = type;
  while (inner.kind === 'array') {
    const count = measured.engine.arrayCount(inner);
    counts.push(isUnknown(count) ? '?' : String(count));
    inner = inner.element;
  }
  return inner.kind === 'record' ? { record: inner, counts: counts.join() } : undefined;
}

function membersOf(measured: MeasuredUnit, record: RecordType): string | undefined {
  const layout = measured.engine.record(record);
  const rows = isUnknown(layout) ? layout : memberRows(measured, layout);
  return isUnknown(rows)
    ? undefined
    : rows.map(({ name, type, is, offset, size, bits }) => [name, is ?? type, offset, size, bits].join()).join(';');
}
