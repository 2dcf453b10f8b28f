import { getOrMake } from '../collections/get-or-make.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_COL0, T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../lexer/punctuators.ts';
import * as D from './directive-table.ts';
import { M_BUILTIN } from './macro.ts';
import type { MacroEnvironment } from './macro-environment.ts';

/**
 * The offset in the main file up to which a name is wanted: bodies that start before it are needed if they can lead to
 * the name. 0: never; WHOLE_FILE; ANYWHERE: in static functions too.
 */
export type WantedUntil = (spelling: string) => number;
export const WHOLE_FILE = Number.MAX_SAFE_INTEGER;
export const ANYWHERE = Infinity;

/**
 * Skips function bodies that cannot matter: where only file scope and certain names count (the layout of a linker set),
 * expanding every body is most of the work. A body is skipped only when KNF shows its ends (`{` after `)` and `}`, both
 * in column 0), nothing is defined or included in it, its conditionals are whole, and no identifier in it, nor any in a
 * macro that it could expand to, is one of the wanted; in a function that is plainly static only those count that are
 * wanted ANYWHERE. The unit then has an empty body there. One filter serves one unit.
 */
export class BodyFilter {
  private readonly wantedUntil: WantedUntil;
  private readonly environment: MacroEnvironment;
  private readonly ofMacro = new Map<number, number>();
  private readonly ofName = new Map<number, number>();

  constructor(environment: MacroEnvironment, wantedUntil: WantedUntil) {
    this.environment = environment;
    this.wantedUntil = wantedUntil;
  }

  /** Token of the `}` that ends the body opened at `open`, when the body can be skipped; else -1. */
  endOfUnneeded(file: TokenFile, open: number, directive: number): number {
    const name = this.functionName(file, open);
    if (name < 0) return -1;
    const close = bodyEnd(file, open, directive);
    if (close < 0) return close;
    const offset = isPlainlyStatic(file, name) ? WHOLE_FILE : (file.start[open] as number);
    for (let i = open + 1; i < close; i++) {
      if (file.kind[i] === T_IDENT && this.until(file, file.value[i] as number) > offset) return -1;
    }
    return close;
  }

  /**
   * Token of the name in `name ( ... )` before `open`, when it is no macro: a function, not a record with attributes.
   */
  private functionName(file: TokenFile, open: number): number {
    let depth = 0;
    for (let i = open - 1; i > 0; i--) {
      if (file.kind[i] !== T_PUNCT) {
        if (depth === 0) return -1;
        continue;
      }
      if (file.value[i] === P_RPAREN) depth++;
      else if (depth === 0) return -1;
      else if (file.value[i] === P_LPAREN && --depth === 0) {
        const isName =
          file.kind[i - 1] === T_IDENT &&
          this.environment.peek(file.value[i - 1] as number) === 0 &&
          !file.spelling(i - 1).startsWith('__attribute');
        return isName ? i - 1 : -1;
      }
    }
    return -1;
  }

  private until(file: TokenFile, identifier: number): number {
    const until = getOrMake(this.ofName, identifier, () => this.wantedUntil(file.interner.spelling(identifier)));
    if (until === ANYWHERE) return until;
    return Math.max(until, this.untilOfMacro(this.environment.peek(identifier)));
  }

  private untilOfMacro(id: number): number {
    const known = id === 0 ? 0 : this.ofMacro.get(id);
    if (known !== undefined) return known;
    const macro = this.environment.macros[id];
    if (macro === undefined || macro.kind === M_BUILTIN) return 0;
    // Set first, so that macros that mention each other do not recurse forever.
    this.ofMacro.set(id, 0);
    let until = 0;
    for (let i = macro.from; i < macro.to; i++)
      if (macro.file.kind[i] === T_IDENT)
        until = Math.max(until, this.until(macro.file, macro.file.value[i] as number));
    // Names pasted with ## are not visible here.
    if (macro.hasOperators && until === 0 && pastesAccess(macro.file, macro.from, macro.to)) until = WHOLE_FILE;
    this.ofMacro.set(id, until);
    return until;
  }
}

/** A macro outside net/vnet.h that has both `##` and a VNET or DPCPU name in it. */
function pastesAccess(file: TokenFile, from: number, to: number): boolean {
  if (/(^|\/)(net\/vnet|sys\/pcpu)\.h$/.test(file.path)) return false;
  for (let i = from; i < to; i++)
    if (file.kind[i] === T_IDENT && /VNET|DPCPU|_entry_/.test(file.spelling(i))) return true;
  return false;
}

/**
 * True if `static` stands in the specifiers before `name`, and nothing that could make clang emit the function at once.
 */
function isPlainlyStatic(file: TokenFile, name: number): boolean {
  let isStatic = false;
  for (let i = name - 1; i >= 0; i--) {
    if (file.kind[i] === T_PUNCT && (file.value[i] === P_SEMI || file.value[i] === P_RBRACE)) break;
    if (file.kind[i] !== T_IDENT) continue;
    const spelling = file.spelling(i);
    if (spelling === 'static') isStatic = true;
    else if (/used|attribute|constructor|destructor/.test(spelling)) return false;
  }
  return isStatic;
}

function bodyEnd(file: TokenFile, open: number, firstDirective: number): number {
  const table = D.directiveTable(file);
  let d = firstDirective;
  let depth = 0;
  for (let i = open + 1; file.kind[i] !== T_EOF; i++) {
    if (i === file.directives[d]) {
      switch (table.code[d]) {
        case D.D_IF:
        case D.D_IFDEF:
        case D.D_IFNDEF:
          depth++;
          break;
        case D.D_ENDIF:
          depth--;
          break;
        case D.D_ELIF:
        case D.D_ELIFDEF:
        case D.D_ELIFNDEF:
        case D.D_ELSE:
        case D.D_NULL:
          break;
        default:
          return -1;
      }
      if (depth < 0) return -1;
      i = (table.lineEnd[d] as number) - 1;
      d++;
      continue;
    }
    if (file.kind[i] === T_PUNCT && file.value[i] === P_RBRACE && ((file.flags[i] as number) & F_COL0) !== 0)
      return depth === 0 ? i : -1;
  }
  return -1;
}
