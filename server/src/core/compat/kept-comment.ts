/**
 * The reason that a comment on the line of an offset, or alone on the line above, gives for keeping what stands there.
 */
export function keptReason(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(start, end < 0 ? text.length : end);
  const above = text.slice(text.lastIndexOf('\n', start - 2) + 1, Math.max(0, start - 1));
  return reasonIn(line) ?? (/^\s*(?:\/[*/]|\*)/.test(above) ? reasonIn(above) : undefined);
}

function reasonIn(line: string): string | undefined {
  const reason = /\bvnetscope-kept:\s*(.*?)\s*(?:\*\/.*)?$/.exec(line)?.[1];
  return reason === '' ? undefined : reason;
}
