import { firstBit, type MemberRow } from '../../compat/baseline.ts';
import { keptReason } from '../../compat/kept-comment.ts';
import { unusedText } from '../../rules/unused-member.ts';
import { isAnonymousMember } from '../../types/members.ts';
import type { RecordType } from '../../types/type.ts';
import type { MemberDeclaration } from '../../parser/ast.ts';
import type { Spot } from '../../text/spot.ts';
import { identifierAt } from '../../written/token-at.ts';
import type { Piece } from './hover-piece.ts';
import { plainMember } from './record-picture.ts';
import { recordRow } from '../layouts/record-rows.ts';
import type { Session } from '../session/session.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record, or one of its members, at its definition: its layout now and in the baseline. */
export interface LayoutHover {
  readonly kind: 'layout';
  readonly span: Spot;
  /** "struct inpcb" */
  readonly record: string;
  /** Undefined if the name is the record's own. */
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
  /** The remark that nothing in the tree names the member; undefined while the tree is searched. */
  readonly unused: string | undefined;
  /** What is said about the name without a baseline. */
  readonly also?: readonly (readonly Piece[])[];
}

/** The hover for a record's definition; undefined without a baseline to compare with. */
export function hoverLayout(session: Session, path: string, offset: number): LayoutHover | undefined {
  const { baseline } = session.compat;
  const tokens = session.tokens(path);
  const token = tokens === undefined || baseline === undefined ? -1 : identifierAt(tokens, offset);
  const unit = token < 0 ? undefined : session.compat.unitOf(path);
  if (tokens === undefined || baseline === undefined || unit === undefined) return undefined;
  const span = { start: tokens.start[token] ?? 0, end: tokens.end[token] ?? 0 };
  const declared = declaredAt(unit, path, span.start);
  if (declared === undefined) return undefined;
  const row = recordRow(unit, { name: declared.name, type: declared.type });
  if (row.size === null) return undefined;
  const before = session.compat.rowBefore(path, declared.name);
  const member = declared.isMember ? row.members.find(({ name }) => name === tokens.spelling(token)) : undefined;
  if (declared.isMember && member === undefined) return undefined;
  const unused =
    member === undefined || keptReason(tokens.text, span.start) !== undefined
      ? undefined
      : session.knownUnused(path)?.find((one) => one.record === declared.name && one.member === member.name);
  return {
    kind: 'layout',
    span,
    record: declared.name,
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
    ...plainMember(member),
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
