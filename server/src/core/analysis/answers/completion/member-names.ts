import type { TokenFile } from '../../../lexer/token-file.ts';
import { plain, type RecordType, type Type } from '../../../types/type.ts';
import { typeText } from '../../../types/type-text.ts';
import { isAnonymousMember, memberType } from '../../../types/members.ts';
import { isUnknown } from '../../../types/unknown.ts';
import { SYMBOL_PREFIX } from '../../../vnet/set-variables.ts';
import type { Session } from '../../session/session.ts';
import type { MeasuredUnit } from '../../workspace/workspace.ts';
import { accessPathTo, type AccessStep } from '../access-path.ts';
import { rootVariable, type NameMeanings, type VariableSubject } from '../cursor-subject.ts';
import { variableFacts } from '../variable-facts.ts';
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
  for (const measured of unitsFor(session, path, root)) {
    const start = rootType(session, measured, root);
    const record = start === undefined ? undefined : recordAt(measured, start, access.steps, root.isPointer);
    if (record !== undefined) return membersOf(measured, record);
  }
  return [];
}

/**
 * Units that may know the variable's type: its definition's, which is kept while somebody types elsewhere, before the
 * file's own, which every letter makes stale.
 */
function* unitsFor(session: Session, path: string, { set, name }: VariableSubject): Generator<MeasuredUnit> {
  const [definition] = variableFacts(session, path, set, name).definitions;
  const source = definition?.path;
  if (source?.endsWith('.c') === true && source !== path) {
    const unit = session.units.unit(source);
    if (unit !== undefined) yield unit;
  }
  const own = session.unitFor(path);
  if (own !== undefined) yield own;
}

function rootType(
  session: Session,
  { unit, resolver }: MeasuredUnit,
  { set, name }: VariableSubject,
): Type | undefined {
  const isPlain = set === 'set_vnet' && !session.workspace.kernel.vimage;
  return resolver.ofName(unit.interner.intern(isPlain ? name : `${SYMBOL_PREFIX[set]}${name}`));
}

/** The record before the last step, which is the member that is being typed. */
function recordAt(
  { resolver, unit }: MeasuredUnit,
  start: Type,
  steps: readonly AccessStep[],
  isPointer: boolean,
): RecordType | undefined {
  let type: Type | undefined = start;
  let isAddress = isPointer;
  for (const [i, step] of steps.entries()) {
    if (type === undefined) return undefined;
    if (step.kind === 'address') {
      isAddress = true;
      continue;
    }
    if (step.kind !== 'member' || step.isArrow) {
      type = isAddress ? type : pointedTo(type);
      isAddress = false;
    }
    if (step.kind !== 'member') continue;
    const record: Type | undefined = type === undefined ? undefined : plain(type);
    if (record?.kind !== 'record') return undefined;
    if (i === steps.length - 1) return record;
    const member = memberType(resolver, record, unit.interner.intern(step.name));
    type = isUnknown(member) ? undefined : member;
  }
  return undefined;
}

function pointedTo(type: Type): Type | undefined {
  const inner = plain(type);
  if (inner.kind === 'pointer') return inner.target;
  return inner.kind === 'array' ? inner.element : undefined;
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
