import type { MemberRow, RecordRow } from '../../compat/baseline.ts';
import type { RecordLayout } from '../../abi/record-layout.ts';
import { expandedType } from '../../types/expanded-type.ts';
import type { RecordType, Type } from '../../types/type.ts';
import { typeText } from '../../types/type-text.ts';
import { isUnknown, type Unknown } from '../../types/unknown.ts';
import type { NamedRecord } from './record-reach.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record's row, without what only the whole tree knows. */
export type BareRecordRow = Omit<RecordRow, 'audience' | 'userland' | 'readers'>;

/** Measures a record as its unit has it. */
export function recordRow(measured: MeasuredUnit, { name, type }: NamedRecord): BareRecordRow {
  const place = measured.unit.place(type.specifier.source, type.specifier.nameToken);
  const file = place?.file.path ?? measured.unit.path;
  const layout = measured.engine.record(type);
  const members = isUnknown(layout) ? layout : memberRows(measured, layout);
  if (isUnknown(layout) || isUnknown(members))
    return {
      name,
      file,
      size: null,
      align: null,
      unknown: isUnknown(layout) ? layout.reason : (members as Unknown).reason,
      members: [],
    };
  return { name, file, size: layout.sizeBytes, align: layout.alignBytes, members };
}

/** The members with their places, those of records without a name among them. */
export function memberRows(measured: MeasuredUnit, layout: RecordLayout): readonly MemberRow[] | Unknown {
  const rows: MemberRow[] = [];
  return writeMembers(measured, layout, 0, '', rows) ?? rows;
}

function writeMembers(
  measured: MeasuredUnit,
  layout: RecordLayout,
  baseBits: number,
  prefix: string,
  rows: MemberRow[],
): Unknown | undefined {
  for (const field of layout.fields) {
    const firstBit = baseBits + field.offsetBits;
    // A bit-field without a name is a gap.
    if (field.declarator !== undefined && field.name === 0) continue;
    const name = field.declarator === undefined ? prefix : `${prefix}${measured.unit.spelling(field.name)}`;
    if (field.declarator !== undefined) {
      rows.push({
        name,
        ...typeTexts(measured, field.type),
        ...(field.widthBits === undefined
          ? { offset: firstBit / 8, size: field.sizeBytes }
          : { bits: [firstBit, field.widthBits] }),
      });
    }
    const inner = namelessRecord(field.type);
    if (inner === undefined) continue;
    const nested = measured.engine.record(inner.record);
    if (isUnknown(nested)) return nested;
    const trouble = writeMembers(
      measured,
      nested,
      firstBit,
      field.declarator === undefined ? prefix : `${name}${inner.isArray ? '[]' : ''}.`,
      rows,
    );
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

/** A record that has neither a tag nor a typedef name, itself or as the element of an array. */
function namelessRecord(type: Type): { readonly record: RecordType; readonly isArray: boolean } | undefined {
  let inner = type;
  while (inner.kind === 'array') inner = inner.element;
  return inner.kind === 'record' && inner.specifier.tag === 0 ? { record: inner, isArray: inner !== type } : undefined;
}

/** The declared text, and what it is without typedef names where that is another. */
export function typeTexts({ resolver }: MeasuredUnit, type: Type): { readonly type: string; readonly is?: string } {
  const text = typeText(resolver, type);
  const expanded = typeText(resolver, expandedType(type));
  return expanded === text ? { type: text } : { type: text, is: expanded };
}
