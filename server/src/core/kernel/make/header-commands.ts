/**
 * The few shell commands by which kernel makefiles look into the build folder's headers (`VAR!= grep ...`),
 * answered from the headers' texts. Anything else is not understood.
 */

function withoutTrailingBlank(text: string): string {
  return text.trimEnd().replaceAll('\n', ' ');
}

/** "sort -u" in the C locale. */
function sortedUnique(words: readonly string[]): string[] {
  return [...new Set(words)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** Expands a name such as "<build>/opt*.h" among the headers, in the shell's order. */
function headerTexts(spelled: string, headers: ReadonlyMap<string, string>): string[] | undefined {
  const name = spelled.slice(spelled.lastIndexOf('/') + 1);
  if (!name.endsWith('.h')) return undefined;
  if (!name.includes('*')) return [headers.get(name) ?? ''];
  const [before = '', after = ''] = name.split('*');
  const names = [...headers.keys()].filter((header) => header.startsWith(before) && header.endsWith(after)).sort();
  return names.map((header) => headers.get(header) ?? '');
}

/**
 * The output of `command`, newlines as blanks; undefined when the command is not understood.
 * Understood: grep WORD FILE, cat FILES, sed -n '/WORD/p' FILE, cat FILES | awk '{print $2;}' | sort -u,
 * each with "|| true" or "; echo" behind it, and find for *_if.m (answered empty: they are looked up by name).
 */
export function answerHeaderCommand(command: string, headers: ReadonlyMap<string, string>): string | undefined {
  const plain = command.replace(/(\s*\|\|\s*true)?(\s*;\s*echo)?\s*$/, '').replace(/\s*2>\s*\/dev\/null/g, '').trim();
  const grep = /^grep\s+(?:-\S+\s+)?'?([\w.]+)'?\s+(\S+)$/.exec(plain) ?? /^sed\s+-n\s+'\/([\w.]+)\/p'\s+(\S+)$/.exec(plain);
  if (grep?.[1] !== undefined && grep[2] !== undefined) {
    const word = grep[1];
    const texts = headerTexts(grep[2], headers);
    return texts === undefined ? undefined : withoutTrailingBlank(texts.join('').split('\n').filter((line) => line.includes(word)).join('\n'));
  }
  const names = /^cat\s+(\S+)\s*\|\s*awk\s+'\{\s*print \$2;?\s*\}'\s*\|\s*sort -u$/.exec(plain);
  if (names?.[1] !== undefined) {
    const texts = headerTexts(names[1], headers);
    const words = texts?.join('').split('\n').map((line) => line.trim().split(/\s+/)[1] ?? '').filter((word) => word !== '');
    return words === undefined ? undefined : sortedUnique(words).join(' ');
  }
  const cat = /^cat\s+(\S+)$/.exec(plain);
  if (cat?.[1] !== undefined) {
    const texts = headerTexts(cat[1], headers);
    return texts === undefined ? undefined : withoutTrailingBlank(texts.join(''));
  }
  if (/^find\s+\S+\s+-name\s+\\\*_if\.m$/.test(plain)) return '';
  return undefined;
}
