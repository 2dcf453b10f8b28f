import { firstBit, widthBits, type MemberRow } from '../../compat/baseline.ts';
import { keptReason } from '../../compat/kept-comment.ts';
import { unusedText } from '../../rules/unused-member.ts';
import { isAnonymousMember } from '../../types/members.ts';
import type { RecordType } from '../../types/type.ts';
import type { MemberDeclaration } from '../../parser/ast.ts';
import type { Spot } from '../../text/spot.ts';
import { identifierAt } from '../../written/token-at.ts';
import { recordRow } from '../layouts/record-rows.ts';
import type { Session } from '../session/session.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record or one of its members, in its definition, as it is now and was in the baseline. */
export interface LayoutHover {
  readonly kind: 'layout';
  readonly span: Spot;
  /** "struct inpcb" */
  readonly record: string;
  /** Undefined when the record's own name is asked about. */
  readonly member:
    | {
        readonly name: string;
        readonly type: string;
        readonly offsetBits: number;
        readonly widthBits: number;
        readonly isBitField: boolean;
        readonly offsetBitsBefore: number | undefined;
      }
    | undefined;
  readonly sizeBytes: number;
  readonly since: { readonly baseline: string; readonly sizeBefore: number | undefined };
  /** What is said about the member's being named nowhere; undefined while that is not known. */
  readonly unused: string | undefined;
}

/**
 * What there is to say about a record's definition; only with something to compare it with: else it is other tools'
 * business.
 */
export function hoverLayout(session: Session, path: string, offset: number): LayoutHover | undefined {
  const { baseline } = session.compat;
  const tokens = session.tokens(path);
  const token = tokens === undefined || baseline === undefined ? -1 : identifierAt(tokens, offset);
  const unit = token < 0 ? undefined : session.compat.unitOf(path);
  if (tokens === undefined || baseline === undefined || unit === undefined) return undefined;
  const span = { start: tokens.start[token] ?? 0, end: tokens.end[token] ?? 0 };
  const found = declaredAt(unit, path, span.start);
  if (found === undefined) return undefined;
  const row = recordRow(unit, { name: found.name, type: found.type });
  if (row.size === null) return undefined;
  const before = session.compat.rowBefore(path, found.name);
  const member = found.isMember ? row.members.find(({ name }) => name === tokens.spelling(token)) : undefined;
  if (found.isMember && member === undefined) return undefined;
  const unused =
    member === undefined || keptReason(tokens.text, span.start) !== undefined
      ? undefined
      : session.knownUnused(path)?.find((one) => one.record === found.name && one.member === member.name);
  return {
    kind: 'layout',
    span,
    record: found.name,
    sizeBytes: row.size,
    since: { baseline: baseline.name, sizeBefore: before?.size ?? undefined },
    unused: unused === undefined ? undefined : unusedText(unused),
    member:
      member === undefined
        ? undefined
        : memberHover(
            member,
            before?.members.find(({ name }) => name === member.name),
          ),
  };
}

function memberHover(member: MemberRow, before: MemberRow | undefined): NonNullable<LayoutHover['member']> {
  return {
    name: member.name,
    type: member.type,
    offsetBits: firstBit(member),
    widthBits: widthBits(member),
    isBitField: member.bits !== undefined,
    offsetBitsBefore: before === undefined ? undefined : firstBit(before),
  };
}

/** The record whose tag, or one of whose members, is declared at an offset of a file. */
function declaredAt(
  { unit }: MeasuredUnit,
  path: string,
  start: number,
): { readonly name: string; readonly type: RecordType; readonly isMember: boolean } | undefined {
  for (const part of unit.parts) {
    for (const tag of part.tags) {
      if (tag.kind === 'enum' || tag.tag === 0 || tag.members === undefined) continue;
      const at = (token: number): boolean => {
        const place = unit.place(tag.source, token);
        return place?.file.path === path && place.file.start[place.token] === start;
      };
      const isTag = at(tag.nameToken);
      if (!isTag && !declarators(tag.members).some(at)) continue;
      return {
        name: `${tag.kind} ${unit.spelling(tag.tag)}`,
        type: { kind: 'record', specifier: tag, qualifiers: 0, scope: undefined },
        isMember: !isTag,
      };
    }
  }
  return undefined;
}

/** Name tokens of a record's own members, those of unnamed records among them. */
function declarators(members: readonly MemberDeclaration[]): readonly number[] {
  return members.flatMap((declaration) => {
    const { base } = declaration.specifiers;
    if (isAnonymousMember(declaration) && (base.kind === 'struct' || base.kind === 'union'))
      return declarators(base.members ?? []);
    return declaration.declarators.map(({ nameToken }) => nameToken);
  });
}
