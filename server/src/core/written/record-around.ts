/** The record whose braces are around an offset of a text. Definitions of records begin in the first column. */
export function recordAround(
  text: string,
  offset: number,
): { readonly keyword: 'struct' | 'union'; readonly tag: string } | undefined {
  const before = text.slice(0, offset);
  const start = Math.max(before.lastIndexOf('\nstruct '), before.lastIndexOf('\nunion '));
  const match = /^\n(struct|union)\s+(\w+)[^;{}]*\{/.exec(before.slice(start, start + 200));
  if (start < 0 || match === null) return undefined;
  let depth = 1;
  for (const brace of before.slice(start + match[0].length).match(/[{}]/g) ?? []) depth += brace === '{' ? 1 : -1;
  return depth <= 0 ? undefined : { keyword: match[1] as 'struct' | 'union', tag: match[2] ?? '' };
}
