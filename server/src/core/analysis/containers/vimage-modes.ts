import type { TokenFile } from '../../lexer/token-file.ts';
import {
  D_ELIF,
  D_ELSE,
  D_ENDIF,
  D_IF,
  D_IFDEF,
  D_IFNDEF,
  directiveTable,
} from '../../preprocessor/directive-table.ts';
import { once } from '../../text/worked-out.ts';
import { evaluate, NO_KNOWN_NAMES, readFormula } from '../../written/condition-formula.ts';
import { getOrMake } from '../../collections/get-or-make.ts';

/**
 * The three ways in which 8-CURRENT of 2008 and 2009 compiled (sys/sys/vimage.h): with options VIMAGE_GLOBALS the old
 * plain globals, by default one static instance of each container, with options VIMAGE one allocated for each vnet.
 */
export const VIMAGE_MODES = ['globals', 'static', 'vimage'] as const;
export type VimageMode = (typeof VIMAGE_MODES)[number];

/** Bits by position in VIMAGE_MODES. */
export type ModeSet = number;
const ALL_MODES: ModeSet = 7;

export function hasMode(set: ModeSet, mode: VimageMode): boolean {
  return (set & (1 << VIMAGE_MODES.indexOf(mode))) !== 0;
}

/** What each mode defines. */
const DEFINES: Readonly<Record<string, ModeSet>> = { VIMAGE_GLOBALS: 1, VIMAGE: 4 };

/** In which modes a condition can hold and in which it can fail: with names that are not ours it may do both. */
interface Outcome {
  readonly yes: ModeSet;
  readonly no: ModeSet;
}

interface Stretch {
  readonly from: number;
  readonly modes: ModeSet;
}

/**
 * The modes in which the text at a token can be compiled, as far as the file's own #if say; with the value of
 * __FreeBSD_version also as far as they ask for that.
 */
export function modesAt(file: TokenFile, token: number, osreldate = 0): ModeSet {
  const stretches = getOrMake(once(file, noReleases), osreldate, () => readStretches(file, osreldate));
  return stretches.findLast(({ from }) => from <= token)?.modes ?? ALL_MODES;
}

/** A file's stretches by __FreeBSD_version. */
function noReleases(): Map<number, readonly Stretch[]> {
  return new Map();
}

function readStretches(file: TokenFile, osreldate: number): readonly Stretch[] {
  const table = directiveTable(file);
  const stretches: Stretch[] = [{ from: 0, modes: ALL_MODES }];
  /** Per #if: what is around it, and what its earlier groups have left. */
  const open: { readonly around: ModeSet; left: ModeSet }[] = [];
  let now: ModeSet = ALL_MODES;
  for (let d = 0; d < file.directives.length; d++) {
    const end = table.lineEnd[d] as number;
    const top = open[open.length - 1];
    switch (table.code[d]) {
      case D_IF:
      case D_IFDEF:
      case D_IFNDEF: {
        const { yes, no } = outcome(file, d, osreldate);
        open.push({ around: now, left: now & no });
        now &= yes;
        break;
      }
      case D_ELIF: {
        if (top === undefined) continue;
        const { yes, no } = outcome(file, d, osreldate);
        now = top.left & yes;
        top.left &= no;
        break;
      }
      case D_ELSE:
        if (top === undefined) continue;
        now = top.left;
        break;
      case D_ENDIF:
        if (top === undefined) continue;
        now = top.around;
        open.pop();
        break;
      default:
        continue;
    }
    stretches.push({ from: end, modes: now });
  }
  return stretches;
}

/** A condition in each mode: names that are not ours may be defined or not. */
function outcome(file: TokenFile, d: number, osreldate: number): Outcome {
  const formula = readFormula(file, d, osreldate, NO_KNOWN_NAMES);
  let [yes, no] = [0, 0];
  VIMAGE_MODES.forEach((_, bit) => {
    const value = evaluate(formula, (name, isText) => {
      const defines = isText ? undefined : DEFINES[name];
      return defines === undefined ? undefined : (defines & (1 << bit)) !== 0;
    });
    if (value !== false) yes |= 1 << bit;
    if (value !== true) no |= 1 << bit;
  });
  return { yes, no };
}
