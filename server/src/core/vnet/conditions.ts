import type { TokenFile } from '../lexer/token-file.ts';
import { D_ELIF, D_ELIFDEF, D_ELIFNDEF, D_ELSE, D_ENDIF, D_IF, D_IFDEF, D_IFNDEF, directiveTable } from '../preprocessor/directive-table.ts';

/** One #if that a place is inside of: which, and in which of its branches. */
export interface Condition {
  /** Directive index of the #if. */
  readonly group: number;
  /** Directive index of the branch: the #if itself, an #elif, the #else. */
  readonly branch: number;
  /** The branch's line without `#`: `ifdef VIMAGE`, `else`. */
  readonly text: string;
}

/** The conditional groups around an offset, outermost first. */
export function conditionsAt(file: TokenFile, offset: number): readonly Condition[] {
  const table = directiveTable(file);
  const open: Condition[] = [];
  for (let d = 0; d < file.directives.length; d++) {
    const hash = file.directives[d] as number;
    if ((file.start[hash] as number) > offset) break;
    const text = (): string => file.text.slice(file.end[hash], file.end[(table.lineEnd[d] as number) - 1]).trim();
    switch (table.code[d]) {
      case D_IF: case D_IFDEF: case D_IFNDEF:
        open.push({ group: d, branch: d, text: text() });
        break;
      case D_ELIF: case D_ELIFDEF: case D_ELIFNDEF: case D_ELSE: {
        const own = open.pop();
        if (own !== undefined) open.push({ group: own.group, branch: d, text: text() });
        break;
      }
      case D_ENDIF:
        open.pop();
        break;
      default:
    }
  }
  return open;
}

/** True when two places of a file stand in different branches of one #if: never are both there. */
export function areTwins(file: TokenFile, a: number, b: number): boolean {
  const ofB = conditionsAt(file, b);
  return conditionsAt(file, a).some((one) => ofB.some((other) => other.group === one.group && other.branch !== one.branch));
}

/** True inside what is left out with VIMAGE: `#ifndef VIMAGE`, or any later branch of `#ifdef VIMAGE`. */
export function isWithoutVimage(file: TokenFile, offset: number): boolean {
  return conditionsAt(file, offset).some(({ group, branch, text }) => {
    if (/^ifndef\s+VIMAGE$|^if\s+!\s*defined\s*\(?\s*VIMAGE\s*\)?$/.test(text)) return true;
    if (group === branch) return false;
    const hash = file.directives[group] as number;
    return /^if(def\s+VIMAGE|\s+defined\s*\(?\s*VIMAGE\s*\)?)\s*$/.test(file.text.slice(file.end[hash], file.text.indexOf('\n', file.end[hash])).trim());
  });
}

/** True inside `#if 0`: kept for readers, compiled by nobody. */
export function isDisabled(file: TokenFile, offset: number): boolean {
  return conditionsAt(file, offset).some(({ text }) => /^if\s+0\s*$/.test(text));
}
