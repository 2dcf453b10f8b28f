import { button, element } from './elements.ts';
import { VirtualRows } from './virtual-rows.ts';

export interface Column<Row> {
  readonly name: string;
  readonly label: string;
  readonly text: (row: Row) => string;
  /** What rows are sorted by; null comes last. */
  readonly key: (row: Row) => string | number | null;
  readonly isNumber?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

export interface TableEvents<Row> {
  readonly sorted: (sort: Sort) => void;
  readonly opened: (row: Row) => void;
  readonly selected: (row: Row) => void;
}

const ROW_HEIGHT = 22;

/** A table of any length: a screen reader gets the roles and counts of a table, the document the rows in sight. */
export class SortableTable<Row> {
  readonly box: HTMLElement;
  private readonly columns: readonly Column<Row>[];
  private readonly heads: readonly HTMLElement[];
  private readonly rows: VirtualRows;
  private readonly events: TableEvents<Row>;
  private readonly body = element('div', { class: 'table-body', role: 'rowgroup', tabindex: 0 });
  private all: readonly Row[] = [];
  private sorted: readonly Row[] = [];
  private sort: Sort;
  private current = 0;

  constructor(label: string, columns: readonly Column<Row>[], sort: Sort, events: TableEvents<Row>) {
    this.columns = columns;
    this.sort = sort;
    this.events = events;
    this.heads = columns.map((column) =>
      element(
        'div',
        { role: 'columnheader', class: `cell ${column.name}${column.isNumber === true ? ' number' : ''}` },
        button(column.label, () => this.sortBy(column.name)),
      ),
    );
    const head = element('div', { role: 'row', class: 'table-head', 'aria-rowindex': 1 }, ...this.heads);
    this.box = element(
      'div',
      { role: 'table', class: 'table', 'aria-label': label, 'aria-colcount': columns.length },
      element('div', { role: 'rowgroup' }, head),
      this.body,
    );
    this.rows = new VirtualRows(this.body, ROW_HEIGHT, (index) => this.row(index));
    this.body.addEventListener('keydown', (event) => this.key(event));
  }

  show(rows: readonly Row[]): void {
    this.all = rows;
    this.arrange();
  }

  /** Makes a row the current one and scrolls to it. */
  select(row: Row): void {
    const index = this.sorted.indexOf(row);
    if (index >= 0) this.moveTo(index);
  }

  /** Draws what is in sight, when the table has come into sight. */
  redraw(): void {
    this.rows.refresh();
  }

  private sortBy(column: string): void {
    const isDescending = this.sort.column === column && !this.sort.isDescending;
    this.sort = { column, isDescending };
    this.events.sorted(this.sort);
    this.arrange();
  }

  private arrange(): void {
    const column = this.columns.find(({ name }) => name === this.sort.column) ?? this.columns[0];
    if (column === undefined) return;
    const sign = this.sort.isDescending ? -1 : 1;
    const keyed = this.all.map((row) => ({ row, key: column.key(row) }));
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return a.key === b.key ? 0 : a.key === null ? 1 : -1;
      return a.key < b.key ? -sign : a.key > b.key ? sign : 0;
    });
    this.sorted = keyed.map(({ row }) => row);
    this.current = 0;
    this.columns.forEach(({ name }, i) => {
      const way = name !== this.sort.column ? 'none' : this.sort.isDescending ? 'descending' : 'ascending';
      this.heads[i]?.setAttribute('aria-sort', way);
    });
    this.box.setAttribute('aria-rowcount', String(this.sorted.length + 1));
    this.rows.reset(this.sorted.length);
  }

  private row(index: number): HTMLElement {
    const row = this.sorted[index];
    if (row === undefined) return element('div');
    const made = element(
      'div',
      { role: 'row', class: `table-row${index === this.current ? ' current' : ''}`, 'aria-rowindex': index + 2 },
      ...this.columns.map((column) => {
        const text = column.text(row);
        const kind = `cell ${column.name}${column.isNumber === true ? ' number' : ''}`;
        return element('div', { role: 'cell', class: kind, title: text }, text);
      }),
    );
    made.addEventListener('click', () => this.choose(index));
    made.addEventListener('dblclick', () => this.events.opened(row));
    return made;
  }

  private choose(index: number): void {
    this.moveTo(index);
    const row = this.sorted[index];
    if (row !== undefined) this.events.selected(row);
  }

  private moveTo(index: number): void {
    const before = this.current;
    this.current = index;
    this.rows.refreshRow(before);
    this.rows.refreshRow(index);
    this.rows.reveal(index);
  }

  private key(event: KeyboardEvent): void {
    const row = this.sorted[this.current];
    const last = this.sorted.length - 1;
    if (event.key === 'Enter' && row !== undefined) this.events.opened(row);
    else if (event.key === 'ArrowDown') this.choose(Math.min(last, this.current + 1));
    else if (event.key === 'ArrowUp') this.choose(Math.max(0, this.current - 1));
    else if (event.key === 'Home') this.choose(0);
    else if (event.key === 'End') this.choose(last);
    else return;
    event.preventDefault();
  }
}
