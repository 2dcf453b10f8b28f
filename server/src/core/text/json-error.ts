/** What JSON.parse complains about, on one line: it quotes the text around the mistake, with its line breaks. */
export function jsonError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `not JSON: ${message.replace(/\s+/g, ' ')}`;
}
