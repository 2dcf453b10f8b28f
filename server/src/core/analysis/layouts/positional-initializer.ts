/** `struct s v = {`, `struct s v[] = {`, `(struct s){`: the record's name, and what stands behind the brace. */
const INITIALIZER =
  /\b(?:struct|union)[ \t]+\w+(?=[ \t\n]+\w+(?:[ \t]*\[[^\]\n]*\])*[ \t\n]*(?:__\w+(?:\([^)\n]*\))?[ \t\n]*)*=[ \t\n]*\{|[ \t]*\)[ \t\n]*\{)/g;

/**
 * Records to which an initializer or a compound literal initializes by position, with the offset of the first: such a
 * value would go to another member if one before it were removed. `{ 0 }`, `{}` and designators don't count.
 */
export function positionalInitializers(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const match of text.matchAll(INITIALIZER)) {
    const open = text.indexOf('{', match.index + match[0].length);
    if (!givesByPosition(text, open + 1)) continue;
    const name = match[0].replace(/[ \t]+/g, ' ');
    if (!found.has(name)) found.set(name, match.index);
  }
  return found;
}

/**
 * False for `}`, `0 }`, `.member`, `[index]`, `member:` after the brace; a brace inside counts by what stands in it.
 */
function givesByPosition(text: string, at: number): boolean {
  const rest = text.slice(at, at + 400).replace(/^(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*|#[^\n]*\n)*/, '');
  if (rest.startsWith('{')) return givesByPosition(rest, 1);
  return !/^(?:\}|\.|\[|\w+\s*:(?!:)|0\s*,?\s*\}|$)/.test(rest);
}
