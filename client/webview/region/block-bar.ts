import { svgElement } from '../elements.ts';
import type { Block } from './scene.ts';

/** Room of a letter in a label. */
const LETTER = 6.4;
/** Bars closer than this are drawn without a gap. */
const GAPLESS = 3;

export interface BarPlace {
  /** Of the block among all. */
  readonly index: number;
  /** Pixels. */
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** The block begins here; else it goes on from the row above. */
  readonly isFirst: boolean;
  /** Classes of the style sheet. */
  readonly kind: string;
}

/** A stretch of memory as a bar, with its name where there is room. */
export function blockBar(
  { label: name, start, end }: Pick<Block, 'label' | 'start' | 'end'>,
  { index, from, to, height, isFirst, kind }: BarPlace,
): SVGElement {
  const width = to - from - (to - from > GAPLESS ? 1 : 0);
  const group = svgElement('g', {
    class: `bar ${kind}`,
    'data-block': index,
    'data-name': name,
    'data-start': start,
    'data-size': end - start,
  });
  group.append(svgElement('rect', { x: from, y: 0, width: Math.max(0.5, width), height }));
  const letters = Math.floor((width - 6) / LETTER);
  const label = isFirst || name === '' ? name : `… ${name}`;
  if (label !== '' && letters >= Math.min(4, label.length)) {
    const text = letters >= label.length ? label : `${label.slice(0, letters - 1)}…`;
    group.append(svgElement('text', { x: from + 4, y: 13 }, text));
  }
  return group;
}
