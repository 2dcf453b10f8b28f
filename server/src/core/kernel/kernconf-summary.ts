/**
 * What the head of a KERNCONF says about it, as one line: "Generic kernel configuration file for FreeBSD/amd64" of
 * "# GENERIC -- Generic kernel …". undefined if its first comment says nothing.
 */
export function kernconfSummary(text: string): string | undefined {
  for (const line of text.split('\n', HEAD_LINES)) {
    if (line.trim() === '') continue;
    if (!line.startsWith('#')) return undefined;
    const comment = line.replace(/^#+/, '').trim();
    if (comment === '' || /^SPDX-|^\$\w+.*\$$/.test(comment)) continue;
    return comment.replace(/^\S+\s+-{1,2}\s+/, '');
  }
  return undefined;
}

/** A licence may come first; a summary later than this is none. */
const HEAD_LINES = 40;
