import { element } from '../elements.ts';
import { placeText, shiftText, widthText, type Piece } from './record-scene.ts';

interface TableColumn {
  readonly title: string;
  readonly pieces: readonly Piece[];
}

/** The members with their place in each layout, one row for each name; holes belong to one layout alone. */
export function memberTable(columns: readonly TableColumn[]): HTMLElement {
  const [first] = columns;
  const paths = new Map<string, Piece>();
  for (const { pieces } of columns)
    for (const piece of pieces) if (piece.path !== '' && !paths.has(piece.path)) paths.set(piece.path, piece);
  const isAlone = columns.length === 1;
  const rows =
    isAlone && first !== undefined
      ? first.pieces.map((piece) => row(piece, columns))
      : [...paths.values()].map((piece) => row(piece, columns));
  return element(
    'table',
    {},
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'Member'),
        element('th', { scope: 'col' }, 'Type'),
        ...columns.flatMap(({ title }) => [
          element('th', { scope: 'col', class: 'number' }, isAlone ? 'Offset' : `${title}: offset`),
          element('th', { scope: 'col', class: 'number' }, 'Size'),
        ]),
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

function row(piece: Piece, columns: readonly TableColumn[]): HTMLElement {
  const isGap = piece.path === '';
  return element(
    'tr',
    { class: piece.kind, 'data-path': piece.path },
    element('th', { scope: 'row' }, isGap ? piece.kind : piece.path),
    element('td', {}, piece.type),
    ...columns.flatMap(({ pieces }) => {
      const own = isGap ? piece : pieces.find(({ path }) => path === piece.path);
      if (own === undefined) return [element('td', { class: 'number' }, '–'), element('td', {}, '')];
      const moved = typeof own.moved === 'number' ? ` (${shiftText(own.moved)})` : own.moved === true ? ' (moved)' : '';
      return [
        element(
          'td',
          { class: `number${own.moved === undefined ? '' : ' moved'}` },
          `${placeText(own.startBits, own.kind === 'bit-field')}${moved}`,
        ),
        element('td', { class: 'number' }, widthText(own.endBits - own.startBits)),
      ];
    }),
  );
}
