import { countText } from '../../../server/src/core/text/amounts.ts';
import type { RegionViewNotice, RegionViewRequest } from '../../../server/src/protocol/views.ts';
import { button, element } from '../elements.ts';
import type { ExtensionHost } from '../extension-host.ts';
import { SortableTable } from '../sortable-table.ts';
import { Tabs } from '../tabs.ts';
import { coloursOf } from './colours.ts';
import { Details } from './details.ts';
import { regionFigures } from './facts.ts';
import { MapView } from './map-view.ts';
import { REGION_COLUMNS } from './region-columns.ts';
import { regionPicture } from './region-picture.ts';
import type { RegionState } from './region-state.ts';
import { blockAt, firstRowSize, rowSizes, sceneOf, type Scene, type SceneVariable } from './scene.ts';
import { Tooltip } from './tooltip.ts';
import { TreemapView } from './treemap-view.ts';

/** The whole view: figures, search, and the map, the table and the treemap of one region. */
export class RegionView {
  readonly box: HTMLElement;
  private readonly host: ExtensionHost<RegionViewRequest, RegionViewNotice, RegionState>;
  private readonly title = element('h1', {}, 'set_vnet');
  private readonly figures = element('dl', { class: 'figures' });
  private readonly status = element('p', { class: 'status', role: 'status' }, 'Reading the kernel tree…');
  private readonly problems = element('ul', { class: 'problems', hidden: true });
  private readonly search: HTMLInputElement;
  private readonly found = element('span', { class: 'found', role: 'status' });
  private readonly zoomText = element('span', { class: 'zoom' });
  private readonly legend = element('ul', { class: 'legend', 'aria-label': 'Colours' });
  private readonly map: MapView;
  private readonly table: SortableTable<SceneVariable>;
  private readonly treemap: TreemapView;
  private readonly tabs: Tabs;
  private readonly details: Details;
  private readonly tooltip: Tooltip;
  private scene: Scene | undefined;
  private matches: readonly number[] = [];

  constructor(host: ExtensionHost<RegionViewRequest, RegionViewNotice, RegionState>) {
    this.host = host;
    const { state } = host;
    this.details = new Details((place) => host.post({ kind: 'open', place }));
    this.tooltip = new Tooltip();
    this.map = new MapView({
      selected: (index) => this.select(index, 'map'),
      opened: (index) => this.open(this.scene?.blocks[index]?.variable),
      pointed: (index, event) => {
        const block = index === undefined ? undefined : this.scene?.blocks[index];
        this.tooltip.show(this.scene, block, event);
      },
      zoomed: (rowBytes) => {
        host.keep({ rowBytes });
        this.showZoom(rowBytes);
      },
      scrolled: (firstRow) => {
        host.keep({ firstRow });
        this.tooltip.hide();
      },
    });
    this.table = new SortableTable<SceneVariable>(
      'Virtualized globals',
      REGION_COLUMNS,
      { column: state.sortColumn, isDescending: state.sortDescending },
      {
        sorted: ({ column, isDescending }) => host.keep({ sortColumn: column, sortDescending: isDescending }),
        opened: (variable) => this.open(variable),
        selected: (variable) => this.selectVariable(variable, 'table'),
      },
    );
    this.treemap = new TreemapView(state.grouping, {
      selected: (variable) => this.selectVariable(variable, 'cost'),
      grouped: (grouping) => host.keep({ grouping }),
    });
    this.search = element('input', {
      type: 'search',
      placeholder: 'Name, type or file',
      'aria-label': 'Search variables',
      value: state.search,
    });
    this.search.addEventListener('input', () => this.find());
    this.search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.nextMatch(event.shiftKey ? -1 : 1);
    });
    const panel = (content: HTMLElement): HTMLElement => element('section', { class: 'panel' }, content);
    const tabs = [
      { name: 'map', label: 'Map', panel: this.mapPanel(), onShow: () => this.map.redraw() },
      { name: 'table', label: 'Table', panel: panel(this.table.box), onShow: () => this.table.redraw() },
      { name: 'cost', label: 'Cost per vnet', panel: panel(this.treemap.box), onShow: () => undefined },
    ];
    this.tabs = new Tabs('Views of the region', tabs, (tab) => host.keep({ tab }));
    this.box = this.frame(tabs.map((tab) => tab.panel));
    this.tabs.show(state.tab);
    document.addEventListener('keydown', (event) => this.globalKey(event));
  }

  take(notice: RegionViewNotice): void {
    switch (notice.kind) {
      case 'busy':
        this.box.setAttribute('aria-busy', 'true');
        this.status.textContent = notice.text;
        this.status.hidden = false;
        return;
      case 'failed':
        this.box.setAttribute('aria-busy', 'false');
        this.status.textContent = notice.text;
        this.status.hidden = false;
        return;
      case 'select': {
        const at = this.scene?.blocks.findIndex(({ label }) => label === notice.variable) ?? -1;
        if (at >= 0) this.select(at, 'search');
        return;
      }
      case 'facts':
        this.details.addFacts(notice.place, notice.text);
        return;
      case 'region':
        this.box.setAttribute('aria-busy', 'false');
        this.host.keep({ modules: notice.modules });
        this.show(sceneOf(notice.map));
    }
  }

  private show(scene: Scene): void {
    this.scene = scene;
    const { state } = this.host;
    const { kernel, modulesError } = scene.map;
    const colourOf = coloursOf(scene);
    this.title.replaceChildren(
      'set_vnet ',
      element('span', { class: 'kernel' }, `${kernel.release.name} ${kernel.arch} ${kernel.kernconf}`),
    );
    this.figures.replaceChildren(
      ...regionFigures(scene).map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', { 'data-figure': name }, value)),
      ),
    );
    const message = kernel.vimage
      ? scene.variables.length === 0
        ? 'This kernel has no virtualized globals.'
        : (modulesError ?? '')
      : `${kernel.kernconf} has no options VIMAGE: virtualized globals are plain globals, there is no set_vnet.`;
    this.status.textContent = message;
    this.status.hidden = message === '';
    this.showProblems(scene);
    this.legend.replaceChildren(
      ...scene.subsystems
        .slice(0, 6)
        .map(({ name }) => element('li', {}, element('span', { class: `swatch ${colourOf(name)}` }), name)),
      ...(scene.subsystems.length > 6
        ? [element('li', {}, element('span', { class: 'swatch colour-other' }), 'others')]
        : []),
      element('li', {}, element('span', { class: 'swatch room' }), 'modspace'),
    );
    const sizes = rowSizes(scene.map);
    const rowBytes =
      state.rowBytes !== undefined && sizes.includes(state.rowBytes)
        ? state.rowBytes
        : firstRowSize(sizes, scene.sizeBytes);
    this.map.show(scene, colourOf, rowBytes);
    this.showZoom(rowBytes);
    this.map.scrollTo(state.firstRow);
    this.table.show(scene.variables);
    this.treemap.show(scene, colourOf);
    this.find();
    if (state.selected !== undefined && scene.blocks.length > 0)
      this.select(blockAt(scene.blocks, state.selected), 'restored');
  }

  private showProblems({ map: { kernel, loaded }, unplaced }: Scene): void {
    const lines = [
      ...(unplaced.length === 0
        ? []
        : [`${countText(unplaced.length, 'variable')} without a known place: in the table, not in the map.`]),
      ...[...kernel.problems, ...(loaded?.problems ?? [])].map(({ file, line, message }) =>
        line === 0 ? `${file}: ${message}` : `${file}:${line}: ${message}`,
      ),
    ];
    this.problems.hidden = lines.length === 0;
    this.problems.replaceChildren(...lines.map((line) => element('li', {}, line)));
  }

  private showZoom(rowBytes: number): void {
    this.zoomText.textContent = `${rowBytes} bytes a row`;
  }

  private select(index: number, from: 'map' | 'table' | 'cost' | 'search' | 'restored'): void {
    const { scene } = this;
    const block = scene?.blocks[index];
    if (scene === undefined || block === undefined) return;
    this.host.keep({ selected: block.start });
    this.map.select(index);
    this.details.show(scene, block);
    const { variable } = block;
    if (variable === undefined) return;
    if (from !== 'table') this.table.select(variable);
    const { file, line, column } = variable;
    this.host.post({ kind: 'facts', place: { file, line, column } });
  }

  private selectVariable(variable: SceneVariable, from: 'table' | 'cost'): void {
    const { scene } = this;
    if (scene === undefined) return;
    const index = scene.blocks.findIndex((block) => block.variable === variable);
    if (index >= 0) this.select(index, from);
    else this.details.showUnplaced(variable);
  }

  private open(variable: SceneVariable | undefined): void {
    if (variable === undefined) return;
    const { file, line, column } = variable;
    this.host.post({ kind: 'open', place: { file, line, column } });
  }

  private chooseModules(): void {
    this.host.post({ kind: 'chooseModules', loaded: this.host.state.modules });
  }

  private find(): void {
    const wanted = this.search.value.trim().toLowerCase();
    this.host.keep({ search: this.search.value });
    const { scene } = this;
    if (scene === undefined) return;
    const fits = ({ name, type, file, module }: SceneVariable): boolean =>
      [name, type, file, module ?? ''].some((text) => text.toLowerCase().includes(wanted));
    this.matches =
      wanted === ''
        ? []
        : scene.blocks.flatMap(({ variable }, i) => (variable !== undefined && fits(variable) ? [i] : []));
    this.map.mark(new Set(this.matches));
    this.table.show(wanted === '' ? scene.variables : scene.variables.filter(fits));
    this.found.textContent = wanted === '' ? '' : countText(scene.variables.filter(fits).length, 'variable');
  }

  private nextMatch(by: number): void {
    const { scene } = this;
    if (scene === undefined || this.matches.length === 0) return;
    const now = this.host.state.selected;
    const at = this.matches.findIndex((index) => scene.blocks[index]?.start === now);
    const next = this.matches[(at < 0 && by < 0 ? 0 : at + by + this.matches.length) % this.matches.length];
    if (next !== undefined) this.select(next, 'search');
  }

  private globalKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.tooltip.hide();
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key !== '/' || isTyping) return;
    event.preventDefault();
    this.search.focus();
    this.search.select();
  }

  private mapPanel(): HTMLElement {
    const keys = element(
      'p',
      { id: 'map-keys', class: 'hint' },
      'Arrows move, + and − zoom (also Ctrl and the wheel), Enter opens the source, / searches.',
    );
    const zoom = element(
      'div',
      { class: 'map-bar' },
      this.legend,
      element(
        'span',
        { class: 'zoom-buttons' },
        this.zoomText,
        button('−', () => this.map.zoom(-1), { 'aria-label': 'Zoom out', class: 'icon' }),
        button('+', () => this.map.zoom(1), { 'aria-label': 'Zoom in', class: 'icon' }),
      ),
    );
    return element('section', { class: 'panel' }, zoom, this.map.box, keys);
  }

  private frame(panels: readonly HTMLElement[]): HTMLElement {
    return element(
      'main',
      { class: 'view', 'aria-busy': 'true' },
      element('header', {}, this.title, this.figures),
      element(
        'div',
        { class: 'toolbar' },
        this.tabs.list,
        element('span', { class: 'searching' }, this.search, this.found),
        button('Modules…', () => this.chooseModules(), { class: 'secondary' }),
        button('Export as SVG…', () => this.exportPicture(), { class: 'secondary' }),
      ),
      this.status,
      element('div', { class: 'body' }, element('div', { class: 'panels' }, ...panels), this.details.box),
      this.problems,
      this.tooltip.box,
    );
  }

  private exportPicture(): void {
    const { scene } = this;
    if (scene === undefined) return;
    const { arch, kernconf } = scene.map.kernel;
    this.host.post({ kind: 'save', name: `set_vnet-${arch}-${kernconf}.svg`, text: regionPicture(scene) });
  }
}
