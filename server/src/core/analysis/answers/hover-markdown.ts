import type { Location } from './answer-terms.ts';
import type { HoverAnswer } from './hover.ts';
import { hoverText } from './hover-lines.ts';
import type { Piece } from './hover-piece.ts';

/** @param href where a link to a place leads */
export function hoverMarkdown(answer: HoverAnswer, href: (at: Location) => string): string {
  const { lines, source } = hoverText(answer);
  // Two blanks at a line's end keep the lines apart without a paragraph each.
  const text = lines.map((line) => line.map((piece) => markdown(piece, href)).join('')).join('  \n');
  return source === undefined ? text : `${text}\n\n${fenced(source)}`;
}

/** For clients that show no markdown. */
export function hoverPlainText(answer: HoverAnswer): string {
  const { lines, source } = hoverText(answer);
  const text = lines.map((line) => line.map(plain).join('')).join('\n');
  return source === undefined ? text : `${text}\n\n${source}`;
}

function markdown(piece: Piece, href: (at: Location) => string): string {
  if (typeof piece === 'string') return escaped(piece);
  if ('code' in piece) return codeSpan(piece.code);
  if ('strong' in piece) return `**${markdown(piece.strong, href)}**`;
  return `[${escaped(piece.text)}](${href(piece.link)})`;
}

function plain(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('code' in piece) return piece.code;
  return 'strong' in piece ? plain(piece.strong) : piece.text;
}

/** CommonMark 2.4: a backslash takes a punctuation character's meaning away. An underscore inside a word has none. */
function escaped(text: string): string {
  return text.replace(/[\\`*[\]<>#|~]|(?<!\w)_|_(?!\w)/g, '\\$&');
}

/** CommonMark 6.1: more backticks outside than inside. */
function codeSpan(code: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0
    ? `${fence}${code.replaceAll('\n', ' ')}${fence}`
    : `${fence} ${code.replaceAll('\n', ' ')} ${fence}`;
}

function fenced(source: string): string {
  const fence = source.includes('```') ? '~~~' : '```';
  return `${fence}c\n${source}\n${fence}`;
}
