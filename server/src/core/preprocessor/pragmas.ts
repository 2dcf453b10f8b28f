import { lexFile } from '../lexer/lex.ts';
import { F_SPACE, T_EOF, T_STRING } from '../lexer/token-kinds.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { Expander } from './expander.ts';
import { isHarmlessPragma } from './pragma-table.ts';
import { TokenBuffer } from './token-buffer.ts';

/** The effect of a pragma on the front end; other pragmas do not affect a layout. */
export type Pragma =
  | { readonly kind: 'once' }
  /** The whole line for the parser, which keeps what the layouts after it depend on (pragma-state.ts). */
  | { readonly kind: 'layout'; readonly line: string }
  | { readonly kind: 'push_macro' | 'pop_macro'; readonly name: string };

/** The pragma in tokens [from, end) of `file`, without `#pragma`. */
export function readPragma(file: TokenFile, from: number, end: number, expander: Expander): Pragma | undefined {
  const word = from < end ? file.spelling(from) : '';
  switch (word) {
    case 'once':
      return { kind: word };
    // clang takes the name as it is written and expands what follows (ParsePragma.cpp).
    case 'pack':
    case 'align':
    case 'options':
    case 'ms_struct':
      return { kind: 'layout', line: `#pragma ${word}${expandedText(file, from + 1, end, expander)}` };
    case 'push_macro':
    case 'pop_macro': {
      const name = file.kind[from + 2] === T_STRING ? file.spelling(from + 2).slice(1, -1) : '';
      return from + 2 < end && name !== '' ? { kind: word, name } : undefined;
    }
    default: {
      const second = from + 1 < end ? file.spelling(from + 1) : '';
      return isHarmlessPragma(word, second)
        ? undefined
        : { kind: 'layout', line: `#pragma${writtenText(file, from, end)}` };
    }
  }
}

function writtenText(file: TokenFile, from: number, end: number): string {
  let text = '';
  for (let i = from; i < end && file.kind[i] !== T_EOF; i++)
    text += `${i === from || ((file.flags[i] ?? 0) & F_SPACE) !== 0 ? ' ' : ''}${file.spelling(i)}`;
  return text;
}

/** The pragma in the string literal of _Pragma("...") (C17 6.10.9). */
export function readPragmaString(literal: string, expander: Expander): Pragma | undefined {
  const text = literal.replace(/^L?"|"$/g, '').replace(/\\(["\\])/g, '$1');
  const file = lexFile('', text, expander.interner);
  return readPragma(file, 0, file.count - 1, expander);
}

function expandedText(file: TokenFile, from: number, end: number, expander: Expander): string {
  const line = new TokenBuffer(end - from);
  for (let i = from; i < end && file.kind[i] !== T_EOF; i++)
    line.push(file.kind[i] as number, file.flags[i] as number, file.value[i] as number, 0, 0);
  const expanded = expander.expandAlone(line, 0, line.count);
  let text = '';
  for (let i = 0; i < expanded.count; i++) text += ` ${expanded.spelling(i, expander.interner)}`;
  expander.giveBack(expanded);
  return text;
}

/**
 * Saves or restores a name's definition for #pragma push_macro and pop_macro. The stack is in the environment, under
 * names that are not identifiers, so that segments record their dependence on it.
 */
export function keepMacro(expander: Expander, kind: 'push_macro' | 'pop_macro', name: string): void {
  const { environment, interner } = expander;
  const id = interner.intern(name);
  const depthMark = interner.intern(`#push_macro ${name}`);
  const depth = environment.lookup(depthMark);
  const slot = (level: number): number => interner.intern(`#push_macro ${name} ${level}`);
  if (kind === 'push_macro') {
    environment.set(slot(depth + 1), environment.lookup(id));
    environment.set(depthMark, depth + 1);
  } else if (depth > 0) {
    environment.set(id, environment.lookup(slot(depth)));
    environment.set(depthMark, depth - 1);
  }
}
