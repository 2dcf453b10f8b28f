import { sum } from '../../abi/exact.ts';
import type { RecordLayout } from '../../abi/record-layout.ts';
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
import { placeInSet, type PlaceInSet } from './place-in-set.ts';
import type { Session } from '../session/session.ts';
import { variableFacts } from './variable-facts.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

type MemberSubject = Extract<Subject, { kind: 'member' }>;

/** A record in one line, as pahole sums it up. */
interface RecordSummary {
  /** "struct inpcbinfo" */
  readonly name: string;
  readonly sizeBytes: number;
  readonly alignBytes: number;
  readonly members: number;
  /** Gaps between members. */
  readonly holes: number;
  readonly holeBytes: number;
  /** Bytes at the end. */
  readonly paddingBytes: number;
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

export interface FoundMember {
  readonly type: string;
  /** From the start of the record in `record`. */
  readonly offsetBits: number;
  /** Of a bit-field; undefined for other members. */
  readonly widthBits: number | undefined;
  readonly sizeBytes: number | null;
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
  return {
    type: typeText(resolver, field.type),
    offsetBits,
    widthBits: field.widthBits,
    sizeBytes: field.widthBits === undefined ? field.sizeBytes : null,
    record: summary(measured, record, layout),
    place: distance === undefined ? undefined : memberPlace(session, path, subject, distance),
    declared:
      at === undefined || start === undefined
        ? undefined
        : { path: at.file.path, start, end: at.file.end[at.token] as number, line: at.file.lineOf(at.token) },
  };
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
  let holes = 0;
  let holeBits = 0;
  let end = 0;
  for (const field of layout.fields) {
    const gap = record.specifier.kind === 'union' ? 0 : field.offsetBits - end;
    if (gap >= 8) {
      holes++;
      holeBits += gap - (gap % 8);
    }
    end = Math.max(end, field.offsetBits + (field.widthBits ?? field.sizeBytes * 8));
  }
  return {
    name: recordName(resolver, record),
    sizeBytes: layout.sizeBytes,
    alignBytes: layout.alignBytes,
    members: layout.fields.length,
    holes,
    holeBytes: holeBits / 8,
    paddingBytes: layout.sizeBytes - Math.ceil(end / 8),
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
