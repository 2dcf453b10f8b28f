import { bytesText, grouped } from '../../text/amounts.ts';
import { declarationText } from './answer-terms.ts';
import type { ContainerHover } from './hover-container.ts';
import type { Piece } from './hover-piece.ts';
import { kernelText } from './hover-terms.ts';

/** What an access to a container's member means in each of the three kernels. */
export function containerLines({
  name,
  type,
  container,
  declared,
  accessor,
  place,
  base,
  instance,
  plain,
  initial,
  constructors,
  kernel,
}: ContainerHover): Piece[][] {
  const where: Piece[] =
    typeof place === 'string'
      ? [`size unknown: ${place}`]
      : [
          { strong: bytesText(place.sizeBytes) },
          ' at offset ',
          { strong: grouped(place.offsetBytes) },
          ` of ${container} (${bytesText(place.containerBytes)})`,
        ];
  const lines: Piece[][] = [
    [
      { strong: { code: declarationText(type, name) } },
      ' member ',
      { link: declared, text: `_${name}` },
      ` of ${container}, `,
      ...(accessor === undefined ? [{ strong: 'no accessor' }] : [{ code: accessor }]),
    ],
    [...where, ` · ${kernelText(kernel)}`],
  ];
  if (base !== undefined)
    lines.push([
      'options VIMAGE: ',
      { code: `${base}->_${name}` },
      ', zero in each new vnet until its constructor runs',
    ]);
  if (instance !== undefined) lines.push(['neither option: ', { code: `${instance}._${name}` }]);
  lines.push([
    'options VIMAGE_GLOBALS: ',
    ...(plain === undefined
      ? ['no plain global']
      : [
          'plain global ',
          { link: plain, text: name } as const,
          initial === undefined ? ', initially zero' : ', initially ',
          ...(initial === undefined ? [] : [{ code: initial }]),
        ]),
  ]);
  if (constructors.length > 0)
    lines.push([
      'set by constructor ',
      ...constructors.flatMap((one, i): Piece[] => [...(i > 0 ? [', '] : []), { link: one, text: one.name }]),
    ]);
  return lines;
}
