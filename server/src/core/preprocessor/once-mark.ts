import type { TokenFile } from '../lexer/token-file.ts';
import type { Expander } from './expander.ts';

/** Identifier that stands for "this file said #pragma once": no C identifier can be spelled so. */
export function onceMark(file: TokenFile, expander: Expander): number {
  let mark = onceMarks.get(file);
  if (mark === undefined) onceMarks.set(file, (mark = expander.interner.intern(`#pragma once ${file.path}`)));
  return mark;
}

const onceMarks = new WeakMap<TokenFile, number>();
