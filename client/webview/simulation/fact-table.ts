import { element } from '../elements.ts';

export interface FactColumn<Row> {
  readonly label: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => string | Node;
}

/** A small table: everything is in the document. */
export function factTable<Row>(
  caption: string,
  columns: readonly FactColumn<Row>[],
  rows: readonly Row[],
): HTMLTableElement {
  const kind = ({ isNumber }: FactColumn<Row>): string | undefined => (isNumber === true ? 'number' : undefined);
  const head = columns.map((column) => element('th', { scope: 'col', class: kind(column) }, column.label));
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      ...columns.map((column, i) =>
        i === 0
          ? element('th', { scope: 'row', class: kind(column) }, column.cell(row))
          : element('td', { class: kind(column) }, column.cell(row)),
      ),
    ),
  );
  return element(
    'table',
    { class: 'facts', 'aria-label': caption },
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}
