import type { Location } from './answer-terms.ts';
import type { HoverAnswer } from './hover.ts';
import { hoverText } from './hover-lines.ts';
import type { HoverAction, Piece } from './hover-piece.ts';

/** How an editor shows a hover. */
export interface HoverLook {
  /** Where a link to a place leads. */
  readonly href: (at: Location) => string;
  /** The link that does what is asked for, with its words; undefined: the editor cannot. */
  readonly action?: (action: HoverAction) => { readonly href: string; readonly text: string } | undefined;
  /** True if <small> makes letters smaller there. */
  readonly hasSmall?: boolean;
}

/** The answer in three lines, below a rule the rest, at the end what can be done about it. */
export function hoverMarkdown(answer: HoverAnswer, look: HoverLook): string {
  const { lines, more, source, actions } = hoverText(answer);
  const parts = [paragraph(lines.map((line) => inMarkdown(line, look)))];
  const links = actions.flatMap((action) => {
    const link = look.action?.(action);
    return link === undefined ? [] : [`[${escaped(link.text)}](${target(link.href)})`];
  });
  const rest = [
    ...more.map((line) => inMarkdown(line, look)),
    ...(source === undefined && links.length > 0 ? [links.join(' · ')] : []),
  ].map((line) => (look.hasSmall === true ? `<small>${line}</small>` : line));
  if (rest.length > 0) parts.push('---', paragraph(rest));
  if (source !== undefined) parts.push(fenced(source));
  if (source !== undefined && links.length > 0) parts.push(links.join(' · '));
  return parts.join('\n\n');
}

/** For clients that show no markdown: the same words, a blank line in place of the rule. */
export function hoverPlainText(answer: HoverAnswer): string {
  const { lines, more, source } = hoverText(answer);
  const text = (part: readonly (readonly Piece[])[]): string => part.map((line) => line.map(plain).join('')).join('\n');
  return [text(lines), ...(more.length === 0 ? [] : [text(more)]), ...(source === undefined ? [] : [source])].join(
    '\n\n',
  );
}

/** Two blanks at a line's end keep the lines apart without a paragraph each. */
function paragraph(lines: readonly string[]): string {
  return lines.join('  \n');
}

function inMarkdown(line: readonly Piece[], look: HoverLook): string {
  const text = line.map((piece) => markdown(piece, look)).join('');
  // CommonMark 5.2 and 4.3: what would start a list, or make a heading of the line above.
  return text.replace(/^(\d{1,9})([.)])|^[-+=]/, (start, digits?: string, mark?: string) =>
    digits === undefined ? `\\${start}` : `${digits}\\${mark ?? ''}`,
  );
}

function markdown(piece: Piece, look: HoverLook): string {
  if (typeof piece === 'string') return escaped(piece);
  if ('code' in piece) return codeSpan(piece.code);
  if ('strong' in piece) return `**${markdown(piece.strong, look)}**`;
  return `[${escaped(piece.text)}](${target(look.href(piece.link))})`;
}

function plain(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  if ('code' in piece) return piece.code;
  return 'strong' in piece ? plain(piece.strong) : piece.text;
}

/**
 * CommonMark 2.4: a backslash takes a punctuation character's meaning away. An underscore inside a word has none; an
 * ampersand begins an entity.
 */
function escaped(text: string): string {
  return text.replace(/[\\`*[\]<>#|~&]|(?<!\w)_|_(?!\w)/g, '\\$&').replace(/\s+/g, ' ');
}

/** CommonMark 6.3: a link's destination ends with a parenthesis or a blank, which a file's name may hold. */
function target(href: string): string {
  return href.replace(
    /[()<>\s\\]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
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
  const longest = Math.max(2, ...[...source.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}c\n${source}\n${fence}`;
}
