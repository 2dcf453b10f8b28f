import type { TokenFile } from '../../lexer/token-file.ts';
import { T_IDENT, T_NUMBER, T_PUNCT } from '../../lexer/token-kinds.ts';
import { P_ANDAND, P_LPAREN, P_NOT, P_OROR, P_RPAREN } from '../../lexer/punctuators.ts';
import { D_ELIF, D_ELSE, D_ENDIF, D_IF, D_IFDEF, D_IFNDEF, directiveTable } from '../../preprocessor/directive-table.ts';
import { once } from '../../text/worked-out.ts';

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

const ANY: Outcome = { yes: ALL_MODES, no: ALL_MODES };

interface Stretch {
  readonly from: number;
  readonly modes: ModeSet;
}

/**
 * The modes in which the text at a token can be compiled, as far as the file's own #if say; with the value of
 * __FreeBSD_version also as far as they ask for that.
 */
export function modesAt(file: TokenFile, token: number, osreldate = 0): ModeSet {
  const releases = once(file, noReleases);
  let stretches = releases.get(osreldate);
  if (stretches === undefined) releases.set(osreldate, (stretches = readStretches(file, osreldate)));
  let [low, high] = [0, stretches.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((stretches[middle] as Stretch).from <= token) low = middle;
    else high = middle - 1;
  }
  return stretches[low]?.modes ?? ALL_MODES;
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
    const word = (file.directives[d] as number) + 1;
    const top = open[open.length - 1];
    switch (table.code[d]) {
      case D_IF:
      case D_IFDEF:
      case D_IFNDEF: {
        const { yes, no } = outcome(file, word, end, osreldate);
        open.push({ around: now, left: now & no });
        now &= yes;
        break;
      }
      case D_ELIF: {
        if (top === undefined) continue;
        const { yes, no } = outcome(file, word, end, osreldate);
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

function outcome(file: TokenFile, word: number, end: number, osreldate: number): Outcome {
  const directive = file.spelling(word);
  if (directive === 'ifdef') return isDefined(file, word + 1);
  if (directive === 'ifndef') return not(isDefined(file, word + 1));
  return new Condition(file, word + 1, end, osreldate).read();
}

function isDefined(file: TokenFile, token: number): Outcome {
  const yes = file.kind[token] === T_IDENT ? DEFINES[file.spelling(token)] : undefined;
  return yes === undefined ? ANY : { yes, no: ALL_MODES & ~yes };
}

function not({ yes, no }: Outcome): Outcome {
  return { yes: no, no: yes };
}

/** How comparisons with a number are written. */
const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

/** `defined(A) && !defined(B) || 0`, `__FreeBSD_version < 800055`; whatever else stands there may be anything. */
class Condition {
  private readonly file: TokenFile;
  private readonly end: number;
  private readonly osreldate: number;
  private at: number;

  constructor(file: TokenFile, from: number, end: number, osreldate: number) {
    this.file = file;
    this.at = from;
    this.end = end;
    this.osreldate = osreldate;
  }

  read(): Outcome {
    const value = this.or();
    return this.at < this.end ? ANY : value;
  }

  private isPunct(code: number): boolean {
    return this.at < this.end && this.file.kind[this.at] === T_PUNCT && this.file.value[this.at] === code;
  }

  private or(): Outcome {
    let value = this.and();
    while (this.isPunct(P_OROR)) {
      this.at++;
      const right = this.and();
      value = { yes: value.yes | right.yes, no: value.no & right.no };
    }
    return value;
  }

  private and(): Outcome {
    let value = this.primary();
    while (this.isPunct(P_ANDAND)) {
      this.at++;
      const right = this.primary();
      value = { yes: value.yes & right.yes, no: value.no | right.no };
    }
    return value;
  }

  private primary(): Outcome {
    const { file } = this;
    if (this.isPunct(P_NOT)) {
      this.at++;
      return not(this.primary());
    }
    if (this.isPunct(P_LPAREN)) {
      this.at++;
      const value = this.or();
      if (this.isPunct(P_RPAREN)) this.at++;
      else this.skipToLogical();
      return this.isAtLogical() ? value : this.anything();
    }
    if (file.isIdentifier(this.at, 'defined')) {
      const inParentheses = file.kind[this.at + 1] === T_PUNCT && file.value[this.at + 1] === P_LPAREN;
      const name = this.at + (inParentheses ? 2 : 1);
      this.at = name + (inParentheses ? 2 : 1);
      return isDefined(file, name);
    }
    if (file.isIdentifier(this.at, '__FreeBSD_version') && this.osreldate > 0) return this.release();
    if (file.kind[this.at] === T_NUMBER) {
      const number = file.spelling(this.at++);
      if (!this.isAtLogical()) return this.anything();
      return /^0+[uUlL]*$/.test(number) ? { yes: 0, no: ALL_MODES } : { yes: ALL_MODES, no: 0 };
    }
    return this.anything();
  }

  /** `__FreeBSD_version >= 800044` */
  private release(): Outcome {
    const { file } = this;
    const compare = COMPARISONS[file.spelling(this.at + 1)];
    const number = /^\d+$/.test(file.spelling(this.at + 2)) ? Number(file.spelling(this.at + 2)) : undefined;
    this.at += 3;
    if (compare === undefined || number === undefined || this.at > this.end || !this.isAtLogical())
      return this.anything();
    return compare(this.osreldate, number) ? { yes: ALL_MODES, no: 0 } : { yes: 0, no: ALL_MODES };
  }

  private isAtLogical(): boolean {
    return this.at >= this.end || this.isPunct(P_OROR) || this.isPunct(P_ANDAND) || this.isPunct(P_RPAREN);
  }

  private anything(): Outcome {
    this.skipToLogical();
    return ANY;
  }

  private skipToLogical(): void {
    let depth = 0;
    for (; this.at < this.end; this.at++) {
      if (this.isPunct(P_LPAREN)) depth++;
      else if (this.isPunct(P_RPAREN) && depth-- === 0) return;
      else if (depth === 0 && (this.isPunct(P_OROR) || this.isPunct(P_ANDAND))) return;
    }
  }
}
