import { bytesText, grouped } from '../../text/amounts.ts';
import { declarationText } from './answer-terms.ts';
import type { HoverText, Piece } from './hover-piece.ts';
import type { FoundMember, MemberHover } from './hover-member.ts';
import { kernelText, placeText } from './hover-terms.ts';
import { placePieces } from './hover-variable-lines.ts';
import { holesText } from './record-holes.ts';

/** A member reached through a virtualized global: what it is, where in its record, where in the set. */
export function memberLines(answer: MemberHover): Pick<HoverText, 'lines' | 'more'> & { readonly source: undefined } {
  const { expression, member, found, unknown, variable, symbol, kernel } = answer;
  if (found === undefined)
    return {
      lines: [
        [{ strong: { code: expression } }, ` through the virtualized global ${variable}`],
        [`unknown: ${unknown ?? 'not known'}`],
      ],
      more: [],
      source: undefined,
    };
  const { type, record, place, declared } = found;
  const lines: Piece[][] = [
    [
      { strong: { code: declarationText(type, member) } },
      ` of ${record.name}, through the virtualized global `,
      { code: variable },
    ],
    [...inRecord(found), ` in ${record.name}`, ...sincePieces(found)],
  ];
  if (place !== undefined)
    lines.push([
      ...placePieces(place, symbol.startsWith('vnet_') ? 'set_vnet' : 'set_pcpu'),
      ` · ${kernelText(kernel)}`,
    ]);
  const more: Piece[][] = [
    [
      { code: record.name },
      `: ${bytesText(record.sizeBytes)}, align ${record.alignBytes}, ${record.members} members, ${holesText(record)}`,
    ],
  ];
  if (declared !== undefined) more.push(['declared ', { link: declared, text: placeText(declared) }]);
  return { lines, more, source: undefined };
}

function inRecord({ offsetBits, widthBits, sizeBytes, holeBefore, cacheLine }: FoundMember): Piece[] {
  const where: Piece[] =
    widthBits === undefined
      ? [
          sizeBytes === null ? 'size unknown' : { strong: bytesText(sizeBytes) },
          ' at offset ',
          { strong: grouped(offsetBits / 8) },
        ]
      : [
          { strong: `${widthBits} bit${widthBits === 1 ? '' : 's'}` },
          `, bits ${offsetBits} to ${offsetBits + widthBits - 1}`,
        ];
  return [
    ...where,
    ...(holeBefore > 0 ? [` after a ${grouped(holeBefore)}-byte hole`] : []),
    ...(cacheLine === undefined ? [] : [`, cache line ${cacheLine}`]),
  ];
}

function sincePieces({ since, offsetBits, widthBits }: FoundMember): Piece[] {
  if (since === undefined) return [];
  const { baseline, offsetBitsBefore } = since;
  if (offsetBitsBefore === undefined) return [', ', { strong: `not in ${baseline}` }];
  if (offsetBitsBefore === offsetBits) return [`, as in ${baseline}`];
  const before = widthBits === undefined ? `offset ${grouped(offsetBitsBefore / 8)}` : `bit ${offsetBitsBefore}`;
  return [', ', { strong: `moved: ${before} in ${baseline}` }];
}
