import { parseIntegerConstant } from '../lexer/constants.ts';
import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT } from '../lexer/token-kinds.ts';
import type { MacroFlow } from './source-head.ts';

/** The enumerators of sysinit_sub_id and sysinit_elem_order as sys/kernel.h of the tree has them. */
export class SysinitLevels {
  private readonly values = new Map<string, number>();
  private readonly macros: (name: string, path: string) => readonly MacroFlow[];

  /** `kernel` is sys/kernel.h; `macros` gives those that a name is in a file, for subsystems that are named by one. */
  constructor(kernel: TokenFile | undefined, macros: (name: string, path: string) => readonly MacroFlow[]) {
    this.macros = macros;
    if (kernel === undefined) return;
    for (let i = 0; i < kernel.count; i++) {
      const open = kernel.isIdentifier(i, 'enum')
        ? [i + 1, i + 2].find((at) => kernel.isPunct(at, P.P_LBRACE))
        : undefined;
      if (open !== undefined) this.enumerators(kernel, open);
    }
  }

  private enumerators(kernel: TokenFile, open: number): void {
    let next = 0;
    for (let i = open + 1; kernel.kind[i] !== T_EOF && !kernel.isPunct(i, P.P_RBRACE); i++) {
      if (kernel.kind[i] !== T_IDENT || !kernel.spelling(i).startsWith('SI_')) continue;
      const name = kernel.spelling(i);
      let value: number | undefined = next;
      if (kernel.isPunct(i + 1, P.P_ASSIGN)) {
        let text = '';
        for (i += 2; kernel.kind[i] !== T_EOF && !kernel.isPunct(i, P.P_COMMA) && !kernel.isPunct(i, P.P_RBRACE); i++)
          text += ` ${kernel.spelling(i)}`;
        value = this.evaluate(text.trim(), '');
        if (kernel.isPunct(i, P.P_RBRACE)) i--;
      }
      if (value === undefined) continue;
      next = value + 1;
      // An enumerator with two values in the branches of an #if (EARLY_AP_STARTUP) has no certain value.
      const known = this.values.get(name);
      this.values.set(name, known === undefined || known === value ? value : NaN);
    }
  }

  /** SI_SUB_VNET; undefined in a tree without. */
  named(name: string): number | undefined {
    const value = this.values.get(name);
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /**
   * The value of an argument as `path` writes it: SI_SUB_PROTO_IF, SI_ORDER_ANY - 1, a macro of either; undefined if it
   * isn't one of these.
   */
  evaluate(text: string, path: string, level = 0): number | undefined {
    const match = /^\(?\s*(\w+)\s*(?:([+-])\s*(\w+))?\s*\)?$/.exec(text);
    if (match === null || level > 4) return undefined;
    const [, first = '', sign, second] = match;
    const left = this.operand(first, path, level);
    if (sign === undefined || second === undefined) return left;
    const right = this.operand(second, path, level);
    return left === undefined || right === undefined ? undefined : sign === '+' ? left + right : left - right;
  }

  private operand(word: string, path: string, level: number): number | undefined {
    const constant = parseIntegerConstant(word);
    if (constant !== undefined) return Number(constant.value);
    const known = this.values.get(word);
    if (known !== undefined) return Number.isNaN(known) ? undefined : known;
    const values = new Set(this.macros(word, path).map(({ words }) => this.evaluate(words.join(' '), path, level + 1)));
    const [only] = values;
    return values.size === 1 ? only : undefined;
  }
}
