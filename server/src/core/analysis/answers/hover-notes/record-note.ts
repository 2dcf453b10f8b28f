import { bytesText, grouped } from '../../../text/amounts.ts';
import { T_IDENT } from '../../../lexer/token-kinds.ts';
import { isCounted } from '../../../abi/record-layout.ts';
import { typeText } from '../../../types/type-text.ts';
import type { RecordType } from '../../../types/type.ts';
import { isUnknown } from '../../../types/unknown.ts';
import { recordAround } from '../../../written/record-around.ts';
import type { VariableFact } from '../../../vnet/file-facts.ts';
import type { Session } from '../../session/session.ts';
import type { Located } from '../../workspace/tree-index.ts';
import { declarationText, kernelName, locationOf } from '../answer-terms.ts';
import type { Piece } from '../hover-piece.ts';
import { kernelText } from '../hover-terms.ts';
import { holeBefore, holesText, recordHoles } from '../record-holes.ts';
import { listed, type NoteHover, type Word } from './note.ts';

/**
 * A struct or union that virtualized globals hold, where it is named, and its members where they are declared: sizes,
 * offsets, the hole before a member, its cache line. Other records are other tools' business.
 */
export function recordNote(word: Word): NoteHover['lines'] | undefined {
  const { file, token, text } = word;
  const keyword = token > 0 ? file.spelling(token - 1) : '';
  if (file.kind[token - 1] === T_IDENT && (keyword === 'struct' || keyword === 'union'))
    return aboutRecord(word, keyword, text);
  return aboutMember(word);
}

/** The record that a note about a word is about: "struct inpcbinfo". */
export function recordOf({ file, token, text, span }: Word): string | undefined {
  const keyword = token > 0 ? file.spelling(token - 1) : '';
  if (keyword === 'struct' || keyword === 'union') return `${keyword} ${text}`;
  const around = recordAround(file.text, span.start);
  return around === undefined ? undefined : `${around.keyword} ${around.tag}`;
}

function aboutRecord(
  { session, path }: Word,
  keyword: 'struct' | 'union',
  tag: string,
): NoteHover['lines'] | undefined {
  const holders = holdersOf(session, `${keyword} ${tag}`);
  const measured = holders.length === 0 ? undefined : session.unitFor(path);
  const specifier = measured?.resolver.tag(measured.unit.interner.intern(tag), keyword);
  if (measured === undefined || specifier === undefined || specifier.kind === 'enum') return undefined;
  const record: RecordType = { kind: 'record', specifier, qualifiers: 0, scope: undefined };
  const layout = measured.engine.record(record);
  const head: Piece = { strong: { code: `${keyword} ${tag}` } };
  if (isUnknown(layout) || !isCounted(layout))
    return [
      [head, ` size unknown: ${isUnknown(layout) ? layout.reason : 'larger than what is counted'}`],
      heldBy(session, holders),
    ];
  return [
    [
      head,
      ` ${bytesText(layout.sizeBytes)}, align ${layout.alignBytes}, ${layout.fields.length} members, ${holesText(recordHoles(layout, keyword === 'union'))} · ${kernelText(kernelName(session))}`,
    ],
    heldBy(session, holders),
  ];
}

function aboutMember({ session, path, file, token, text, span }: Word): NoteHover['lines'] | undefined {
  const around = recordAround(file.text, span.start);
  if (around === undefined) return undefined;
  const holders = holdersOf(session, `${around.keyword} ${around.tag}`);
  const measured = holders.length === 0 ? undefined : session.unitFor(path);
  const specifier = measured?.resolver.tag(measured.unit.interner.intern(around.tag), around.keyword);
  if (measured === undefined || specifier === undefined || specifier.kind === 'enum') return undefined;
  const record: RecordType = { kind: 'record', specifier, qualifiers: 0, scope: undefined };
  const layout = measured.engine.record(record);
  const placed = measured.engine.member(record, measured.unit.interner.intern(text));
  if (isUnknown(placed) || isUnknown(layout) || !isCounted(layout)) return undefined;
  const { field, offsetBits } = placed;
  const declared =
    field.declarator === undefined
      ? undefined
      : measured.unit.place(field.declaration.specifiers.source, field.declarator.nameToken);
  if (declared?.file.path !== path || declared.token !== token) return undefined;
  const size =
    field.widthBits === undefined
      ? `${bytesText(field.sizeBytes)} at offset ${grouped(offsetBits / 8)}`
      : `bits ${offsetBits} to ${offsetBits + field.widthBits - 1}`;
  const gap = around.keyword === 'union' ? 0 : holeBefore(layout, offsetBits);
  const line = session.machine?.cacheLineBytes;
  const parts = [
    size,
    ...(gap > 0 ? [`${grouped(gap)}-byte hole before it`] : []),
    ...(line === undefined ? [] : [`cache line ${Math.floor(offsetBits / 8 / line)} of the record`]),
  ];
  return [
    [
      { strong: { code: declarationText(typeText(measured.resolver, field.type), text) } },
      ` of ${around.keyword} ${around.tag}: ${parts.join(', ')}`,
    ],
    [
      { code: `${around.keyword} ${around.tag}` },
      `: ${bytesText(layout.sizeBytes)}, align ${layout.alignBytes}, ${holesText(recordHoles(layout, around.keyword === 'union'))}`,
    ],
    heldBy(session, holders),
  ];
}

/** Virtualized globals whose declared type names the record. */
/** Virtualized globals that hold a record, in the order of their files: the index has them in the order of edits. */
function holdersOf(session: Session, record: string): readonly string[] {
  const named = new RegExp(`\\b${record}\\b`);
  return [...session.index.definitions]
    .filter(([, definitions]) => definitions.some(({ fact }) => fact.set === 'set_vnet' && named.test(fact.type)))
    .sort(([, [a]], [, [b]]) => (a === undefined || b === undefined ? 0 : inOrder(a, b)))
    .map(([name]) => name);
}

function inOrder(a: Located<VariableFact>, b: Located<VariableFact>): number {
  return a.path === b.path ? a.fact.start - b.fact.start : a.path < b.path ? -1 : 1;
}

function heldBy(session: Session, holders: readonly string[]): readonly Piece[] {
  const pieces = holders.map((name): Piece => {
    const [definition] = session.index.definitions.get(name) ?? [];
    return definition === undefined
      ? { code: name }
      : { link: locationOf(session, definition.path, definition.fact), text: name };
  });
  return [
    `type of ${holders.length === 1 ? 'the virtualized global ' : `${holders.length} virtualized globals: `}`,
    ...listed(pieces),
  ];
}
