import { parseIntegerConstant } from '../lexer/constants.ts';
import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_NUMBER, T_PUNCT } from '../lexer/token-kinds.ts';
import type { MacroFlow } from './source-head.ts';

/** The enumerators of sysinit_sub_id and sysinit_elem_order as sys/kernel.h of the tree has them. */
export class SysinitLevels {
  private readonly values = new Map<string, number>();
  private readonly macros: (name: string) => readonly MacroFlow[];

  /** `kernel` is sys/kernel.h; `macros` gives those of a name, for subsystems that are named by one. */
  constructor(kernel: TokenFile | undefined, macros: (name: string) => readonly MacroFlow[]) {
    this.macros = macros;
    if (kernel === undefined) return;
    for (let i = 1; i < kernel.count - 1; i++) {
      if (kernel.kind[i] !== T_PUNCT || kernel.value[i] !== P.P_ASSIGN || kernel.kind[i - 1] !== T_IDENT || kernel.kind[i + 1] !== T_NUMBER) continue;
      const name = kernel.spelling(i - 1);
      const value = name.startsWith('SI_') ? parseIntegerConstant(kernel.spelling(i + 1)) : undefined;
      if (value !== undefined) this.values.set(name, Number(value.value));
    }
  }

  /** SI_SUB_VNET; undefined in a tree without. */
  named(name: string): number | undefined {
    return this.values.get(name);
  }

  /** The value of an argument as written: SI_SUB_PROTO_IF, SI_ORDER_ANY - 1, a macro of either; undefined where it isn't one of these. */
  evaluate(text: string, level = 0): number | undefined {
    const match = /^\(?\s*(\w+)\s*(?:([+-])\s*(\w+))?\s*\)?$/.exec(text);
    if (match === null || level > 4) return undefined;
    const [, first = '', sign, second] = match;
    const left = this.operand(first, level);
    if (sign === undefined || second === undefined) return left;
    const right = this.operand(second, level);
    return left === undefined || right === undefined ? undefined : sign === '+' ? left + right : left - right;
  }

  private operand(word: string, level: number): number | undefined {
    const constant = parseIntegerConstant(word);
    if (constant !== undefined) return Number(constant.value);
    const known = this.values.get(word);
    if (known !== undefined) return known;
    const values = new Set(this.macros(word).map(({ words }) => this.evaluate(words.join(' '), level + 1)));
    const [only] = values;
    return values.size === 1 ? only : undefined;
  }
}
