import { bytesText, grouped } from '../../../server/src/core/text/amounts.ts';
import type { SourcePlace } from '../../../server/src/protocol/region-map.ts';
import type { SimulatedWrite } from '../../../server/src/protocol/simulation.ts';
import { button, element } from '../elements.ts';
import { SortableTable, type Column } from '../sortable-table.ts';
import { reasonsIn, shortValue } from './value-text.ts';

const text = (name: string, label: string, value: (row: SimulatedWrite) => string): Column<SimulatedWrite> => ({
  name,
  label,
  key: value,
  text: value,
});

const COLUMNS: readonly Column<SimulatedWrite>[] = [
  text('vnet', 'Vnet', ({ vnet }) => vnet),
  text('variable', 'Variable', ({ name }) => name),
  {
    name: 'offset',
    label: 'Offset',
    key: ({ offset }) => offset,
    text: ({ offset }) => grouped(offset),
    isNumber: true,
  },
  text('before', 'Before', ({ before }) => shortValue(before)),
  text('after', 'After', ({ after }) => shortValue(after)),
  text('by', 'Written by', ({ by }) => (by === null ? '' : `${by.function}()`)),
];

export interface WrittenEvents {
  readonly wanted: () => void;
  readonly cancelled: () => void;
  readonly opened: (place: SourcePlace) => void;
}

/** What a step wrote into which vnet; worked out when somebody asks. */
export class WrittenPanel {
  readonly box = element('div', { class: 'written' });
  private readonly table: SortableTable<SimulatedWrite>;
  private readonly detail = element('div', { class: 'written-detail', 'aria-live': 'polite' });
  private readonly events: WrittenEvents;

  constructor(events: WrittenEvents) {
    this.events = events;
    const place = ({ file, line }: { readonly file: string; readonly line: number }): SourcePlace => ({
      file,
      line,
      column: 1,
    });
    this.table = new SortableTable<SimulatedWrite>(
      'Written variables',
      COLUMNS,
      { column: 'offset', isDescending: false },
      {
        sorted: () => undefined,
        opened: (row) => events.opened(place(row.by ?? row)),
        selected: (row) => this.showDetail(row),
      },
    );
    this.table.box.classList.add('written-table');
  }

  /** @param isBusy values are being worked out */
  show(written: readonly SimulatedWrite[] | null, isBusy: boolean, why: string): void {
    this.detail.replaceChildren();
    if (written === null) {
      const hint = isBusy
        ? 'The constructors of the kernel run…'
        : 'Values come from running the C constructors of the kernel: seconds on a small kernel, a minute on GENERIC.';
      this.box.replaceChildren(
        ...(why === '' ? [] : [element('p', { class: 'step-failure' }, why)]),
        element('p', { class: 'hint' }, hint),
        element(
          'div',
          { class: 'choices' },
          isBusy
            ? button('Cancel', () => this.events.cancelled(), { class: 'cancel-values' })
            : button('Work Out Values', () => this.events.wanted()),
        ),
      );
      return;
    }
    if (written.length === 0) {
      this.box.replaceChildren(element('p', { class: 'hint' }, 'No vnet holds anything else than before.'));
      return;
    }
    this.box.replaceChildren(this.table.box, this.detail);
    this.table.show(written);
  }

  redraw(): void {
    this.table.redraw();
  }

  private showDetail(row: SimulatedWrite): void {
    const { vnet, name, owner, file, line, offset, size, before, after, by } = row;
    const open = (place: SourcePlace) => (): void => this.events.opened(place);
    const link = (label: string, at: { readonly file: string; readonly line: number }): HTMLElement =>
      button(label, open({ file: at.file, line: at.line, column: 1 }), { class: 'link' });
    const fact = (label: string, ...value: readonly (Node | string)[]): readonly HTMLElement[] => [
      element('dt', {}, label),
      element('dd', { 'data-fact': label }, ...value),
    ];
    const reasons = reasonsIn(after);
    this.detail.replaceChildren(
      element(
        'dl',
        { class: 'detail-facts' },
        ...fact(vnet, `V_${name}, ${bytesText(size)} at ${grouped(offset)}, ${owner}`),
        ...fact('Defined', link(`${file}:${line}`, { file, line })),
        ...(by === null ? [] : fact('Written by', `${by.function}(), `, link(`${by.file}:${by.line}`, by))),
        ...fact('Before', element('code', {}, shortValue(before))),
        ...fact('After', element('code', {}, shortValue(after))),
        ...(reasons.length === 0 ? [] : fact('Unknown, because', ...reasons.map((one) => element('div', {}, one)))),
      ),
    );
  }
}
