/**
 * Control characters that a terminal would obey: C0 except tab and newline, DEL, C1, and the marks that change the
 * direction of writing (Unicode 15, section 23.2).
 */
const UNSEEN = new RegExp(
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]',
  'g',
);

/** The text with these characters as \u001b, which JSON reads as the same character. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (unseen) => `\\u${unseen.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same in one line. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/\s*[\r\n]+\s*/g, ' '));
}
