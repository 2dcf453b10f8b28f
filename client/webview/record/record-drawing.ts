import { scaleLinear } from 'd3-scale';
import { element, svgElement } from '../elements.ts';
import { linesOf, placeText, shiftText, widthText, type Piece } from './record-scene.ts';

const LANE = 22;
const GUTTER = 44;
const LETTER = 6.8;

export interface DrawingEvents {
  readonly selected: (piece: Piece) => void;
  readonly toggled: (path: string) => void;
}

/** A record to scale: a line for each cache line, a bar for each member. */
export class RecordDrawing {
  readonly box: HTMLElement;
  private readonly picture = element('div', { class: 'record-lines' });
  private readonly events: DrawingEvents;
  private pieces: readonly Piece[] = [];
  private size = 0;
  private lineBytes = 64;
  private selected = '';

  constructor(title: string, subtitle: string, events: DrawingEvents) {
    this.events = events;
    this.box = element(
      'section',
      { class: 'record-drawing', 'aria-label': `${title}, ${subtitle}` },
      element('h2', {}, title),
      element('p', { class: 'hint' }, subtitle),
      this.picture,
    );
    let width = 0;
    new ResizeObserver(() => {
      if (this.picture.clientWidth === width) return;
      width = this.picture.clientWidth;
      this.draw();
    }).observe(this.picture);
    this.picture.addEventListener('keydown', (event) => this.key(event));
  }

  show(pieces: readonly Piece[], size: number, lineBytes: number): void {
    this.pieces = pieces;
    this.size = size;
    this.lineBytes = lineBytes;
    this.draw();
  }

  select(path: string): void {
    this.selected = path;
    for (const bar of this.picture.querySelectorAll('.piece'))
      bar.classList.toggle('selected', path !== '' && bar.getAttribute('data-path') === path);
  }

  private draw(): void {
    const width = this.picture.clientWidth - GUTTER - 4;
    if (width <= 0) return;
    const lines: HTMLElement[] = [];
    let isFirst = true;
    for (const { startBits, lanes, skipped, pieces } of linesOf(this.pieces, this.size, this.lineBytes)) {
      if (skipped > 0) lines.push(element('p', { class: 'skipped hint' }, `${skipped} more lines of the same`));
      const x = scaleLinear()
        .domain([startBits, startBits + this.lineBytes * 8])
        .range([0, width]);
      const svg = svgElement('svg', {
        width,
        height: lanes * LANE + 2,
        role: 'group',
        'aria-label': `From byte ${startBits / 8}`,
      });
      for (let word = 1; word < this.lineBytes / 8; word++) {
        const at = x(startBits + word * 64);
        svg.append(svgElement('line', { class: 'line', x1: at, x2: at, y1: 0, y2: lanes * LANE }));
      }
      for (const piece of pieces) {
        svg.append(this.bar(piece, x, startBits, isFirst && piece.kind !== 'hole' && piece.kind !== 'padding'));
        if (piece.kind !== 'hole' && piece.kind !== 'padding') isFirst = false;
      }
      lines.push(
        element(
          'div',
          { class: 'record-line' },
          element('span', { class: 'gutter', 'aria-hidden': 'true' }, String(startBits / 8)),
          svg,
        ),
      );
    }
    this.picture.replaceChildren(...lines);
    this.select(this.selected);
  }

  private bar(piece: Piece, x: (bits: number) => number, lineStart: number, isFirst: boolean): SVGElement {
    const { kind, name, startBits, endBits, lane, path, depth, canUnfold, moved } = piece;
    const from = x(Math.max(startBits, lineStart));
    const to = x(Math.min(endBits, lineStart + this.lineBytes * 8));
    const width = Math.max(1, to - from - 1);
    const isGap = kind === 'hole' || kind === 'padding';
    const group = svgElement('g', {
      class: `piece ${kind} depth-${Math.min(depth, 3)}${canUnfold ? ' unfolds' : ''}${moved === undefined ? '' : ' moved'}`,
      'data-name': name,
      'data-path': path,
      'data-offset-bits': startBits,
      'data-width-bits': endBits - startBits,
      ...(isGap ? {} : { role: 'button', tabindex: isFirst ? 0 : -1 }),
      'aria-label': label(piece),
    });
    group.append(
      svgElement('title', {}, label(piece)),
      svgElement('rect', { x: from, y: lane * LANE, width, height: LANE - 3 }),
    );
    const text = isGap
      ? width > 100
        ? `${widthText(endBits - startBits)} ${kind}`
        : shortWidth(endBits - startBits)
      : `${startBits < lineStart ? '… ' : canUnfold ? '▸ ' : ''}${name}${typeof moved === 'number' ? ` ${shiftText(moved)}` : ''}`;
    const letters = Math.floor((width - 5) / LETTER);
    if (letters >= Math.min(isGap ? 1 : 3, text.length))
      group.append(
        svgElement(
          'text',
          { x: from + 4, y: lane * LANE + 14 },
          letters >= text.length ? text : isGap ? text.slice(0, letters) : `…${text.slice(1 - Math.max(2, letters))}`,
        ),
      );
    if (!isGap) {
      group.addEventListener('click', () => this.press(piece));
    }
    return group;
  }

  private press(piece: Piece): void {
    this.events.selected(piece);
    if (piece.canUnfold) this.events.toggled(piece.path);
  }

  private key(event: KeyboardEvent): void {
    const bars = [...this.picture.querySelectorAll<SVGElement>('.piece[role="button"]')];
    const at = bars.findIndex((bar) => bar === document.activeElement);
    const path = bars[at]?.getAttribute('data-path');
    const piece = this.pieces.find((one) => one.path === path && one.path !== '');
    if (event.key === 'Enter' || event.key === ' ') {
      if (piece !== undefined) this.press(piece);
      // Drawing it anew has taken the focus away.
      this.picture.querySelector<SVGElement>(`.piece[data-path="${CSS.escape(path ?? '')}"]`)?.focus();
    } else {
      const by = /^Arrow(Right|Down)$/.test(event.key) ? 1 : /^Arrow(Left|Up)$/.test(event.key) ? -1 : 0;
      if (by === 0) return;
      const next = bars[Math.max(0, Math.min(bars.length - 1, at + by))];
      for (const bar of bars) bar.setAttribute('tabindex', bar === next ? '0' : '-1');
      next?.focus();
      const to = this.pieces.find((one) => one.path === next?.getAttribute('data-path'));
      if (to !== undefined) this.events.selected(to);
    }
    event.preventDefault();
  }
}

/** Bytes as a number alone; bits say that they are bits. */
function shortWidth(bits: number): string {
  return bits % 8 === 0 ? String(bits / 8) : widthText(bits);
}

/** A piece in words. */
function label({ kind, name, type, startBits, endBits, moved, canUnfold }: Piece): string {
  const width = widthText(endBits - startBits);
  if (kind === 'hole' || kind === 'padding') return `${width} ${kind} at ${placeText(startBits, false)}`;
  const shift =
    typeof moved === 'number' ? `, moved by ${shiftText(moved)} since the baseline` : moved === true ? ', moved' : '';
  return `${name}, ${type}, ${width} at ${placeText(startBits, kind === 'bit-field')}${shift}${canUnfold ? ', unfolds' : ''}`;
}
