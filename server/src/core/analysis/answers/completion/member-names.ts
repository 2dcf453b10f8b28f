import type { TokenFile } from '../../../lexer/token-file.ts';
import { plain, type RecordType, type Type } from '../../../types/type.ts';
import { typeText } from '../../../types/type-text.ts';
import { isAnonymousMember } from '../../../types/members.ts';
import type { Session } from '../../session/session.ts';
import type { MeasuredUnit } from '../../workspace/workspace.ts';
import { accessPathTo } from '../access-path.ts';
import { rootVariable, type NameMeanings } from '../cursor-subject.ts';
import { recordAt, rootType, unitsFor } from '../root-type.ts';
import type { Completion } from './completion.ts';

/** The members that may stand behind the `.` or `->` at a token; empty when a virtualized global is not its root. */
export function memberNames(
  session: Session,
  path: string,
  file: TokenFile,
  operator: number,
  names: NameMeanings,
): readonly Completion[] {
  const access = accessPathTo(file, operator + 1);
  const root = access === undefined ? undefined : rootVariable(file, access.root, names);
  if (access === undefined || root === undefined) return [];
  for (const measured of unitsFor(session, path, root, session.indexBefore(path))) {
    const start = rootType(session, measured, root);
    const record = start === undefined ? undefined : recordAt(measured, start, access.steps, root.isPointer);
    if (record !== undefined) return membersOf(measured, record);
  }
  return [];
}

function membersOf(measured: MeasuredUnit, record: RecordType): readonly Completion[] {
  return fieldsOf(measured, record).map(({ name, type }) => ({
    label: name,
    kind: 'member',
    detail: typeText(measured.resolver, type),
    home: undefined,
    insert: name,
    isSnippet: false,
    note: undefined,
  }));
}

/** Members in the order of their declarations, those of unnamed records among them. */
function fieldsOf(
  measured: MeasuredUnit,
  record: RecordType,
): readonly { readonly name: string; readonly type: Type }[] {
  const { resolver, unit } = measured;
  return (record.specifier.members ?? []).flatMap((declaration) => {
    if (isAnonymousMember(declaration)) {
      const inner = plain(resolver.ofMember(declaration, undefined, record.scope));
      return inner.kind === 'record' ? fieldsOf(measured, inner) : [];
    }
    return declaration.declarators
      .filter(({ name }) => name !== 0)
      .map((declarator) => ({
        name: unit.spelling(declarator.name),
        type: resolver.ofMember(declaration, declarator, record.scope),
      }));
  });
}
