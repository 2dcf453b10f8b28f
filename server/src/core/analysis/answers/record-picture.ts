import { firstBit, widthBits, type MemberRow } from '../../compat/baseline.ts';
import { compareRecord } from '../../compat/compare-record.ts';
import { describeMember } from '../../compat/describe.ts';
import { isFailure, type Failure } from '../../kernel/failure.ts';
import { T_IDENT } from '../../lexer/token-kinds.ts';
import { recordAround } from '../../written/record-around.ts';
import { identifierAt } from '../../written/token-at.ts';
import { recordReport, recordReportIn, tagIn, type RecordReport } from '../layouts/record-report.ts';
import { recordRow } from '../layouts/record-rows.ts';
import type { Session } from '../session/session.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record for a picture: its layout now, and in the baseline. */
export interface PicturedRecord {
  readonly report: RecordReport;
  readonly before:
    | {
        readonly baseline: string;
        readonly size: number;
        readonly members: readonly {
          readonly name: string;
          readonly type: string;
          readonly offsetBits: number;
          readonly widthBits: number;
          readonly isBitField: boolean;
        }[];
        /** One line for each change of a member. */
        readonly changes: readonly string[];
      }
    | undefined;
}

/**
 * The record that a place names: after `struct` or `union` the tag, at a virtualized global the record that it holds,
 * else a typedef or tag of the name, else the record whose definition is around the place. Names, the likeliest first.
 */
export function recordNamesAt(session: Session, path: string, offset: number): readonly string[] {
  const tokens = session.tokens(path);
  if (tokens === undefined) return [];
  const names: string[] = [];
  const token = identifierAt(tokens, offset);
  if (token >= 0) {
    const name = tokens.spelling(token);
    const keyword = token > 0 && tokens.kind[token - 1] === T_IDENT ? tokens.spelling(token - 1) : '';
    if (keyword === 'struct' || keyword === 'union') return [`${keyword} ${name}`];
    if ((name === 'struct' || name === 'union') && tokens.kind[token + 1] === T_IDENT)
      return [`${name} ${tokens.spelling(token + 1)}`];
    const region = session.regions.region('set_vnet');
    for (const row of region?.byName.get(name.replace(/^V_/, '')) ?? []) {
      const held = /^(?:const )?((?:struct|union) \w+|\w+_t)\b/.exec(row.type)?.[1];
      if (held !== undefined) names.push(held);
    }
    const around = recordAround(tokens.text, offset);
    return [...names, ...(around === undefined ? [] : [`${around.keyword} ${around.tag}`]), name];
  }
  const around = recordAround(tokens.text, offset);
  return around === undefined ? [] : [`${around.keyword} ${around.tag}`];
}

/** The record as the file at hand sees it, else as the tree has it. */
export function pictureOfRecord(session: Session, name: string, path: string | undefined): PicturedRecord | Failure {
  const options = { isNested: true, isReorganized: true };
  const measured = path === undefined ? undefined : session.unitFor(path);
  const here = measured === undefined ? undefined : recordReportIn(session.workspace, measured, name, options);
  const report = here ?? recordReport(session.workspace, name, options);
  if (isFailure(report)) return report;
  return { report, before: beforeOf(session, report, here === undefined ? undefined : measured) };
}

function beforeOf(session: Session, report: RecordReport, seenIn: MeasuredUnit | undefined): PicturedRecord['before'] {
  const { baseline } = session.compat;
  const row = session.compat.rowBefore(report.file, report.type);
  if (baseline === undefined || row === undefined || row.size === null || row.align === null) return undefined;
  const unit = session.compat.unitOf(report.file) ?? seenIn;
  const type = unit === undefined ? undefined : tagIn(unit, report.type, report.file);
  const now = unit === undefined || type === undefined ? undefined : recordRow(unit, { name: report.type, type });
  const comparison =
    now === undefined || now.size === null || now.align === null
      ? undefined
      : compareRecord(
          { size: row.size, align: row.align, members: row.members },
          { size: now.size, align: now.align, members: now.members },
        );
  return {
    baseline: baseline.name,
    size: row.size,
    members: row.members.filter(({ name }) => !name.includes('.')).map(plainMember),
    changes: comparison === undefined ? [] : comparison.changes.map((change) => describeMember(change, comparison)),
  };
}

/** A baseline's member with its place in bits. */
export function plainMember(member: MemberRow): NonNullable<PicturedRecord['before']>['members'][number] {
  return {
    name: member.name,
    type: member.type,
    offsetBits: firstBit(member),
    widthBits: widthBits(member),
    isBitField: member.bits !== undefined,
  };
}
