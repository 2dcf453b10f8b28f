import { bytesText, countText, grouped } from '../../../server/src/core/text/amounts.ts';
import { hexadecimal } from '../numbers.ts';
import type { Block, Scene } from './scene.ts';

/** A block in words: a label and a value each. The numbers are those of `layout --format json`. */
export function blockFacts(
  { map: { pageBytes, cacheLineBytes } }: Scene,
  { kind, start, end, variable }: Block,
): readonly (readonly [string, string])[] {
  const facts: [string, string][] = [];
  if (variable !== undefined) facts.push(['Type', variable.type]);
  facts.push(['Offset', `${grouped(start)} (${hexadecimal(start)})`], ['Size', bytesText(end - start)]);
  if (typeof variable?.align === 'number') facts.push(['Alignment', bytesText(variable.align)]);
  if (pageBytes !== null) facts.push(['Page', span(start, end, pageBytes)]);
  if (cacheLineBytes !== null) facts.push(['Cache line', span(start, end, cacheLineBytes)]);
  if (variable !== undefined) {
    facts.push(['Symbol', `${variable.symbol}, ${variable.binding}`]);
    facts.push(['Initializer', variable.initialized ? 'yes' : 'none: zero']);
    if (variable.module !== null)
      facts.push(['Module', `${variable.module}.ko, offset ${grouped(variable.offset ?? 0)} in it`]);
  }
  if (kind === 'room') facts.push(['Holds', 'the sets of loaded modules']);
  return facts;
}

/** Which pages or lines a stretch touches, counted from 0: "3", "3 to 10 (8)". */
function span(start: number, end: number, unit: number): string {
  const first = Math.floor(start / unit);
  const last = Math.floor(Math.max(start, end - 1) / unit);
  return first === last ? grouped(first) : `${grouped(first)} to ${grouped(last)} (${grouped(last - first + 1)})`;
}

/** The figures of the whole region. */
export function regionFigures(scene: Scene): readonly (readonly [string, string])[] {
  const { kernel, pageBytes, loaded } = scene.map;
  const { size, paddingBytes } = kernel.section;
  return [
    ['Size', bytesText(size)],
    ['Virtualized globals', grouped(kernel.variables.length)],
    ['Objects', grouped(kernel.objects.length)],
    ['Padding', bytesText(paddingBytes)],
    ...(size === null || pageBytes === null
      ? []
      : [['Pages', `${grouped(Math.ceil(size / pageBytes))} of ${bytesText(pageBytes)}`] as const]),
    ...(loaded?.modspace === undefined
      ? []
      : [
          [
            'modspace',
            `${grouped(loaded.modspace.used)} used, ${grouped(loaded.modspace.free)} free of ${bytesText(loaded.modspace.size)}`,
          ] as const,
        ]),
    ...(scene.unplaced.length === 0
      ? []
      : [['Without a place', countText(scene.unplaced.length, 'variable')] as const]),
  ];
}
