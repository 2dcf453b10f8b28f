import { Interner } from '../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../server/src/core/lexer/lex.ts';
import type { TokenFile } from '../../server/src/core/lexer/token-file.ts';
import * as T from '../../server/src/core/lexer/token-kinds.ts';

const KIND: Readonly<Record<number, string>> = {
  [T.T_IDENT]: 'name',
  [T.T_NUMBER]: 'number',
  [T.T_CHAR]: 'char',
  [T.T_STRING]: 'string',
  [T.T_PUNCT]: 'punct',
  [T.T_OTHER]: 'other',
  [T.T_HEADER]: 'header',
};

export function lexed(text: string): TokenFile {
  return lexFile('a.c', text, new Interner());
}

/** "name:a punct:+": kinds and spellings of a text's tokens, without the end of file. */
export function tokenTable(text: string): string[] {
  const file = lexed(text);
  return Array.from({ length: file.count - 1 }, (_, i) => `${KIND[file.kind[i] ?? 0] ?? '?'}:${file.spelling(i)}`);
}
