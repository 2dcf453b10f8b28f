import type { TokenFile } from '../lexer/token-file.ts';
import {
  D_ELIF,
  D_ELIFDEF,
  D_ELIFNDEF,
  D_ELSE,
  D_ENDIF,
  D_IF,
  D_IFDEF,
  D_IFNDEF,
  directiveTable,
} from '../preprocessor/directive-table.ts';

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
      case D_IF:
      case D_IFDEF:
      case D_IFNDEF:
        open.push({ group: d, branch: d, text: text() });
        break;
      case D_ELIF:
      case D_ELIFDEF:
      case D_ELIFNDEF:
      case D_ELSE: {
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
  return conditionsAt(file, a).some((one) =>
    ofB.some((other) => other.group === one.group && other.branch !== one.branch),
  );
}

/** True inside what is left out with VIMAGE: `#ifndef VIMAGE`, or any later branch of `#ifdef VIMAGE`. */
export function isWithoutVimage(file: TokenFile, offset: number): boolean {
  return conditionsAt(file, offset).some(({ group, branch, text }) => {
    if (/^ifndef\s+VIMAGE$|^if\s+!\s*defined\s*\(?\s*VIMAGE\s*\)?$/.test(text)) return true;
    if (group === branch) return false;
    const hash = file.directives[group] as number;
    return /^if(def\s+VIMAGE|\s+defined\s*\(?\s*VIMAGE\s*\)?)\s*$/.test(
      file.text.slice(file.end[hash], file.text.indexOf('\n', file.end[hash])).trim(),
    );
  });
}

const disabled = new WeakMap<TokenFile, readonly (readonly [start: number, end: number])[]>();

/**
 * True inside `#if 0`, kept for readers, and in what other systems compile (`#ifndef __FreeBSD__`): this kernel has
 * none of it.
 */
export function isDisabled(file: TokenFile, offset: number): boolean {
  let stretches = disabled.get(file);
  if (stretches === undefined) disabled.set(file, (stretches = disabledStretches(file)));
  return stretches.some(([start, end]) => offset >= start && offset < end);
}

/** Offsets from the directive that begins such a branch to the one that ends it. */
function disabledStretches(file: TokenFile): readonly (readonly [number, number])[] {
  const table = directiveTable(file);
  const found: [number, number][] = [];
  const open: { readonly isForUs: boolean; since: number | undefined }[] = [];
  file.directives.forEach((hash, d) => {
    const code = table.code[d];
    const start = file.start[hash] as number;
    const top = open[open.length - 1];
    const close = (): void => {
      if (top?.since !== undefined) found.push([top.since, start]);
      if (top !== undefined) top.since = undefined;
    };
    const text = file.text.slice(file.end[hash], file.end[(table.lineEnd[d] as number) - 1]).trim();
    if (code === D_IF || code === D_IFDEF || code === D_IFNDEF) {
      const isOff = /^if\s+0\s*$|^ifndef\s+__FreeBSD__$|^if\s+!\s*defined\s*\(?\s*__FreeBSD__\s*\)?$/.test(text);
      open.push({
        isForUs: /^ifdef\s+__FreeBSD__$|^if\s+defined\s*\(?\s*__FreeBSD__\s*\)?$/.test(text),
        since: isOff ? start : undefined,
      });
    } else if (code === D_ELSE || code === D_ELIF || code === D_ELIFDEF || code === D_ELIFNDEF) {
      close();
      // The other branches of #ifdef __FreeBSD__; an #elif 0.
      if (top !== undefined && (top.isForUs || /^elif\s+0$/.test(text))) top.since = start;
    } else if (code === D_ENDIF) {
      close();
      open.pop();
    }
  });
  return found;
}
