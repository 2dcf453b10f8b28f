/** Shell-like patterns of :M, :N and of .for words: '*', '?', '[a-z]', '[^a]' and '\' (Str_Match in str.c). */
export function patternExpression(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) {
        source += '\\[';
        continue;
      }
      const body = pattern.slice(at + 1, end).replaceAll('\\', '\\\\');
      source += `[${body.startsWith('!') ? `^${body.slice(1)}` : body}]`;
      at = end;
    } else {
      const literal = character === '\\' && at + 1 < pattern.length ? (pattern[++at] ?? '') : character;
      source += literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 's');
}
