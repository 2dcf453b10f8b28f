import { bytesText } from '../../../server/src/core/text/amounts.ts';
import { scaleLinear, scaleOrdinal } from 'd3-scale';
import type { SimulatedSpace, SimulationStep, SpaceOfFile } from '../../../server/src/protocol/simulation.ts';
import { element, svgElement } from '../elements.ts';
import { hexadecimal } from '../numbers.ts';
import { blockBar } from '../region/block-bar.ts';
import { blocksIn, type Block } from '../region/scene.ts';

const COLOURS = 6;
const BAR_HEIGHT = 18;
const ROW_HEIGHT = 22;
const GUTTER = 64;
const LEAST_ROW = 512;
const MOST_ROWS = 5;
const STRIP = { width: 112, height: 8 };

/** The same colour for a file in every step, in the order in which they are loaded. */
export function colourOfFiles(steps: readonly SimulationStep[]): (file: string) => string {
  const files = new Set<string>();
  for (const { after } of steps)
    for (const { file } of after.modspace?.pieces ?? []) if (file !== null) files.add(file);
  const names = [...files];
  const scale = scaleOrdinal<string, string>()
    .domain(names)
    .range(names.map((_, i) => `colour-${i % COLOURS}`))
    .unknown('colour-other');
  return (file) => scale(file);
}

function extentOf({ pieces }: SimulatedSpace): readonly [start: number, end: number] {
  const last = pieces.at(-1);
  return [pieces[0]?.offset ?? 0, last === undefined ? 0 : last.offset + last.size];
}

/** The rows of the drawing in one thin line. */
export function spaceStrip(space: SimulatedSpace, { colourOf, scale }: SpaceLooks): SVGElement {
  const [start, end] = extentOf(space);
  const last = Math.min(end, start + scale.rowBytes * scale.rows);
  const x = scaleLinear().domain([start, last]).range([0, STRIP.width]).clamp(true);
  const strip = svgElement('svg', { class: 'strip', ...STRIP, 'aria-hidden': 'true' });
  for (const { offset, size, file } of space.pieces) {
    const width = Math.max(0.5, x(offset + size) - x(offset));
    strip.append(
      svgElement(
        'g',
        { class: `bar ${file === null ? 'free' : colourOf(file)}` },
        svgElement('rect', { x: x(offset), y: 0, width, height: STRIP.height }),
      ),
    );
  }
  return strip;
}

/** How modspace is drawn in every step alike: what is held in any of them is in the rows, the rest is free in all. */
export interface SpaceScale {
  readonly rowBytes: number;
  readonly rows: number;
}

/** What is the same in the drawings of all steps. */
export interface SpaceLooks {
  readonly colourOf: (file: string) => string;
  readonly scale: SpaceScale;
}

/** Rows of a power of two, few enough; one where nothing is ever held. */
export function spaceScale(steps: readonly SimulationStep[]): SpaceScale {
  let held = 0;
  for (const { after } of steps) {
    const pieces = after.modspace?.pieces ?? [];
    const last = pieces.findLast(({ file }) => file !== null);
    if (last !== undefined) held = Math.max(held, last.offset + last.size - (pieces[0]?.offset ?? 0));
  }
  let rowBytes = LEAST_ROW;
  while (held / rowBytes > MOST_ROWS) rowBytes *= 2;
  return { rowBytes, rows: Math.max(1, Math.ceil(held / rowBytes)) };
}

/** modspace to scale, in rows; what the step has brought is marked. A table beside it says the same. */
export class ModspaceDrawing {
  readonly box = element('div', { class: 'modspace-drawing', 'aria-hidden': 'true' });
  private space: SimulatedSpace | undefined;
  private before: SimulatedSpace | undefined;
  private colourOf: (file: string) => string = () => 'colour-other';
  private scale: SpaceScale = { rowBytes: LEAST_ROW, rows: 1 };
  private selected: number | undefined;
  private readonly onSelect: (piece: number) => void;

  constructor(onSelect: (piece: number) => void) {
    this.onSelect = onSelect;
    let width = 0;
    new ResizeObserver(() => {
      if (this.box.clientWidth === width) return;
      width = this.box.clientWidth;
      this.draw();
    }).observe(this.box);
    this.box.addEventListener('click', ({ target }) => {
      const bar = target instanceof Element ? target.closest('.bar') : null;
      const index = bar?.getAttribute('data-block');
      if (typeof index === 'string') this.onSelect(Number(index));
    });
  }

  show(space: SimulatedSpace, before: SimulatedSpace | undefined, { colourOf, scale }: SpaceLooks): void {
    this.space = space;
    this.before = before;
    this.colourOf = colourOf;
    this.scale = scale;
    this.selected = undefined;
    this.draw();
  }

  select(piece: number): void {
    this.selected = piece;
    this.draw();
  }

  private draw(): void {
    const { space } = this;
    const width = this.box.clientWidth - GUTTER - 2;
    if (space === undefined || width < 60) return;
    const [start, end] = extentOf(space);
    const blocks = space.pieces.map(({ offset, size, file }): Block => ({
      kind: file === null ? 'free' : 'variable',
      label: file ?? 'free',
      start: offset,
      end: offset + size,
      variable: undefined,
    }));
    const { rowBytes, rows: count } = this.scale;
    const rows: HTMLElement[] = [];
    let from = start;
    for (let i = 0; i < count && from < end; i++, from += rowBytes)
      rows.push(this.row(space, blocks, from, rowBytes, width));
    if (from < end) {
      const rest = element('span', { class: 'rest', 'data-rest': end - from }, `${bytesText(end - from)} more, free`);
      rows.push(
        element('div', { class: 'map-row-static' }, element('span', { class: 'gutter' }, hexadecimal(from)), rest),
      );
    }
    this.box.replaceChildren(...rows);
  }

  private row(
    { pieces }: SimulatedSpace,
    blocks: readonly Block[],
    start: number,
    rowBytes: number,
    width: number,
  ): HTMLElement {
    const x = scaleLinear()
      .domain([start, start + rowBytes])
      .range([0, width]);
    const picture = svgElement('svg', { width, height: ROW_HEIGHT });
    for (const { index, block, from, to } of blocksIn(blocks, start, start + rowBytes)) {
      const piece = pieces[index];
      if (piece === undefined) continue;
      const colour = piece.file === null ? 'free' : this.colourOf(piece.file);
      // A free row says nothing new.
      const label = piece.file === null && from !== block.start ? '' : block.label;
      const bar = blockBar(
        { ...block, label },
        {
          index,
          from: x(from),
          to: x(to),
          height: BAR_HEIGHT,
          isFirst: from === block.start,
          kind: `${colour}${this.isNew(piece) ? ' new' : ''}${index === this.selected ? ' selected' : ''}`,
        },
      );
      bar.append(svgElement('title', {}, `${block.label}: ${piece.size} bytes at ${piece.offset}`));
      picture.append(bar);
    }
    return element(
      'div',
      { class: 'map-row-static' },
      element('span', { class: 'gutter' }, hexadecimal(start)),
      picture,
    );
  }

  /** A file that was not there before the step. */
  private isNew({ file, offset }: SpaceOfFile): boolean {
    if (file === null || this.before === undefined) return false;
    return !this.before.pieces.some((old) => old.file === file && old.offset === offset);
  }
}
