import type { TokenFile } from '../lexer/token-file.ts';
import type { Expander } from './expander.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** The identifier for "this file has #pragma once"; it is not a C identifier. */
export function onceMark(file: TokenFile, expander: Expander): number {
  return getOrMake(onceMarks, file, () => expander.interner.intern(`#pragma once ${file.path}`));
}

const onceMarks = new WeakMap<TokenFile, number>();
