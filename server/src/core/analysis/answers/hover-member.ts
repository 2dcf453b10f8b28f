import { sum } from '../../abi/exact.ts';
import type { RecordLayout } from '../../abi/record-layout.ts';
import { firstBit } from '../../compat/baseline.ts';
import { recordName } from '../../types/members.ts';
import { plain, type RecordType, type Type } from '../../types/type.ts';
import { typeText } from '../../types/type-text.ts';
import { isUnknown, unknown, type Unknown } from '../../types/unknown.ts';
import type { Spot } from '../../text/spot.ts';
import { SYMBOL_PREFIX } from '../../vnet/set-variables.ts';
import type { AccessStep } from './access-path.ts';
import { kernelName, type KernelName, type Location } from './answer-terms.ts';
import type { Subject } from './cursor-subject.ts';
import { measureVariable } from './measured-variable.ts';
import { holeBefore, recordHoles, type RecordHoles } from './record-holes.ts';
import { placeInSet, type PlaceInSet } from './place-in-set.ts';
import type { Session } from '../session/session.ts';
import { variableFacts } from './variable-facts.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

type MemberSubject = Extract<Subject, { kind: 'member' }>;

/** A record in one line, as pahole sums it up. */
interface RecordSummary extends RecordHoles {
  /** "struct inpcbinfo" */
  readonly name: string;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  readonly members: number;
}

/** A member reached through a virtualized global: `V_tcbinfo.ipi_count`. */
export interface MemberHover {
  readonly kind: 'member';
  readonly span: Spot;
  /** The access as written. */
  readonly expression: string;
  readonly member: string;
  /** Undefined when the access is not understood: `unknown` says why. */
  readonly found: FoundMember | undefined;
  readonly unknown: string | undefined;
  /** The virtualized global at the root. */
  readonly variable: string;
  readonly symbol: string;
  readonly kernel: KernelName;
}

interface MemberSince {
  readonly baseline: string;
  /** undefined: the record, or the member, is new. */
  readonly offsetBitsBefore: number | undefined;
}

export interface FoundMember {
  readonly type: string;
  /** From the start of the record in `record`. */
  readonly offsetBits: number;
  /** Of a bit-field; undefined for other members. */
  readonly widthBits: number | undefined;
  readonly sizeBytes: number | null;
  /** Bytes that nothing occupies in front of it. */
  readonly holeBefore: number;
  /** Of the record, counted from 0; undefined while the machine's lines are not known. */
  readonly cacheLine: number | undefined;
  /** What became of it since the baseline; undefined without one. */
  readonly since: MemberSince | undefined;
  readonly record: RecordSummary;
  /** The member's own place in the set; undefined if the access follows a pointer or a subscript. */
  readonly place: PlaceInSet | undefined;
  /** Where the member is declared. */
  readonly declared: Location | undefined;
}

export function hoverMember(session: Session, path: string, subject: MemberSubject): MemberHover | undefined {
  const measured = session.unitFor(path);
  const tokens = session.tokens(path);
  if (measured === undefined || tokens === undefined) return undefined;
  const { root, steps, span, expression } = subject;
  const start = rootType(measured, session, subject);
  const end =
    start === undefined
      ? unknown(`'${root.name}' is not declared here`)
      : walkTo(measured, start, steps, root.isPointer);
  return {
    kind: 'member',
    span,
    expression: tokens.text.slice(expression.start, expression.end),
    member: tokens.text.slice(span.start, span.end),
    found: isUnknown(end) ? undefined : found(measured, session, path, subject, end),
    unknown: isUnknown(end) ? end.reason : undefined,
    variable: root.name,
    symbol: `${SYMBOL_PREFIX[root.set]}${root.name}`,
    kernel: kernelName(session),
  };
}

function found(
  measured: MeasuredUnit,
  session: Session,
  path: string,
  subject: MemberSubject,
  { record, layout, field, offsetBits, distance }: WalkEnd,
): FoundMember {
  const { resolver, unit } = measured;
  const at =
    field.declarator === undefined
      ? undefined
      : unit.place(field.declaration.specifiers.source, field.declarator.nameToken);
  const start = at?.file.start[at.token];
  const summed = summary(measured, record, layout);
  const { machine } = session;
  return {
    type: typeText(resolver, field.type),
    offsetBits,
    widthBits: field.widthBits,
    sizeBytes: field.widthBits === undefined ? field.sizeBytes : null,
    holeBefore: record.specifier.kind === 'union' ? 0 : holeBefore(layout, offsetBits),
    cacheLine: machine === undefined ? undefined : Math.floor(offsetBits / 8 / machine.cacheLineBytes),
    since: at === undefined ? undefined : sinceBaseline(session, at.file.path, summed.name, subject),
    record: summed,
    place: distance === undefined ? undefined : memberPlace(session, path, subject, distance),
    declared:
      at === undefined || start === undefined
        ? undefined
        : { path: at.file.path, start, end: at.file.end[at.token] as number, line: at.file.lineOf(at.token) },
  };
}

/** Where the baseline has the member; undefined without a baseline of the file's records. */
function sinceBaseline(
  session: Session,
  path: string,
  record: string,
  { steps }: MemberSubject,
): MemberSince | undefined {
  const { baseline } = session.compat;
  const last = steps.findLast((step) => step.kind === 'member');
  if (baseline === undefined || last === undefined) return undefined;
  const before = session.compat.rowBefore(path, record)?.members.find(({ name }) => name === last.name);
  return { baseline: baseline.name, offsetBitsBefore: before === undefined ? undefined : firstBit(before) };
}

function rootType({ unit, resolver }: MeasuredUnit, session: Session, { root }: MemberSubject): Type | undefined {
  const plainName = root.set === 'set_vnet' && !session.workspace.kernel.vimage;
  return resolver.ofName(unit.interner.intern(plainName ? root.name : `${SYMBOL_PREFIX[root.set]}${root.name}`));
}

type PlacedField = RecordLayout['fields'][number];

interface WalkEnd {
  readonly record: RecordType;
  readonly layout: RecordLayout;
  readonly field: PlacedField;
  /** In the record. */
  readonly offsetBits: number;
  /** Bits from the variable's start; undefined after a pointer or a subscript. */
  readonly distance: number | undefined;
}

/** Follows the steps from a variable of type `start`; there is at least one member among them. */
function walkTo(
  measured: MeasuredUnit,
  start: Type,
  steps: readonly AccessStep[],
  isPointer: boolean,
): WalkEnd | Unknown {
  let type = start;
  // VNET_PTR(x)->m is x.m: the pointer leads to the variable itself.
  let isAddress = isPointer;
  let distance: number | undefined = 0;
  let end: WalkEnd | Unknown = unknown('the access names no member');
  for (const step of steps) {
    if (step.kind === 'address') {
      isAddress = true;
      continue;
    }
    if (step.kind !== 'member' || step.isArrow) {
      const target = isAddress ? type : pointedTo(type);
      if (isUnknown(target)) return target;
      if (!isAddress) distance = undefined;
      isAddress = false;
      type = target;
    }
    if (step.kind !== 'member') continue;
    const record = plain(type);
    if (isUnknown(record)) return record;
    if (record.kind !== 'record')
      return unknown(`'${step.name}' is not a member: its left side is not a struct or union`);
    const layout = measured.engine.record(record);
    const placed = measured.engine.member(record, measured.unit.interner.intern(step.name));
    if (isUnknown(layout)) return layout;
    if (isUnknown(placed)) return placed;
    distance = distance === undefined ? undefined : distance + placed.offsetBits;
    end = { record, layout, field: placed.field, offsetBits: placed.offsetBits, distance };
    type = placed.field.type;
  }
  return end;
}

function pointedTo(type: Type): Type | Unknown {
  const inner = plain(type);
  if (inner.kind === 'pointer') return inner.target;
  if (inner.kind === 'array') return inner.element;
  return isUnknown(inner) ? inner : unknown('the access dereferences something that is not a pointer');
}

function summary({ resolver }: MeasuredUnit, record: RecordType, layout: RecordLayout): RecordSummary {
  return {
    name: recordName(resolver, record),
    sizeBytes: layout.sizeBytes,
    alignBytes: layout.alignBytes,
    members: layout.fields.length,
    ...recordHoles(layout, record.specifier.kind === 'union'),
  };
}

/** The variable's place, moved by the member's distance. */
function memberPlace(session: Session, path: string, { root }: MemberSubject, distanceBits: number): PlaceInSet {
  const { definitions } = variableFacts(session, path, root.set, root.name);
  const place = placeInSet(
    session,
    root.set,
    root.name,
    definitions[0],
    measureVariable(session, path, root.set, root.name, definitions),
  );
  return place.kind === 'offset'
    ? { kind: 'offset', offsetBytes: sum(place.offsetBytes, Math.floor(distanceBits / 8)) }
    : place;
}
