import { bytesText, grouped } from '../../../server/src/core/text/amounts.ts';
import { hierarchy, treemap, type HierarchyRectangularNode } from 'd3-hierarchy';
import { button, element, svgElement } from '../elements.ts';
import { percent } from '../numbers.ts';
import type { ColourOf } from './colours.ts';
import { bytesOf, costTree, GROUPINGS, moduleLines, variablesOf, type CostNode, type Grouping } from './cost.ts';
import type { Scene, SceneVariable } from './scene.ts';

const HEAD = 18;
const LETTER = 6.4;

export interface TreemapEvents {
  readonly selected: (variable: SceneVariable) => void;
  readonly grouped: (by: Grouping) => void;
}

/** What each vnet pays for: areas in proportion to bytes, and the same as a table. */
export class TreemapView {
  readonly box: HTMLElement;
  private readonly picture = element('div', { class: 'treemap' });
  private readonly crumbs = element('nav', { class: 'crumbs', 'aria-label': 'Where the treemap is' });
  private readonly table = element('div', { class: 'cost-table' });
  private readonly modules = element('ul', { class: 'module-lines' });
  private readonly chooser: HTMLSelectElement;
  private readonly events: TreemapEvents;
  private scene: Scene | undefined;
  private colourOf: ColourOf = () => 'colour-other';
  private path: CostNode[] = [];
  /** The nodes of the cells, in their order. */
  private shown: readonly CostNode[] = [];

  constructor(by: Grouping, events: TreemapEvents) {
    this.events = events;
    this.chooser = element(
      'select',
      { id: 'grouping' },
      ...GROUPINGS.map((one) => element('option', { value: one }, one)),
    );
    this.chooser.value = by;
    this.chooser.addEventListener('change', () => {
      events.grouped(this.grouping);
      this.rebuild();
    });
    this.box = element(
      'div',
      { class: 'cost' },
      element('div', { class: 'cost-bar' }, element('label', { for: 'grouping' }, 'By'), this.chooser, this.crumbs),
      this.modules,
      element('div', { class: 'cost-body' }, this.picture, this.table),
    );
    let size = '';
    new ResizeObserver(() => {
      const now = `${this.picture.clientWidth} ${this.picture.clientHeight}`;
      if (now === size) return;
      size = now;
      this.draw();
    }).observe(this.picture);
    this.picture.addEventListener('keydown', (event) => this.key(event));
  }

  private get grouping(): Grouping {
    return GROUPINGS.find((one) => one === this.chooser.value) ?? 'subsystem';
  }

  show(scene: Scene, colourOf: ColourOf): void {
    this.scene = scene;
    this.colourOf = colourOf;
    const lines = moduleLines(scene);
    const hint = element('li', { class: 'hint' }, '“Modules…” loads modules to see what they would cost.');
    this.modules.replaceChildren(...(lines.length === 0 ? [hint] : lines.map((line) => element('li', {}, line))));
    this.rebuild();
  }

  private rebuild(): void {
    if (this.scene === undefined) return;
    this.path = [costTree(this.scene, this.grouping)];
    this.draw();
  }

  private goTo(path: CostNode[]): void {
    this.path = path;
    this.draw();
    this.picture.querySelector<SVGElement>('[tabindex="0"]')?.focus();
  }

  private draw(): void {
    const node = this.path.at(-1);
    if (node === undefined) return;
    this.drawCrumbs();
    this.drawTable(node);
    const { clientWidth: width, clientHeight: height } = this.picture;
    if (width === 0 || height === 0) return;
    const root = treemap<CostNode>()
      .size([width, height])
      .paddingInner(1)
      .paddingTop(({ depth }) => (depth === 1 ? HEAD : 0))
      .round(true)(
      hierarchy(node)
        .sum(({ bytes }) => bytes ?? 0)
        .sort((a, b) => (b.value ?? 0) - (a.value ?? 0)),
    );
    const svg = svgElement('svg', { width, height, role: 'group', 'aria-label': `Cost per vnet of ${node.name}` });
    this.shown = (root.children ?? []).map(({ data }) => data);
    (root.children ?? []).forEach((child, i) => svg.append(this.cell(child, i === 0)));
    this.picture.replaceChildren(svg);
  }

  /** A group with its leaves, or a leaf. */
  private cell(node: HierarchyRectangularNode<CostNode>, isFirst: boolean): SVGElement {
    const { data, x0, x1, y0, y1 } = node;
    const bytes = node.value ?? 0;
    const cell = svgElement('g', {
      class: `cell-group ${this.colour(data)}`,
      role: 'button',
      tabindex: isFirst ? 0 : -1,
      'data-name': data.name,
      'data-bytes': bytes,
      'aria-label': `${data.name}, ${bytesText(bytes)}${data.children === undefined ? '' : ', opens'}`,
    });
    cell.append(svgElement('title', {}, `${data.name}: ${bytesText(bytes)}`));
    cell.append(svgElement('rect', { class: 'frame', x: x0, y: y0, width: x1 - x0, height: y1 - y0 }));
    for (const leaf of data.children === undefined ? [] : node.leaves()) {
      const rect = svgElement('rect', {
        class: `leaf ${this.colour(leaf.data)}`,
        x: leaf.x0,
        y: leaf.y0,
        width: leaf.x1 - leaf.x0,
        height: leaf.y1 - leaf.y0,
      });
      rect.append(svgElement('title', {}, `${leaf.data.name}: ${bytesText(leaf.value ?? 0)}`));
      cell.append(
        rect,
        ...label(leaf.data.name, leaf.x0, leaf.y0 + 13, leaf.x1 - leaf.x0, leaf.y1 - leaf.y0, 'leaf-label'),
      );
    }
    cell.append(...label(`${data.name} ${grouped(bytes)}`, x0, y0 + 13, x1 - x0, y1 - y0, 'group-label'));
    cell.addEventListener('click', () => this.open(data));
    return cell;
  }

  private colour({ subsystem }: CostNode): string {
    return subsystem === 'padding' ? 'padding' : subsystem === 'modspace' ? 'room' : this.colourOf(subsystem);
  }

  private open(node: CostNode): void {
    if (node.children !== undefined) this.goTo([...this.path, node]);
    else if (node.variable !== undefined) this.events.selected(node.variable);
  }

  private drawCrumbs(): void {
    this.crumbs.replaceChildren(
      ...this.path.map((node, i) =>
        i === this.path.length - 1
          ? element('span', { 'aria-current': 'true' }, node.name)
          : button(node.name, () => this.goTo(this.path.slice(0, i + 1)), { class: 'link' }),
      ),
    );
  }

  private drawTable(node: CostNode): void {
    const all = bytesOf(node);
    const rows = [...(node.children ?? [])]
      .map((child) => ({ child, bytes: bytesOf(child) }))
      .sort((a, b) => b.bytes - a.bytes || (a.child.name < b.child.name ? -1 : 1))
      .map(({ child, bytes }) =>
        element(
          'tr',
          { 'data-name': child.name, 'data-bytes': bytes },
          element(
            'th',
            { scope: 'row' },
            child.children === undefined && child.variable === undefined
              ? child.name
              : button(child.name, () => this.open(child), { class: 'link' }),
          ),
          element('td', {}, grouped(variablesOf(child))),
          element('td', {}, grouped(bytes)),
          element('td', {}, all === 0 ? '' : percent(bytes / all)),
        ),
      );
    const heads = ['Name', 'Variables', 'Bytes', 'Share'].map((text) => element('th', { scope: 'col' }, text));
    this.table.replaceChildren(
      element(
        'table',
        {},
        element('caption', {}, `${node.name}: ${bytesText(all)} in each vnet`),
        element('thead', {}, element('tr', {}, ...heads)),
        element('tbody', {}, ...rows),
      ),
    );
  }

  private key(event: KeyboardEvent): void {
    const cells = [...this.picture.querySelectorAll<SVGElement>('.cell-group')];
    const at = cells.findIndex((cell) => cell === document.activeElement);
    const by = event.key === 'ArrowRight' || event.key === 'ArrowDown' ? 1 : event.key.startsWith('Arrow') ? -1 : 0;
    if (by !== 0) {
      const next = cells[Math.max(0, Math.min(cells.length - 1, at + by))];
      for (const cell of cells) cell.setAttribute('tabindex', cell === next ? '0' : '-1');
      next?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      const child = this.shown[at];
      if (child !== undefined) this.open(child);
    } else if ((event.key === 'Backspace' || event.key === 'Escape') && this.path.length > 1)
      this.goTo(this.path.slice(0, -1));
    else return;
    event.preventDefault();
  }
}

function label(text: string, x: number, y: number, width: number, height: number, kind: string): readonly SVGElement[] {
  const letters = Math.floor((width - 6) / LETTER);
  if (letters < Math.min(4, text.length) || height < 15) return [];
  return [
    svgElement('text', { class: kind, x: x + 4, y }, letters >= text.length ? text : `${text.slice(0, letters - 1)}…`),
  ];
}
