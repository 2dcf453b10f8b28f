import { scaleLinear } from 'd3-scale';
import { element, svgElement } from '../elements.ts';
import { hexadecimal } from '../numbers.ts';
import { VirtualRows } from '../virtual-rows.ts';
import { blockBar } from './block-bar.ts';
import type { ColourOf } from './colours.ts';
import { blockAt, blocksIn, rowSizes, type Block, type Scene } from './scene.ts';

const ROW_HEIGHT = 26;
const BAR_HEIGHT = 18;
const GUTTER = 76;

export interface MapEvents {
  readonly selected: (index: number) => void;
  readonly opened: (index: number) => void;
  readonly pointed: (index: number | undefined, event: PointerEvent) => void;
  readonly zoomed: (rowBytes: number) => void;
  readonly scrolled: (row: number) => void;
}

/** The region to scale: rows of a page, or of a part of it down to a cache line. */
export class MapView {
  readonly box: HTMLElement;
  private readonly rows: VirtualRows;
  private readonly events: MapEvents;
  private scene: Scene | undefined;
  private colourOf: ColourOf = () => 'colour-other';
  private rowBytes = 4096;
  private selected: number | undefined;
  private matches: ReadonlySet<number> = new Set();

  constructor(events: MapEvents) {
    this.events = events;
    this.box = element('div', {
      class: 'map',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'map of set_vnet',
      'aria-label': 'Map of set_vnet',
      'aria-describedby': 'map-keys',
    });
    this.rows = new VirtualRows(
      this.box,
      ROW_HEIGHT,
      (index) => this.row(index),
      () => {
        events.scrolled(this.rows.firstVisible);
      },
    );
    let width = 0;
    new ResizeObserver(() => {
      if (this.box.clientWidth === width) return;
      width = this.box.clientWidth;
      this.rows.refresh();
    }).observe(this.box);
    this.box.addEventListener('keydown', (event) => this.key(event));
    this.box.addEventListener('click', (event) => {
      const index = indexOf(event);
      if (index !== undefined) events.selected(index);
    });
    this.box.addEventListener('dblclick', (event) => {
      const index = indexOf(event);
      if (index !== undefined) events.opened(index);
    });
    this.box.addEventListener('pointermove', (event) => events.pointed(indexOf(event), event));
    this.box.addEventListener('pointerleave', (event) => events.pointed(undefined, event));
    this.box.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1 : -1);
      },
      { passive: false },
    );
    this.pan();
  }

  show(scene: Scene, colourOf: ColourOf, rowBytes: number): void {
    this.scene = scene;
    this.colourOf = colourOf;
    this.rowBytes = rowBytes;
    this.selected = undefined;
    this.rows.reset(Math.ceil(scene.sizeBytes / rowBytes));
  }

  redraw(): void {
    this.rows.refresh();
  }

  scrollTo(row: number): void {
    this.rows.scrollTo(row);
  }

  /** Marks the blocks that a search has found. */
  mark(matches: ReadonlySet<number>): void {
    this.matches = matches;
    this.rows.refresh();
  }

  select(index: number): void {
    const before = this.selected;
    this.selected = index;
    this.refreshBlock(before);
    this.refreshBlock(index);
    const block = this.scene?.blocks[index];
    if (block !== undefined) this.rows.reveal(Math.floor(block.start / this.rowBytes));
  }

  /** Draws the rows anew that a block lies in. */
  private refreshBlock(index: number | undefined): void {
    const block = index === undefined ? undefined : this.scene?.blocks[index];
    if (block === undefined) return;
    const last = Math.floor((block.end - 1) / this.rowBytes);
    for (const row of this.rows.visible()) {
      if (row >= Math.floor(block.start / this.rowBytes) && row <= last) this.rows.refreshRow(row);
    }
  }

  /** @param by 1 for half as many bytes in a row, -1 for twice as many */
  zoom(by: number): void {
    const { scene } = this;
    if (scene === undefined) return;
    const sizes = rowSizes(scene.map);
    const size = sizes[sizes.indexOf(this.rowBytes) + by];
    if (size === undefined) return;
    const at = this.selected === undefined ? undefined : scene.blocks[this.selected];
    const middle = at?.start ?? (this.rows.firstVisible + this.visibleRows / 2) * this.rowBytes;
    this.rowBytes = size;
    this.rows.reset(Math.ceil(scene.sizeBytes / size));
    this.rows.scrollTo(Math.max(0, Math.floor(middle / size - this.visibleRows / 2)));
    this.events.zoomed(size);
  }

  private get visibleRows(): number {
    return this.box.clientHeight / ROW_HEIGHT;
  }

  /** The picture is moved by dragging it, too. */
  private pan(): void {
    let from: { readonly y: number; readonly top: number } | undefined;
    this.box.addEventListener('pointerdown', (event) => {
      if (event.button === 0) from = { y: event.clientY, top: this.box.scrollTop };
    });
    this.box.addEventListener('pointermove', (event) => {
      if (from === undefined || (event.buttons & 1) === 0) return;
      if (Math.abs(event.clientY - from.y) > 3) this.box.scrollTop = from.top - (event.clientY - from.y);
    });
    window.addEventListener('pointerup', () => {
      from = undefined;
    });
  }

  private row(index: number): HTMLElement {
    const start = index * this.rowBytes;
    const { scene } = this;
    const row = element('div', { class: 'map-row' });
    if (scene === undefined) return row;
    const end = Math.min(scene.sizeBytes, start + this.rowBytes);
    const width = Math.max(60, this.box.clientWidth - GUTTER - 16);
    const x = scaleLinear()
      .domain([start, start + this.rowBytes])
      .range([0, width]);
    const { pageBytes, cacheLineBytes } = scene.map;
    const isPage = pageBytes !== null && start % pageBytes === 0;
    const picture = svgElement('svg', { width, height: ROW_HEIGHT, 'aria-hidden': 'true' });
    for (const { index: at, block, from, to } of blocksIn(scene.blocks, start, end))
      picture.append(
        blockBar(block, {
          index: at,
          from: x(from),
          to: x(to),
          height: BAR_HEIGHT,
          isFirst: from === block.start,
          kind: this.kindOf(at, block),
        }),
      );
    if (cacheLineBytes !== null && x(start + cacheLineBytes) >= 8)
      for (let line = start; line <= end; line += cacheLineBytes)
        picture.append(
          svgElement('line', { class: 'line', x1: x(line), x2: x(line), y1: BAR_HEIGHT, y2: BAR_HEIGHT + 4 }),
        );
    for (const object of scene.map.kernel.objects) {
      if (object.start === null || object.start < start || object.start >= end || object.end === object.start) continue;
      const at = x(object.start);
      picture.append(svgElement('line', { class: 'object', x1: at, x2: at, y1: BAR_HEIGHT, y2: ROW_HEIGHT - 1 }));
    }
    row.append(
      element('span', { class: `gutter${isPage ? ' page' : ''}`, 'aria-hidden': 'true' }, hexadecimal(start)),
      picture,
    );
    return row;
  }

  private kindOf(index: number, block: Block): string {
    const colour = block.kind === 'variable' ? this.colourOf(block.variable?.subsystem ?? '') : block.kind;
    const marks = `${index === this.selected ? ' selected' : ''}${this.matches.has(index) ? ' match' : ''}`;
    return `${colour}${typeof block.variable?.module === 'string' ? ' module' : ''}${marks}`;
  }

  private key(event: KeyboardEvent): void {
    const { scene } = this;
    if (scene === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+' || event.key === '=') this.zoom(1);
    else if (event.key === '-') this.zoom(-1);
    else if (event.key === 'Enter' && this.selected !== undefined) this.events.opened(this.selected);
    else {
      const to = this.next(scene, event.key);
      if (to === undefined) return;
      this.events.selected(to);
    }
    event.preventDefault();
  }

  /** The block that a key leads to. */
  private next({ blocks }: Scene, key: string): number | undefined {
    const at = this.selected ?? -1;
    const last = blocks.length - 1;
    const skip = (index: number, by: number): number => {
      let to = index;
      while (blocks[to]?.kind === 'padding' && blocks[to + by] !== undefined) to += by;
      return to;
    };
    switch (key) {
      case 'ArrowRight':
        return skip(Math.min(last, at + 1), 1);
      case 'ArrowLeft':
        return skip(Math.max(0, at - 1), -1);
      case 'ArrowDown':
        return blockAt(blocks, (blocks[Math.max(0, at)]?.start ?? 0) + this.rowBytes);
      case 'ArrowUp':
        return blockAt(blocks, Math.max(0, (blocks[Math.max(0, at)]?.start ?? 0) - this.rowBytes));
      case 'Home':
        return 0;
      case 'End':
        return last;
      default:
        return undefined;
    }
  }
}

function indexOf({ target }: Event): number | undefined {
  const bar = target instanceof Element ? target.closest('.bar') : null;
  const index = bar?.getAttribute('data-block');
  return typeof index === 'string' ? Number(index) : undefined;
}
