import { memberType } from '../../types/members.ts';
import { plain, type RecordType, type Type } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { SYMBOL_PREFIX } from '../../vnet/set-variables.ts';
import type { Session } from '../session/session.ts';
import type { TreeIndex } from '../workspace/tree-index.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';
import type { AccessStep } from './access-path.ts';
import type { VariableSubject } from './cursor-subject.ts';
import { variableFacts } from './variable-facts.ts';

/**
 * Units that may know the variable's type: its definition's, which is kept while somebody types elsewhere, before the
 * file's own, which every letter makes stale.
 */
export function* unitsFor(
  session: Session,
  path: string,
  { set, name }: VariableSubject,
  index?: TreeIndex,
): Generator<MeasuredUnit> {
  const [definition] = variableFacts(session, path, set, name, index).definitions;
  const source = definition?.path;
  if (source?.endsWith('.c') === true && source !== path) {
    const unit = session.units.unit(source);
    if (unit !== undefined) yield unit;
  }
  const own = session.unitFor(path);
  if (own !== undefined) yield own;
}

/** The type that a unit's declarations give a variable. */
export function rootType(
  session: Session,
  { unit, resolver }: MeasuredUnit,
  { set, name }: VariableSubject,
): Type | undefined {
  const isPlain = set === 'set_vnet' && !session.workspace.kernel.vimage;
  return resolver.ofName(unit.interner.intern(isPlain ? name : `${SYMBOL_PREFIX[set]}${name}`));
}

/** The record before the last step, which is the member that is asked about or being typed. */
export function recordAt(
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
