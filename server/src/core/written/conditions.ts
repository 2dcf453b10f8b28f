import type { TokenFile } from '../lexer/token-file.ts';
import * as D from '../preprocessor/directive-table.ts';
import {
  EITHER,
  evaluate,
  KERNEL_NAMES,
  readFormula,
  VNET_KERNEL_NAMES,
  type KnownNames,
} from './condition-formula.ts';
import { once } from '../text/worked-out.ts';

/** The branch of an #if that contains an offset; both numbers are indices in `directives`. */
export interface Condition {
  /** The #if. */
  readonly group: number;
  /** The branch: the #if itself, an #elif, the #else. */
  readonly branch: number;
  /** The branch's line without `#`: `ifdef VIMAGE`, `else`. */
  readonly text: string;
}

/** The conditional groups around an offset, outermost first. */
export function conditionsAt(file: TokenFile, offset: number): readonly Condition[] {
  const table = D.directiveTable(file);
  const open: Condition[] = [];
  for (let d = 0; d < file.directives.length; d++) {
    const hash = file.directives[d] as number;
    if ((file.start[hash] as number) > offset) break;
    const code = table.code[d] as number;
    const text = (): string => file.text.slice(file.end[hash], file.end[(table.lineEnd[d] as number) - 1]).trim();
    if (D.isOpening(code)) open.push({ group: d, branch: d, text: text() });
    else if (D.isAlternative(code)) {
      const before = open.pop();
      if (before !== undefined) open.push({ group: before.group, branch: d, text: text() });
    } else if (code === D.D_ENDIF) open.pop();
  }
  return open;
}

/** Set in a kernel that has the code at all, or too common to be told of. */
const NOT_TOLD = new Set(['VIMAGE', 'INET', 'INET6', ...KERNEL_NAMES.keys()]);

/** The names that each must be defined for a place to be compiled, `VIMAGE` and protocols left out; outermost first. */
export function optionsAt(file: TokenFile, offset: number): readonly string[] {
  return conditionsAt(file, offset).flatMap(({ text }) => {
    const [, plain, inBrackets, bare] =
      /^if(?:def\s+(\w+)|\s+defined\s*(?:\(\s*(\w+)\s*\)|(\w+)))\s*(?:\/[*/].*)?$/s.exec(text) ?? [];
    const name = plain ?? inBrackets ?? bare;
    return name === undefined || NOT_TOLD.has(name) ? [] : [name];
  });
}

/** True if two offsets of a file are in different branches of one #if: they are never compiled together. */
export function areTwins(file: TokenFile, a: number, b: number): boolean {
  const ofB = conditionsAt(file, b);
  return conditionsAt(file, a).some((one) =>
    ofB.some((other) => other.group === one.group && other.branch !== one.branch),
  );
}

/** The offsets of each branch that is never compiled, from the directive that starts it to the one that ends it. */
type Stretch = readonly [start: number, end: number];

interface DeadStretches {
  readonly inKernels: readonly Stretch[];
  readonly withVimage: readonly Stretch[];
}

function deadStretchesOf(file: TokenFile): DeadStretches {
  return { inKernels: readDeadStretches(file, KERNEL_NAMES), withVimage: readDeadStretches(file, VNET_KERNEL_NAMES) };
}

/** True inside code that no kernel compiles: `#if 0`, and code for userland or other systems. */
export function isDisabled(file: TokenFile, offset: number): boolean {
  return once(file, deadStretchesOf).inKernels.some(([start, end]) => offset >= start && offset < end);
}

/**
 * True inside code that only kernels without options VIMAGE compile: `#ifndef VIMAGE`, the #else of `#ifdef VIMAGE`.
 */
export function isWithoutVimage(file: TokenFile, offset: number): boolean {
  const isDead = once(file, deadStretchesOf).withVimage.some(([start, end]) => offset >= start && offset < end);
  return isDead && !isDisabled(file, offset);
}

function readDeadStretches(file: TokenFile, known: KnownNames): readonly Stretch[] {
  const table = D.directiveTable(file);
  const stretches: Stretch[] = [];
  /**
   * For each open #if: whether a branch that is always taken has been read, and where the present dead branch started.
   */
  const open: { isDecided: boolean; deadSince: number | undefined }[] = [];
  file.directives.forEach((hash, d) => {
    const code = table.code[d] as number;
    const start = file.start[hash] as number;
    if (D.isOpening(code)) open.push({ isDecided: false, deadSince: undefined });
    const top = open[open.length - 1];
    if (top === undefined) return;
    if (D.isAlternative(code) || code === D.D_ENDIF) {
      if (top.deadSince !== undefined) stretches.push([top.deadSince, start]);
      top.deadSince = undefined;
    }
    if (code === D.D_ENDIF) open.pop();
    if (!D.isOpening(code) && !D.isAlternative(code)) return;
    const holds = evaluate(readFormula(file, d, 0, known), EITHER);
    if (holds === false || top.isDecided) top.deadSince = start;
    top.isDecided ||= holds === true;
  });
  return stretches;
}
