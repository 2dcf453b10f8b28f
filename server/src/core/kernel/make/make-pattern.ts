/** Shell-like patterns of :M, :N and of .for words: '*', '?', '[a-z]', '[^a]' and '\' (Str_Match in str.c). */
export function patternExpression(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    // Several are as one; JavaScript would try every way to share the text among them.
    if (character === '*') source += pattern[at + 1] === '*' ? '' : '.*';
    else if (character === '?') source += '.';
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) {
        source += '\\[';
        continue;
      }
      source += characterClass(pattern.slice(at + 1, end));
      at = end;
    } else {
      const literal = character === '\\' && at + 1 < pattern.length ? (pattern[++at] ?? '') : character;
      source += literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 's');
}

/** The characters between brackets; the ends of a range stand in any order, as make takes them. */
function characterClass(body: string): string {
  const isOther = body.startsWith('!') || body.startsWith('^');
  let members = '';
  for (let at = isOther ? 1 : 0; at < body.length; at++) {
    const first = body[at] ?? '';
    const last = body[at + 1] === '-' ? body[at + 2] : undefined;
    if (last === undefined) members += escaped(first);
    else {
      members += first <= last ? `${escaped(first)}-${escaped(last)}` : `${escaped(last)}-${escaped(first)}`;
      at += 2;
    }
  }
  return `[${isOther ? '^' : ''}${members}]`;
}

function escaped(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}
