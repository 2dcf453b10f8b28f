/** NAME op VALUE as spelled; `operator` is '', '+', '?', ':', '!' or 'sh'. */
export interface MakeAssignment {
  readonly name: string;
  readonly operator: string;
  readonly value: string;
}

/** The offset after the reference whose '$' is at `at`. */
function skipReference(text: string, at: number): number {
  const open = text[at + 1];
  if (open !== '{' && open !== '(') return at + 2;
  const close = open === '{' ? '}' : ')';
  let depth = 0;
  for (let index = at + 1; index < text.length; index++) {
    if (text[index] === open) depth++;
    else if (text[index] === close && --depth === 0) return index + 1;
  }
  return text.length;
}

/**
 * Takes a line apart if it is an assignment (contrib/bmake/parse.c, Parse_IsVar): the name ends at a blank or at the
 * operator. A line with an earlier ':' that is not part of ":=" has targets.
 */
export function readAssignment(text: string): MakeAssignment | undefined {
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '$') {
      at = skipReference(text, at);
      continue;
    }
    if (
      character === ' ' ||
      character === '\t' ||
      character === '=' ||
      character === ':' ||
      character === '!' ||
      character === '?'
    )
      break;
    if (character === '+' && text[at + 1] === '=') break;
    at++;
  }
  const name = text.slice(0, at);
  while (text[at] === ' ' || text[at] === '\t') at++;
  const character = text[at] ?? '';
  if (name === '') return undefined;
  if (character === '=') return { name, operator: '', value: text.slice(at + 1).trimStart() };
  if (text.startsWith(':sh=', at)) return { name, operator: 'sh', value: text.slice(at + 4).trimStart() };
  if (text[at + 1] === '=' && (character === '+' || character === '?' || character === ':' || character === '!')) {
    return { name, operator: character, value: text.slice(at + 2).trimStart() };
  }
  return undefined;
}
