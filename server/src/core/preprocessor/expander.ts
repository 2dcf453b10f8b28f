import type { TokenFile } from '../lexer/token-file.ts';
import type { Interner } from '../lexer/interner.ts';
import { F_BOL, F_COL0, F_NOEXPAND, F_SPACE, T_EOF, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_COMMA, P_LPAREN, P_RPAREN } from '../lexer/punctuators.ts';
import { M_BUILTIN, M_FUNCTION, type Macro } from './macro.ts';
import type { MacroEnvironment } from './macro-environment.ts';
import { MacroArguments, substitute } from './substitute.ts';
import { ExpansionLog, TokenBuffer } from './token-buffer.ts';

/**
 * Limits that turn hostile input into a problem instead of a hang: tokens that expansion reads and produces in one
 * segment, and characters that # and ## produce; nesting of macros in replacement lists; nesting of calls in arguments.
 */
export const MAX_WORK_PER_SEGMENT = 4_000_000;
export const MAX_NESTED_EXPANSIONS = 4_000;
export const MAX_NESTED_CALLS = 256;

/** Supplies the expander with the following tokens of the file; directives have been executed. */
export interface FileTokens {
  readonly file: TokenFile;
  /** Index of the next active token without taking it, or -1 at the end of the segment. */
  peek(): number;
  /** Takes it. Executes directives between macro arguments. */
  take(): number;
}

/** Evaluates a builtin macro; pushes the result to `out`. */
export type Builtin = (
  expander: Expander,
  macro: Macro,
  spelled: number,
  parent: number,
  flags: number,
  out: TokenBuffer,
) => void;

/**
 * Macro expansion (C17 6.10.3), with clang's context stack: a macro is disabled while tokens of its replacement are
 * being read, and enabled again as soon as they run out, even in the middle of collecting another macro's arguments.
 */
export class Expander {
  readonly interner: Interner;
  readonly environment: MacroEnvironment;
  private readonly builtins: ReadonlyMap<string, Builtin>;
  private readonly definedId: number;
  log = new ExpansionLog();
  source: FileTokens | undefined;
  /** Set while an #if condition is expanded: `defined X` made by a macro keeps its X. */
  inCondition = false;
  /** First trouble of the segment; said once. */
  trouble: string | undefined;
  private readonly buffers: TokenBuffer[] = [];
  private readonly positions: number[] = [];
  private readonly owners: (Macro | undefined)[] = [];
  private readonly disabled = new Map<number, number>();
  private readonly pool: TokenBuffer[] = [];
  /** Contexts below this index belong to an outer expansion. */
  private floor = 0;
  private work = 0;
  /** Set when a limit was reached: macro names in the rest of the segment are not expanded. */
  private isExhausted = false;
  /** Above 0 while tokens are expanded as if nothing followed: the file is not read. */
  private alone = 0;

  constructor(interner: Interner, environment: MacroEnvironment, builtins: ReadonlyMap<string, Builtin>) {
    this.interner = interner;
    this.environment = environment;
    this.builtins = builtins;
    this.definedId = interner.intern('defined');
  }

  startSegment(source: FileTokens): void {
    this.source = source;
    this.log = new ExpansionLog();
    this.trouble = undefined;
    this.work = 0;
    this.isExhausted = false;
  }

  /** Expands the macro whose name is token `at` of the file, which has been taken; the result goes to `out`. */
  expandFromFile(at: number, macro: Macro, out: TokenBuffer): void {
    const file = (this.source as FileTokens).file;
    const flags = file.flags[at] as number;
    if (!this.tryExpand(macro, flags, file.base + at, 0, out)) out.push(T_IDENT, flags, macro.name, file.base + at, 0);
    this.drain(out);
  }

  /** A copy of tokens [from, to) with their macros expanded, as if nothing followed (C17 6.10.3.1). */
  expandAlone(tokens: TokenBuffer, from: number, to: number): TokenBuffer {
    const out = this.borrow();
    const outer = this.floor;
    this.floor = this.buffers.length;
    this.alone++;
    const copy = this.borrow();
    for (let i = from; i < to; i++) copy.copy(tokens, i);
    this.enter(copy, undefined);
    if (this.alone > MAX_NESTED_CALLS) this.exhaust(`macro calls nest deeper than ${MAX_NESTED_CALLS}`);
    this.drain(out);
    if (this.isExhausted) out.clear();
    this.alone--;
    this.floor = outer;
    return out;
  }

  /** Notes work done; false when it is too much. */
  spend(amount: number): boolean {
    this.work += amount;
    if (this.work > MAX_WORK_PER_SEGMENT)
      this.exhaust(`macro expansion makes more than ${MAX_WORK_PER_SEGMENT} tokens`);
    return !this.isExhausted;
  }

  private exhaust(trouble: string): void {
    if (!this.isExhausted) this.trouble ??= trouble;
    this.isExhausted = true;
  }

  borrow(): TokenBuffer {
    return this.pool.pop() ?? new TokenBuffer(32);
  }

  giveBack(buffer: TokenBuffer): void {
    buffer.clear();
    if (this.pool.length < 64) this.pool.push(buffer);
  }

  /** Collects `( ... )` after a builtin's name, unexpanded, without the parentheses; undefined if none follows. */
  rawOperand(): TokenBuffer | undefined {
    if (!this.isParenNext()) return undefined;
    const taken = this.borrow();
    if (this.collect(taken, undefined) === undefined) return undefined;
    return taken;
  }

  private enter(buffer: TokenBuffer, owner: Macro | undefined): void {
    this.buffers.push(buffer);
    this.positions.push(0);
    this.owners.push(owner);
    if (owner !== undefined) this.disabled.set(owner.id, (this.disabled.get(owner.id) ?? 0) + 1);
  }

  private leave(): void {
    const owner = this.owners.pop();
    this.positions.pop();
    this.giveBack(this.buffers.pop() as TokenBuffer);
    if (owner !== undefined) {
      const count = (this.disabled.get(owner.id) ?? 1) - 1;
      if (count === 0) this.disabled.delete(owner.id);
      else this.disabled.set(owner.id, count);
    }
  }

  /** Leaves contexts that have run out; the innermost with a token left, -1 if there is none down to the floor. */
  private readable(): number {
    while (this.buffers.length > this.floor) {
      const top = this.buffers.length - 1;
      if ((this.positions[top] as number) < (this.buffers[top] as TokenBuffer).count) return top;
      this.leave();
    }
    return -1;
  }

  /** Reads contexts down to the floor into `out`, expanding on the way. */
  private drain(out: TokenBuffer): void {
    for (let top = this.readable(); top >= 0; top = this.readable()) {
      const buffer = this.buffers[top] as TokenBuffer;
      const i = this.positions[top] as number;
      this.positions[top] = i + 1;
      if (buffer.kind[i] !== T_IDENT || ((buffer.flags[i] as number) & F_NOEXPAND) !== 0) {
        out.copy(buffer, i);
        continue;
      }
      const name = buffer.value[i] as number;
      if (this.inCondition && name === this.definedId) {
        out.copy(buffer, i);
        this.copyDefinedOperand(out);
        continue;
      }
      const id = this.environment.lookup(name);
      if (id === 0) {
        out.copy(buffer, i);
        continue;
      }
      const macro = this.environment.macros[id] as Macro;
      const flags = buffer.flags[i] as number;
      const spelled = buffer.spelled[i] as number;
      const expansion = buffer.expansion[i] as number;
      if (this.disabled.has(id)) out.push(T_IDENT, flags | F_NOEXPAND, name, spelled, expansion);
      else if (!this.tryExpand(macro, flags, spelled, expansion, out))
        out.push(T_IDENT, flags, name, spelled, expansion);
      if (this.isExhausted) while (this.buffers.length > this.floor) this.leave();
    }
  }

  /** Starts the expansion of `macro`; false when it is function-like and no `(` follows. */
  private tryExpand(macro: Macro, flags: number, spelled: number, parent: number, out: TokenBuffer): boolean {
    if (this.isExhausted) return false;
    if (macro.kind === M_BUILTIN) {
      const builtin = this.builtins.get(this.interner.spelling(macro.name));
      if (builtin === undefined) return false;
      builtin(this, macro, spelled, parent, flags, out);
      return true;
    }
    let args: MacroArguments | undefined;
    let last: number | undefined;
    if (macro.kind === M_FUNCTION) {
      if (!this.isParenNext()) return false;
      args = new MacroArguments(this, macro);
      const close = this.collect(args.tokens, args);
      if (close === undefined) {
        this.trouble ??= `unterminated arguments of macro '${this.interner.spelling(macro.name)}'`;
        return true;
      }
      const complaint = args.finish();
      if (complaint !== undefined) {
        // As in clang, the name stays and its arguments are gone.
        this.trouble ??= complaint;
        args.release();
        return false;
      }
      last = close;
    }
    if (this.buffers.length > MAX_NESTED_EXPANSIONS) {
      this.trouble ??= `macros nest deeper than ${MAX_NESTED_EXPANSIONS} at '${this.interner.spelling(macro.name)}'`;
      args?.release();
      return true;
    }
    const expansion = this.log.add(macro, parent, spelled);
    if (last !== undefined) this.log.ends[expansion] = last;
    const result = this.borrow();
    substitute(this, macro, args, expansion, result);
    args?.release();
    this.spend(result.count + 1);
    if (result.count > 0) {
      result.flags[0] =
        ((result.flags[0] as number) & ~(F_BOL | F_COL0 | F_SPACE)) | (flags & (F_BOL | F_COL0 | F_SPACE));
      this.enter(result, macro);
    } else this.giveBack(result);
    return true;
  }

  /** True if the next token is `(`, looking through contexts that have run out (clang's isNextPPTokenLParen). */
  private isParenNext(): boolean {
    for (let c = this.buffers.length - 1; c >= this.floor; c--) {
      const buffer = this.buffers[c] as TokenBuffer;
      const i = this.positions[c] as number;
      if (i < buffer.count) return buffer.isPunct(i, P_LPAREN);
    }
    if (this.alone > 0 || this.source === undefined) return false;
    const at = this.source.peek();
    const file = this.source.file;
    return at >= 0 && file.kind[at] === T_PUNCT && file.value[at] === P_LPAREN;
  }

  /**
   * Takes `( ... )` into `taken`, splitting at top-level commas when `args` is given. Returns the address in the file
   * where it ends, undefined if the `)` is missing.
   */
  private collect(taken: TokenBuffer, args: MacroArguments | undefined): number | undefined {
    const single = this.borrow();
    let depth = 0;
    for (;;) {
      single.clear();
      this.work++;
      if (!this.takeUnexpanded(single)) {
        this.giveBack(single);
        return undefined;
      }
      const isPunct = single.kind[0] === T_PUNCT;
      const code = isPunct ? single.value[0] : 0;
      if (code === P_LPAREN) {
        if (depth++ === 0) continue;
      } else if (code === P_RPAREN) {
        if (--depth === 0) break;
      } else if (code === P_COMMA && depth === 1 && args?.splitsHere() === true) {
        args.split();
        continue;
      }
      taken.copy(single, 0);
    }
    // Where the file is read up to: for a `)` out of a macro, the end of that macro's invocation.
    const expansion = single.expansion[0] as number;
    const close = expansion === 0 ? (single.spelled[0] as number) : (this.log.ends[expansion] as number);
    this.giveBack(single);
    return close;
  }

  /** Takes the next token, from contexts or from the file, painting names of macros that are disabled now. */
  private takeUnexpanded(single: TokenBuffer): boolean {
    const top = this.readable();
    if (top >= 0) {
      const i = this.positions[top] as number;
      this.positions[top] = i + 1;
      single.copy(this.buffers[top] as TokenBuffer, i);
      if (
        single.kind[0] === T_IDENT &&
        this.disabled.size > 0 &&
        this.disabled.has(this.environment.lookup(single.value[0] as number))
      ) {
        single.flags[0] = (single.flags[0] as number) | F_NOEXPAND;
      }
      return true;
    }
    if (this.alone > 0 || this.source === undefined) return false;
    const at = this.source.take();
    const file = this.source.file;
    if (at < 0 || file.kind[at] === T_EOF) return false;
    // A new line inside arguments is white space (C17 6.10.3p10).
    const flags = file.flags[at] as number;
    single.push(
      file.kind[at] as number,
      (flags & F_BOL) !== 0 ? F_SPACE : flags & ~F_COL0,
      file.value[at] as number,
      file.base + at,
      0,
    );
    return true;
  }

  private copyDefinedOperand(out: TokenBuffer): void {
    const one = this.borrow();
    let depth = 0;
    do {
      one.clear();
      if (!this.takeUnexpanded(one)) break;
      out.copy(one, 0);
      out.flags[out.count - 1] = (out.flags[out.count - 1] as number) | F_NOEXPAND;
      if (one.isPunct(0, P_LPAREN)) depth++;
      else if (one.isPunct(0, P_RPAREN)) depth--;
    } while (depth > 0);
    this.giveBack(one);
  }
}
