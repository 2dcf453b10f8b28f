import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, F_COL0, F_SPACE, T_IDENT, T_PLACEMARKER, T_PUNCT, T_STRING } from '../lexer/token-kinds.ts';
import { P_COMMA, P_HASH, P_HASHHASH, P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';
import type { Expander } from './expander.ts';
import { M_FUNCTION, type Macro } from './macro.ts';
import { pasteOntoLast } from './paste.ts';
import { stringize } from './stringize.ts';
import type { TokenBuffer } from './token-buffer.ts';

/** The arguments of one invocation: all tokens in one buffer, one range per parameter, expanded on demand. */
export class MacroArguments {
  readonly tokens: TokenBuffer;
  private readonly expander: Expander;
  private readonly macro: Macro;
  private readonly bounds: number[] = [0];
  private expanded: (TokenBuffer | undefined)[] | undefined;
  /** True if the invocation has no argument for `...`, not even an empty one after a comma. */
  isRestMissing = false;

  constructor(expander: Expander, macro: Macro) {
    this.expander = expander;
    this.macro = macro;
    this.tokens = expander.borrow();
  }

  /** False inside the variable argument, where commas belong to it. */
  splitsHere(): boolean {
    return !(this.macro.isVariadic && this.bounds.length >= this.macro.parameters.length);
  }

  split(): void {
    this.bounds.push(this.tokens.count);
  }

  /** Closes the last argument; returns an error if the number of arguments is wrong. */
  finish(): string | undefined {
    const want = this.macro.parameters.length;
    const have = this.bounds.length;
    this.bounds.push(this.tokens.count);
    if (have === want || (want === 0 && this.tokens.count === 0)) {
      this.isRestMissing = this.macro.isVariadic && want === 1 && this.tokens.count === 0;
      return undefined;
    }
    // C17 wants an argument for `...`; GNU and clang take none as an empty one.
    if (this.macro.isVariadic && have === want - 1) {
      this.isRestMissing = true;
      this.bounds.push(this.tokens.count);
      return undefined;
    }
    return `macro '${this.expander.interner.spelling(this.macro.name)}' wants ${want} argument${want === 1 ? '' : 's'}, got ${have}`;
  }

  from(parameter: number): number {
    return this.bounds[parameter] ?? this.tokens.count;
  }

  to(parameter: number): number {
    return this.bounds[parameter + 1] ?? this.tokens.count;
  }

  isEmpty(parameter: number): boolean {
    return this.from(parameter) === this.to(parameter);
  }

  full(parameter: number): TokenBuffer {
    this.expanded ??= [];
    return (this.expanded[parameter] ??= this.expander.expandAlone(
      this.tokens,
      this.from(parameter),
      this.to(parameter),
    ));
  }

  release(): void {
    this.expander.giveBack(this.tokens);
    for (const buffer of this.expanded ?? []) if (buffer !== undefined) this.expander.giveBack(buffer);
  }
}

/** The replacement list of `macro` with its parameters replaced (C17 6.10.3.1 to 6.10.3.3), into `out`. */
export function substitute(
  expander: Expander,
  macro: Macro,
  args: MacroArguments | undefined,
  expansion: number,
  out: TokenBuffer,
): void {
  if (!macro.hasOperators) return plain(macro, args, expansion, out);
  new Substitution(expander, macro, args, expansion, out).run(macro.from, macro.to);
  dropPlacemarkers(out, 0);
}

function plain(macro: Macro, args: MacroArguments | undefined, expansion: number, out: TokenBuffer): void {
  const file = macro.file;
  const parameterOf = macro.parameterOf;
  for (let i = macro.from; i < macro.to; i++) {
    const parameter = parameterOf === undefined ? -1 : (parameterOf[i - macro.from] as number);
    if (parameter < 0 || args === undefined) pushBody(file, i, expansion, out);
    else pushArgument(args.full(parameter), 0, args.full(parameter).count, file.flags[i] as number, out);
  }
}

function pushBody(file: TokenFile, i: number, expansion: number, out: TokenBuffer): void {
  out.push(
    file.kind[i] as number,
    (file.flags[i] as number) & ~(F_BOL | F_COL0),
    file.value[i] as number,
    file.base + i,
    expansion,
  );
}

/** Argument tokens; the first takes the parameter's own leading white space. */
function pushArgument(tokens: TokenBuffer, from: number, to: number, flags: number, out: TokenBuffer): void {
  const first = out.count;
  for (let i = from; i < to; i++) {
    out.copy(tokens, i);
    out.flags[out.count - 1] = (out.flags[out.count - 1] as number) & ~(F_BOL | F_COL0);
  }
  if (to > from) out.flags[first] = ((out.flags[first] as number) & ~F_SPACE) | (flags & F_SPACE);
}

class Substitution {
  private readonly expander: Expander;
  private readonly macro: Macro;
  private readonly args: MacroArguments | undefined;
  private readonly expansion: number;
  private readonly out: TokenBuffer;
  private readonly file: TokenFile;

  constructor(expander: Expander, macro: Macro, args: MacroArguments | undefined, expansion: number, out: TokenBuffer) {
    this.expander = expander;
    this.macro = macro;
    this.args = args;
    this.expansion = expansion;
    this.out = out;
    this.file = macro.file;
  }

  run(from: number, to: number): void {
    let pastes = false;
    for (let i = from; i < to; i++) {
      if (this.isPunct(i, P_HASHHASH) && i > from && i + 1 < to) {
        pastes = true;
        continue;
      }
      const start = this.out.count;
      const after = this.operand(i, to, pastes || this.isPunct(this.endOfOperand(i, to) + 1, P_HASHHASH));
      if (pastes) this.pasteAt(start, i);
      pastes = false;
      i = after;
    }
  }

  /** Pushes what body token `i` stands for; returns the index of the last body token it used. */
  private operand(i: number, to: number, isPasted: boolean): number {
    const { out, args, file } = this;
    const flags = file.flags[i] as number;
    if (this.isPunct(i, P_HASH) && i + 1 < to && this.isVaOpt(i + 1)) return this.stringizedVaOpt(i, to);
    if (
      this.isPunct(i, P_HASH) &&
      this.macro.kind === M_FUNCTION &&
      args !== undefined &&
      this.parameter(i + 1) >= 0 &&
      i + 1 < to
    ) {
      const parameter = this.parameter(i + 1);
      const text = this.string(args.tokens, args.from(parameter), args.to(parameter));
      out.push(T_STRING, flags & F_SPACE, this.expander.interner.intern(text), file.base + i, this.expansion);
      return i + 1;
    }
    const parameter = this.parameter(i);
    if (parameter >= 0 && args !== undefined) {
      if (!isPasted) pushArgument(args.full(parameter), 0, args.full(parameter).count, flags, out);
      else if (args.isEmpty(parameter)) out.push(T_PLACEMARKER, flags & F_SPACE, 0, file.base + i, this.expansion);
      else pushArgument(args.tokens, args.from(parameter), args.to(parameter), flags, out);
      return i;
    }
    if (this.isVaOpt(i)) return this.vaOpt(i, to, isPasted);
    pushBody(file, i, this.expansion, out);
    return i;
  }

  /** Pastes the token at `start` onto the one before it, where `##` stood before body token `i`. */
  private pasteAt(start: number, i: number): void {
    const { out, args } = this;
    const last = this.macro.parameters.length - 1;
    if (
      this.macro.isVariadic &&
      args !== undefined &&
      this.parameter(i) === last &&
      start > 0 &&
      out.isPunct(start - 1, P_COMMA) &&
      this.isPunct(i - 2, P_COMMA)
    ) {
      return this.commaBeforeRest(start, args, last);
    }
    if (start === 0 || start >= out.count) return;
    const right = out.slice(start, out.count);
    out.count = start;
    const { interner } = this.expander;
    if (
      this.expander.spend(right.count + out.spelling(start - 1, interner).length) &&
      pasteOntoLast(out, right, 0, interner)
    ) {
      out.spelled[start - 1] = this.file.base + i - 1;
      out.expansion[start - 1] = this.expansion;
    } else out.copy(right, 0);
    for (let k = 1; k < right.count; k++) out.copy(right, k);
  }

  /**
   * GNU: `, ## __VA_ARGS__` does not paste; the comma is removed if the call has no variable arguments (clang,
   * MaybeRemoveCommaBeforeVaArgs).
   */
  private commaBeforeRest(start: number, args: MacroArguments, last: number): void {
    const { out, expander } = this;
    if (!args.isEmpty(last)) {
      out.flags[start] =
        ((out.flags[start] as number) & ~F_SPACE) | ((args.tokens.flags[args.from(last)] as number) & F_SPACE);
      return;
    }
    // In strict C99 the comma stays where `...` is the only parameter.
    const isDropped =
      args.isRestMissing &&
      (last > 0 || expander.environment.lookup(expander.interner.intern('__STRICT_ANSI__')) === 0);
    out.count = isDropped ? start - 1 : start;
  }

  private string(tokens: TokenBuffer, from: number, to: number): string {
    const { interner } = this.expander;
    let characters = 0;
    for (let i = from; i < to; i++) characters += tokens.spelling(i, interner).length;
    return this.expander.spend(characters) ? stringize(tokens, from, to, interner) : '""';
  }

  /** Last body token of the operand that begins at `i`. */
  private endOfOperand(i: number, to: number): number {
    return this.isVaOpt(i) ? this.closeOfVaOpt(i, to) : i;
  }

  private closeOfVaOpt(i: number, to: number): number {
    let depth = 0;
    for (let close = i + 1; close < to; close++) {
      if (this.isPunct(close, P_LPAREN)) depth++;
      else if (this.isPunct(close, P_RPAREN) && --depth === 0) return close;
    }
    return to;
  }

  /** # __VA_OPT__ ( tokens ): one string of what they give (C23 6.10.5.2). */
  private stringizedVaOpt(i: number, to: number): number {
    const { out, expander } = this;
    const start = out.count;
    const close = this.vaOpt(i + 1, to, false);
    dropPlacemarkers(out, start);
    const text = this.string(out, start, out.count);
    out.count = start;
    out.push(
      T_STRING,
      (this.file.flags[i] as number) & F_SPACE,
      expander.interner.intern(text),
      this.file.base + i,
      this.expansion,
    );
    return close;
  }

  /** __VA_OPT__ ( tokens ): the tokens when the variable argument is not empty (C23 6.10.5.1). */
  private vaOpt(i: number, to: number, isPasted: boolean): number {
    const close = this.closeOfVaOpt(i, to);
    const last = this.macro.parameters.length - 1;
    const before = this.out.count;
    if (this.args !== undefined && this.args.full(last).count > 0) this.run(i + 2, close);
    if (isPasted && this.out.count === before) this.out.push(T_PLACEMARKER, 0, 0, this.file.base + i, this.expansion);
    return close;
  }

  private isVaOpt(i: number): boolean {
    return (
      this.macro.isVariadic &&
      this.file.kind[i] === T_IDENT &&
      this.isPunct(i + 1, P_LPAREN) &&
      this.file.spelling(i) === '__VA_OPT__'
    );
  }

  private parameter(i: number): number {
    return this.macro.parameterOf?.[i - this.macro.from] ?? -1;
  }

  private isPunct(i: number, code: number): boolean {
    return i < this.macro.to && this.file.kind[i] === T_PUNCT && this.file.value[i] === code;
  }
}

function dropPlacemarkers(out: TokenBuffer, from: number): void {
  let to = from;
  for (let i = from; i < out.count; i++) {
    if (out.kind[i] === T_PLACEMARKER) continue;
    if (to !== i) {
      out.kind[to] = out.kind[i] as number;
      out.flags[to] = out.flags[i] as number;
      out.value[to] = out.value[i] as number;
      out.spelled[to] = out.spelled[i] as number;
      out.expansion[to] = out.expansion[i] as number;
    }
    to++;
  }
  out.count = to;
}
