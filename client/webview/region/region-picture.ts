// The region as a picture of its own, for a file: whoever opens it has no theme, so it brings its colours.
import { grouped } from '../../../server/src/core/text/amounts.ts';
import { scaleLinear } from 'd3-scale';
import { hexadecimal } from '../numbers.ts';
import { blocksIn, type Scene } from './scene.ts';

const WIDTH = 1200;
const GUTTER = 70;
const ROW = 22;
const HEAD = 40;
const FILLS = ['#9ecae9', '#ffbf79', '#88d27a', '#d6a5c9', '#f2cf5b', '#ff9d98'];
const OTHER = '#cfcfcf';

/** SVG text: a row for each page (or 4096 bytes). */
export function regionPicture(scene: Scene): string {
  const { kernel, pageBytes } = scene.map;
  const rowBytes = pageBytes ?? 4096;
  const rows = Math.ceil(scene.sizeBytes / rowBytes);
  const names = scene.subsystems.slice(0, FILLS.length).map(({ name }) => name);
  const title = `set_vnet of ${kernel.release.name} ${kernel.arch} ${kernel.kernconf}, ${grouped(scene.sizeBytes)} bytes`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEAD + rows * ROW + 30}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${GUTTER}" y="24" font-size="15">${escaped(title)}</text>`,
  ];
  for (let row = 0; row < rows; row++) {
    const start = row * rowBytes;
    const y = HEAD + row * ROW;
    const x = scaleLinear()
      .domain([start, start + rowBytes])
      .range([GUTTER, WIDTH - 10]);
    parts.push(`<text x="4" y="${y + 13}" fill="#555555">${hexadecimal(start)}</text>`);
    for (const { block, from, to } of blocksIn(scene.blocks, start, Math.min(scene.sizeBytes, start + rowBytes))) {
      const width = x(to) - x(from);
      const at = names.indexOf(block.variable?.subsystem ?? '');
      const fill = block.kind === 'variable' ? (FILLS[at] ?? OTHER) : block.kind === 'padding' ? '#ffffff' : '#f0f0f0';
      parts.push(
        `<rect x="${x(from).toFixed(2)}" y="${y}" width="${Math.max(0.5, width - (width > 3 ? 1 : 0)).toFixed(2)}" height="17" fill="${fill}"><title>${escaped(block.label)}: ${block.end - block.start} bytes at ${block.start}</title></rect>`,
      );
      const letters = Math.floor((width - 6) / 6.2);
      if (letters >= block.label.length && from === block.start)
        parts.push(`<text x="${(x(from) + 3).toFixed(2)}" y="${y + 12}">${escaped(block.label)}</text>`);
    }
  }
  names.forEach((name, i) => {
    const x = GUTTER + i * 150;
    const y = HEAD + rows * ROW + 8;
    parts.push(`<rect x="${x}" y="${y}" width="12" height="12" fill="${FILLS[i] ?? OTHER}"/>`);
    parts.push(`<text x="${x + 17}" y="${y + 10}">${escaped(name)}</text>`);
  });
  parts.push('</svg>', '');
  return parts.join('\n');
}

/** XML 1.0 has no other control characters than tab and the two of a line's end. */
function escaped(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uffff]/g, '').replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
