import { bytesText, grouped } from '../../../server/src/core/text/amounts.ts';
import type { SourcePlace } from '../../../server/src/protocol/region-map.ts';
import type {
  SimulatedFile,
  SimulatedSpace,
  SimulatedVnet,
  SimulationStep,
  SpaceOfFile,
} from '../../../server/src/protocol/simulation.ts';
import { button, element } from '../elements.ts';
import { Tabs } from '../tabs.ts';
import { factTable, type FactColumn } from './fact-table.ts';
import { ModspaceDrawing, type SpaceLooks } from './modspace-drawing.ts';
import { outcomeOf } from './outcome.ts';
import { WrittenPanel } from './written-panel.ts';

const VNETS: readonly FactColumn<SimulatedVnet>[] = [
  { label: 'Name', cell: ({ name }) => name },
  { label: 'struct vnet', cell: ({ address }) => address },
  { label: 'vnet_data_mem', cell: ({ dataMem }) => dataMem },
  { label: 'vnet_data_base', cell: ({ dataBase }) => dataBase },
  { label: 'State', cell: ({ state }) => state ?? 'not kept' },
  { label: 'Sockets', isNumber: true, cell: ({ sockcnt }) => grouped(sockcnt) },
  { label: 'Interfaces', isNumber: true, cell: ({ ifcnt }) => (ifcnt === null ? 'unknown' : grouped(ifcnt)) },
];

const place = (offset: number | null): string => (offset === null ? 'none' : grouped(offset));

const MODULES: readonly FactColumn<SimulatedFile>[] = [
  { label: 'Name', cell: ({ name }) => name },
  { label: 'Id', isNumber: true, cell: ({ id }) => grouped(id) },
  { label: 'References', isNumber: true, cell: ({ refs }) => grouped(refs) },
  { label: 'Of users', isNumber: true, cell: ({ userrefs }) => grouped(userrefs) },
  { label: 'Place in set_vnet', isNumber: true, cell: ({ setVnet }) => place(setVnet) },
  { label: 'Place in set_pcpu', isNumber: true, cell: ({ setPcpu }) => place(setPcpu) },
];

const PIECES: readonly FactColumn<SpaceOfFile>[] = [
  { label: 'Offset', isNumber: true, cell: ({ offset }) => grouped(offset) },
  { label: 'Size', isNumber: true, cell: ({ size }) => bytesText(size) },
  { label: 'File', cell: ({ file }) => file ?? 'free' },
];

export interface StepEvents {
  readonly opened: (place: SourcePlace) => void;
  readonly tabChanged: (tab: string) => void;
  readonly valuesWanted: () => void;
  readonly cancelled: () => void;
}

/** Everything about the step that is shown. */
export class StepDetails {
  readonly box: HTMLElement;
  private readonly head = element('div', { class: 'step-head' });
  private readonly drawing: ModspaceDrawing;
  private readonly spaceFigures = element('dl', { class: 'figures space-figures', 'aria-label': 'modspace' });
  private readonly spaceBox: HTMLElement;
  private readonly happened = element('div', { class: 'happened', tabindex: 0, role: 'log', 'aria-label': 'Messages' });
  private readonly written: WrittenPanel;
  private readonly panels: Readonly<Record<'vnets' | 'modules' | 'modspace', HTMLElement>>;
  private readonly tabs: Tabs;
  private readonly events: StepEvents;

  constructor(tab: string, events: StepEvents) {
    this.events = events;
    const panel = (...content: readonly Node[]): HTMLElement => element('section', { class: 'panel' }, ...content);
    const scrolled = (): HTMLElement => element('div', { class: 'scrolled', tabindex: 0 });
    this.panels = { vnets: scrolled(), modules: scrolled(), modspace: scrolled() };
    this.written = new WrittenPanel({
      opened: events.opened,
      wanted: events.valuesWanted,
      cancelled: events.cancelled,
    });
    this.drawing = new ModspaceDrawing((piece) => {
      this.tabs.show('modspace');
      events.tabChanged('modspace');
      this.selectPiece(piece);
    });
    this.spaceBox = element('div', { class: 'space' }, this.drawing.box, this.spaceFigures);
    const nothing = (): undefined => undefined;
    const tabs = [
      { name: 'events', label: 'Messages', panel: panel(this.happened), onShow: nothing },
      { name: 'written', label: 'Written', panel: panel(this.written.box), onShow: () => this.written.redraw() },
      { name: 'vnets', label: 'Vnets', panel: panel(this.panels.vnets), onShow: nothing },
      { name: 'modules', label: 'Modules', panel: panel(this.panels.modules), onShow: nothing },
      { name: 'modspace', label: 'modspace', panel: panel(this.panels.modspace), onShow: nothing },
    ];
    this.tabs = new Tabs('What the step did', tabs, events.tabChanged);
    this.box = element(
      'section',
      { class: 'step-details', 'aria-label': 'Step' },
      this.head,
      this.spaceBox,
      this.tabs.list,
      ...tabs.map((one) => one.panel),
    );
    this.tabs.show(tab);
  }

  show(
    step: SimulationStep,
    before: SimulationStep | undefined,
    more: { readonly isBusy: boolean; readonly why: string; readonly drawn: SpaceLooks },
  ): void {
    this.showHead(step);
    this.showHappened(step);
    this.written.show(step.written, more.isBusy, more.why);
    const { vnets, modules, modspace } = step.after;
    this.panels.vnets.replaceChildren(
      vnets.length === 0 ? hint('There is no vnet.') : factTable('Vnets', VNETS, vnets),
    );
    this.panels.modules.replaceChildren(
      modules.length === 0 ? hint('No module is loaded.') : factTable('Modules', MODULES, modules),
    );
    this.showSpace(modspace, before?.after.modspace ?? undefined, more.drawn);
    this.tabs.relabel('written', step.written === null ? 'Written' : `Written (${grouped(step.written.length)})`);
    this.tabs.relabel('vnets', `Vnets (${grouped(vnets.length)})`);
    this.tabs.relabel('modules', `Modules (${grouped(modules.length)})`);
  }

  private showHead(step: SimulationStep): void {
    const outcome = outcomeOf(step);
    const { place: at } = outcome;
    this.head.replaceChildren(
      element('h2', {}, step.text),
      element(
        'p',
        { class: `step-result ${outcome.kind}` },
        outcome.kind === 'done' ? 'Done' : outcome.text,
        ...(outcome.errno === undefined
          ? []
          : [element('span', { class: 'errno', 'data-fact': 'errno' }, outcome.errno)]),
        ...(at === undefined
          ? []
          : [
              element('span', {}, `${at.function}(), `),
              button(`${at.file}:${at.line}`, () => this.events.opened({ file: at.file, line: at.line, column: 1 }), {
                class: 'link panic-place',
              }),
            ]),
      ),
    );
  }

  /** The kernel's own words stand out from what is said about it. */
  private showHappened({ lines, events }: SimulationStep): void {
    const printed = new Set(events.flatMap(({ kind, text }) => (kind === 'printf' ? [String(text)] : [])));
    this.happened.replaceChildren(
      ...(lines.length === 0 ? [hint('The kernel says nothing.')] : []),
      ...lines.map((line) => {
        const kind = printed.has(line) || line.startsWith('panic: ') ? 'printed' : 'told';
        return element('div', { class: kind }, line.trimStart());
      }),
    );
  }

  private showSpace(space: SimulatedSpace | null, before: SimulatedSpace | undefined, drawn: SpaceLooks): void {
    this.spaceBox.hidden = space === null;
    if (space === null) {
      this.panels.modspace.replaceChildren(hint('There is no modspace.'));
      return;
    }
    this.drawing.show(space, before, drawn);
    const free = space.pieces.filter(({ file }) => file === null);
    const all = space.pieces.reduce((sum, { size }) => sum + size, 0);
    const figures = [
      ['modspace', bytesText(all)],
      ['Used', grouped(all - space.free)],
      ['Free', grouped(space.free)],
      ['Free extents', grouped(free.length)],
      ['Largest', grouped(space.largest)],
    ] as const;
    this.spaceFigures.replaceChildren(
      ...figures.map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', { 'data-figure': name }, value)),
      ),
    );
    this.panels.modspace.replaceChildren(factTable('modspace', PIECES, space.pieces));
  }

  private selectPiece(piece: number): void {
    this.drawing.select(piece);
    this.panels.modspace.querySelectorAll('tbody tr').forEach((row, i) => {
      row.classList.toggle('current', i === piece);
      if (i === piece) row.scrollIntoView({ block: 'nearest' });
    });
  }
}

function hint(text: string): HTMLElement {
  return element('p', { class: 'hint' }, text);
}
