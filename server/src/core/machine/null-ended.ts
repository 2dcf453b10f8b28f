/** A text's Latin-1 bytes with a null behind them, as C keeps a string. */
export function nullEnded(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length + 1 }, (_, i) => (i < text.length ? text.charCodeAt(i) & 0xff : 0));
}
