import { bytesText, grouped } from '../../text/amounts.ts';
import { declarationText } from './answer-terms.ts';
import { containerLines } from './hover-container-lines.ts';
import { hoverActions } from './hover-actions.ts';
import type { HoverAnswer, MachineryHover } from './hover.ts';
import type { LayoutHover } from './hover-layout.ts';
import { memberLines } from './hover-member-lines.ts';
import type { HoverText, Piece } from './hover-piece.ts';
import type { SysinitHover } from './hover-sysinit.ts';
import { variableText } from './hover-variable-lines.ts';

const PLACES_SHOWN = 4;
/** So many lines are read at a glance. */
const LINES_AT_A_GLANCE = 3;

export function hoverText(answer: HoverAnswer): HoverText {
  const { lines, more = [], source } = textOf(answer);
  const rest = [...lines.slice(LINES_AT_A_GLANCE), ...more];
  return { lines: lines.slice(0, LINES_AT_A_GLANCE), more: rest, source, actions: hoverActions(answer) };
}

function textOf(answer: HoverAnswer): {
  readonly lines: HoverText['lines'];
  readonly more?: HoverText['more'] | undefined;
  readonly source?: string | undefined;
} {
  switch (answer.kind) {
    case 'variable':
      return variableText(answer);
    case 'member':
      return memberLines(answer);
    case 'sysinit':
      return { lines: sysinitLines(answer) };
    case 'machinery':
      return { lines: machineryLines(answer) };
    case 'container':
      return { lines: containerLines(answer) };
    case 'layout':
      return { lines: layoutLines(answer), more: answer.also };
    case 'note':
      return { lines: answer.lines };
  }
}

function sysinitLines({
  isDestructor,
  identifier,
  subsystem,
  order,
  handler,
  argument,
  sameLevel,
}: SysinitHover): Piece[][] {
  const hex = (value: number | undefined): string => (value === undefined ? '' : ` (0x${value.toString(16)})`);
  const lines: Piece[][] = [
    [
      { strong: { code: identifier } },
      ` vnet ${isDestructor ? 'destructor' : 'constructor'}: `,
      { code: `${handler}(${argument})` },
    ],
    [
      isDestructor
        ? 'runs in each vnet that is destroyed, in descending order, at '
        : 'runs in every existing vnet when registered; in each new vnet in ascending order, at ',
      { code: subsystem.text },
      `${hex(subsystem.value)}, `,
      { code: order.text },
      hex(order.value),
    ],
  ];
  if (sameLevel.length > 0) {
    const links = sameLevel
      .slice(0, PLACES_SHOWN)
      .flatMap((at, i): Piece[] => [...(i > 0 ? [', '] : []), { link: at, text: at.identifier }]);
    lines.push([
      `${sameLevel.length} more at the same level, run in order of registration: `,
      ...links,
      ...(sameLevel.length > PLACES_SHOWN ? [' ...'] : []),
    ]);
  }
  lines.push([`without VIMAGE an ordinary ${isDestructor ? 'SYSUNINIT' : 'SYSINIT'}`]);
  return lines;
}

function layoutLines({ record, member, sizeBytes, since: { baseline, sizeBefore }, unused }: LayoutHover): Piece[][] {
  const grown =
    sizeBefore === undefined
      ? `not in ${baseline}`
      : sizeBefore === sizeBytes
        ? `as in ${baseline}`
        : `${signedBytes(sizeBytes - sizeBefore)} since ${baseline}`;
  if (member === undefined) return [[{ strong: { code: record } }, `: ${bytesText(sizeBytes)}, `, { strong: grown }]];
  const { name, type, offsetBits, widthBits, isBitField, offsetBitsBefore } = member;
  const where = isBitField
    ? `bits ${offsetBits} to ${offsetBits + widthBits - 1}`
    : `${bytesText(widthBits / 8)} at offset ${grouped(offsetBits / 8)}`;
  const moved =
    offsetBitsBefore === undefined
      ? `new since ${baseline}`
      : offsetBitsBefore === offsetBits
        ? `as in ${baseline}`
        : `moved: ${isBitField ? `bit ${offsetBitsBefore}` : `offset ${offsetBitsBefore / 8}`} in ${baseline}`;
  const lines: Piece[][] = [
    [{ strong: { code: declarationText(type, name) } }, ` of ${record}: ${where}, `, { strong: moved }],
    [{ code: record }, `: ${bytesText(sizeBytes)}, ${grown}`],
  ];
  if (unused !== undefined) lines.push([unused]);
  return lines;
}

function signedBytes(bytes: number): string {
  return `${bytes > 0 ? '+' : '−'}${bytesText(Math.abs(bytes))}`;
}

function machineryLines({ word, text, withoutVimage, source }: MachineryHover): Piece[][] {
  const lines: Piece[][] = [[{ strong: { code: word } }], [...textPieces(text)]];
  if (withoutVimage !== undefined) lines.push([`without VIMAGE: ${withoutVimage}`]);
  lines.push([`sys/${source}`]);
  return lines;
}

/** Words with `code` in them. */
function textPieces(text: string): Piece[] {
  return text.split('`').map((piece, i) => (i % 2 === 0 ? piece : { code: piece }));
}
