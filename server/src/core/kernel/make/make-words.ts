/** The words of a make variable's value: separated by blanks, quotes keep blanks together (brk_string). */
export function makeWords(text: string): string[] {
  if (!text.includes('"') && !text.includes("'") && !text.includes('\\')) {
    return text.split(/[ \t\n]+/).filter((word) => word !== '');
  }
  const words: string[] = [];
  let word = '';
  let inWord = false;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') {
      word += character;
      if (character === '\\' && quote === '"') word += text[++at] ?? '';
      else if (character === quote) quote = '';
    } else if (character === ' ' || character === '\t' || character === '\n') {
      if (inWord) words.push(word);
      word = '';
      inWord = false;
    } else {
      inWord = true;
      word += character;
      if (character === '\\') word += text[++at] ?? '';
      else if (character === '"' || character === "'") quote = character;
    }
  }
  if (inWord) words.push(word);
  return words;
}
