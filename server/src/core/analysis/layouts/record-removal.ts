import type { MemberDeclaration } from '../../parser/ast.ts';
import { compareRecord, type Move } from '../../compat/compare-record.ts';
import { isAnonymousMember } from '../../types/members.ts';
import type { RecordType } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { memberRows } from './record-rows.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** What a record would be without one of its members. */
export interface Removal {
  readonly sizeBefore: number;
  readonly sizeAfter: number;
  /** Members that would change their place. */
  readonly moves: readonly Move[];
}

/**
 * Lays a record out anew without a member (one of its own, or of an unnamed record in it); undefined if a layout is
 * unknown.
 */
export function removalOf(measured: MeasuredUnit, type: RecordType, member: string): Removal | undefined {
  const before = viewOf(measured, type);
  const after = viewOf(measured, without(measured, type, member));
  if (before === undefined || after === undefined) return undefined;
  const removed = compareRecord(before, after)?.changes.filter(({ kind }) => kind === 'removed') ?? [];
  return { sizeBefore: before.size, sizeAfter: after.size, moves: removed.flatMap(({ moves }) => moves) };
}

function viewOf(measured: MeasuredUnit, type: RecordType): Parameters<typeof compareRecord>[0] | undefined {
  const layout = measured.engine.record(type);
  const members = isUnknown(layout) ? layout : memberRows(measured, layout);
  return isUnknown(layout) || isUnknown(members)
    ? undefined
    : { size: layout.sizeBytes, align: layout.alignBytes, members };
}

function without(measured: MeasuredUnit, type: RecordType, member: string): RecordType {
  return {
    ...type,
    specifier: { ...type.specifier, members: membersWithout(measured, type.specifier.members ?? [], member) },
  };
}

function membersWithout(
  measured: MeasuredUnit,
  members: readonly MemberDeclaration[],
  name: string,
): readonly MemberDeclaration[] {
  const { unit } = measured;
  return members.flatMap((declaration): MemberDeclaration[] => {
    const { base } = declaration.specifiers;
    if (isAnonymousMember(declaration) && (base.kind === 'struct' || base.kind === 'union')) {
      const inner = membersWithout(measured, base.members ?? [], name);
      return [{ ...declaration, specifiers: { ...declaration.specifiers, base: { ...base, members: inner } } }];
    }
    const declarators = declaration.declarators.filter(
      (declarator) => declarator.name === 0 || unit.spelling(declarator.name) !== name,
    );
    return declarators.length === 0 && declaration.declarators.length > 0 ? [] : [{ ...declaration, declarators }];
  });
}
