import type { TokenFile } from '../lexer/token-file.ts';
import { onceWith } from '../text/worked-out.ts';
import type { Expander } from './expander.ts';

/** The identifier for "this file has #pragma once"; it is not a C identifier. */
export function onceMark(file: TokenFile, expander: Expander): number {
  return onceWith(file, markOf, expander);
}

function markOf({ path }: TokenFile, { interner }: Expander): number {
  return interner.intern(`#pragma once ${path}`);
}
