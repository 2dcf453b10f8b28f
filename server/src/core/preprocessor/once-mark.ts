import type { TokenFile } from '../lexer/token-file.ts';
import type { Expander } from './expander.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** Identifier that stands for "this file said #pragma once": no C identifier can be spelled so. */
export function onceMark(file: TokenFile, expander: Expander): number {
  return getOrMake(onceMarks, file, () => expander.interner.intern(`#pragma once ${file.path}`));
}

const onceMarks = new WeakMap<TokenFile, number>();
