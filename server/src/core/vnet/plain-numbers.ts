import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { isDisabled } from '../written/conditions.ts';
import type { Spot } from '../text/spot.ts';
import type { OutlineItem } from '../written/outline.ts';

/** Words of a declaration that does not define a mutable object. */
const OTHER =
  /^(const|__const|typedef|extern|struct|union|enum|inline|__inline|eventhandler_tag|VNET_\w+|DPCPU_\w+|[A-Z][A-Z0-9_]*)$/;

/**
 * The plain numbers of a file that can change: `static int x;`, `time_t x = 1;`, one declarator of a type that is a
 * plain word.
 */
export function plainNumbers(
  file: TokenFile,
  outline: readonly OutlineItem[],
): readonly (Spot & { readonly name: string })[] {
  return outline.flatMap((item) =>
    item.body === undefined && !isDisabled(file, file.start[item.from] as number) ? numberIn(file, item) : [],
  );
}

function numberIn(file: TokenFile, { from, to }: OutlineItem): readonly (Spot & { readonly name: string })[] {
  const words: number[] = [];
  let i = from;
  for (; i < to && file.kind[i] === T_IDENT; i++) words.push(i);
  const last = words[words.length - 1];
  const behind = file.kind[i] === T_PUNCT ? file.spelling(i) : '';
  if (
    last === undefined ||
    words.length < 2 ||
    (behind !== ';' && behind !== '=') ||
    words.some((word) => OTHER.test(file.spelling(word)))
  )
    return [];
  return [{ name: file.spelling(last), start: file.start[last] as number, end: file.end[last] as number }];
}

/** Where tokens [from, to) first write a name that is no member's: by an assignment, ++ or --. */
export function firstWrite(file: TokenFile, from: number, to: number, name: string): Spot | undefined {
  for (let i = from; i < to; i++) {
    if (file.kind[i] === T_IDENT && file.isIdentifier(i, name) && isWritten(file, i))
      return { start: file.start[i] as number, end: file.end[i] as number };
  }
  return undefined;
}

function isWritten(file: TokenFile, i: number): boolean {
  const before = file.kind[i - 1] === T_PUNCT ? file.spelling(i - 1) : '';
  const behind = file.kind[i + 1] === T_PUNCT ? file.spelling(i + 1) : '';
  if (before === '.' || before === '->') return false;
  return /^(=|\+=|-=|\|=|&=|\^=|<<=|>>=|\+\+|--)$/.test(behind) || before === '++' || before === '--';
}
