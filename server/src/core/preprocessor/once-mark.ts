import type { TokenFile } from '../lexer/token-file.ts';
import { onceWith } from '../text/worked-out.ts';
import type { Expander } from './expander.ts';

/** Identifier that stands for "this file said #pragma once": no C identifier can be spelled so. */
export function onceMark(file: TokenFile, expander: Expander): number {
  return onceWith(file, markOf, expander);
}

function markOf({ path }: TokenFile, { interner }: Expander): number {
  return interner.intern(`#pragma once ${path}`);
}
