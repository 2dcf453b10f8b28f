import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import * as K from '../parser/keywords.ts';
import type { EdgeTests, FlowBlock, FlowEdge, FlowEvent, FlowGraph, MacroLoop } from './flow-graph.ts';
import { FlagReader, trackedFlags } from './tracked-flags.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** What the builder has to know of names. */
export interface GraphWords {
  isEvent(token: number): boolean;
  /** True for a macro that is followed by the statement it repeats or guards, also without braces. */
  isLoop(token: number): boolean;
  neverReturns(token: number): boolean;
  /** True for what sets or restores curvnet. */
  isScope(token: number): boolean;
}

/** Kernel code does not nest deeper than this; a deeper statement is taken as a whole. */
const MAX_NESTING = 200;

/**
 * Builds the graph of the body whose tokens are `live`, from its `{` to its `}`. A macro is taken for a statement or a
 * loop by its look; nothing is expanded. Never fails: what it can't read is skipped up to the next `;`.
 */
export function buildGraph(file: TokenFile, live: Int32Array, keywords: Keywords, words: GraphWords): FlowGraph {
  return new GraphBuilder(file, live, keywords, words).build();
}

interface Block {
  readonly events: FlowEvent[];
  readonly edges: FlowEdge[];
  scope: number;
}

/** Targets of break and continue; for a macro's loop the jumps are recorded too. */
interface Target {
  readonly breakTo: number;
  readonly continueTo: number;
  readonly jumps: number[] | undefined;
}

class GraphBuilder extends FlagReader {
  private readonly words: GraphWords;
  private readonly blocks: Block[] = [];
  private readonly scopeParents: number[] = [-1];
  private readonly loops: MacroLoop[] = [];
  private readonly unbraced = new Set<number>();
  private readonly targets: Target[] = [];
  private readonly switches: { head: number; hasDefault: boolean }[] = [];
  private readonly labels = new Map<number, number>();
  private scope = 0;
  private at = 0;
  /** Index of the present block; -1 if control cannot reach it. */
  private current = 0;
  private nesting = 0;
  private readonly flags: ReadonlyMap<number, boolean>;

  constructor(file: TokenFile, live: Int32Array, keywords: Keywords, words: GraphWords) {
    super(file, live, keywords);
    this.words = words;
    this.flags = trackedFlags(file, live, keywords, (token) => words.isScope(token));
  }

  build(): FlowGraph {
    this.current = this.block();
    this.statement();
    this.jump(-1, -1);
    return {
      blocks: this.blocks satisfies FlowBlock[],
      scopeParents: this.scopeParents,
      loops: this.loops,
      unbraced: this.unbraced,
    };
  }

  private block(): number {
    this.blocks.push({ events: [], edges: [], scope: this.scope });
    return this.blocks.length - 1;
  }

  private enter(block: number): void {
    this.jump(block, -1);
    this.current = block;
  }

  private jump(to: number, token: number): void {
    this.blocks[this.current]?.edges.push({ to, jump: token, scope: this.scope });
    this.current = -1;
  }

  private branch(from: number, to: number, tests?: EdgeTests, guard?: EdgeTests): void {
    this.blocks[from]?.edges.push({ to, jump: -1, scope: this.scope, tests, guard });
  }

  private event(kind: FlowEvent['kind'], token: number): void {
    this.blocks[this.current]?.events.push({ kind, token, scope: this.scope });
  }

  private statement(isUnbraced = false): void {
    if (this.nesting >= MAX_NESTING) return this.expression(isUnbraced);
    this.nesting++;
    this.oneStatement(isUnbraced);
    this.nesting--;
  }

  private oneStatement(isUnbraced: boolean): void {
    if (this.isPunct(this.at, P.P_LBRACE)) return this.compound();
    switch (this.keyword(this.at)) {
      case K.K_NONE:
        if (this.isName(this.at) && this.isPunct(this.at + 1, P.P_COLON) && this.nesting > 1) {
          const block = this.label(this.file.value[this.token(this.at)] as number);
          // A goto further up made the block where it stood.
          (this.blocks[block] as Block).scope = this.scope;
          this.enter(block);
          this.at += 2;
          return this.isPunct(this.at, P.P_RBRACE) ? undefined : this.statement(isUnbraced);
        }
        return this.expression(isUnbraced);
      case K.K_IF:
        return this.ifStatement();
      case K.K_WHILE:
        return this.whileStatement();
      case K.K_DO:
        return this.doStatement();
      case K.K_FOR:
        return this.forStatement();
      case K.K_SWITCH:
        return this.switchStatement();
      case K.K_CASE:
      case K.K_DEFAULT:
        return this.caseLabel(isUnbraced);
      case K.K_ELSE:
        // One whose if an #else took away.
        this.at++;
        return this.statement(true);
      case K.K_RETURN: {
        const token = this.token(this.at);
        this.expression(false);
        return this.jump(-1, token);
      }
      case K.K_GOTO: {
        const token = this.token(this.at);
        const isLabel = this.isName(this.at + 1);
        const target = isLabel ? this.label(this.file.value[this.token(this.at + 1)] as number) : -1;
        this.expression(false);
        return this.jump(target, token);
      }
      case K.K_BREAK:
      case K.K_CONTINUE:
        return this.loopJump();
      default:
        return this.expression(isUnbraced);
    }
  }

  private label(name: number): number {
    return getOrMake(this.labels, name, () => this.block());
  }

  private compound(): void {
    this.at++;
    this.scopeParents.push(this.scope);
    const outer = this.scope;
    this.scope = this.scopeParents.length - 1;
    while (this.at < this.live.length && !this.isPunct(this.at, P.P_RBRACE)) {
      const before = this.at;
      this.statement();
      if (this.at === before) this.at++;
    }
    this.event('scope-end', this.token(this.at));
    this.at++;
    this.scope = outer;
  }

  private loopJump(): void {
    const token = this.token(this.at);
    const isBreak = this.keyword(this.at) === K.K_BREAK;
    this.at++;
    if (this.isPunct(this.at, P.P_SEMI)) this.at++;
    const target = isBreak
      ? this.targets[this.targets.length - 1]
      : this.targets.findLast(({ continueTo }) => continueTo >= 0);
    target?.jumps?.push(token);
    this.jump(target === undefined ? -1 : isBreak ? target.breakTo : target.continueTo, token);
  }

  private ifStatement(): void {
    this.at++;
    const flags = this.isPunct(this.at, P.P_LPAREN)
      ? this.testsOf(this.flags, this.at + 1, this.matching(this.at))
      : undefined;
    const guard = this.condition();
    const head = this.current;
    const after = this.block();
    const yes = this.block();
    this.current = yes;
    if (guard.yes >= 0) this.event('default-vnet', guard.yes);
    const first = this.at;
    this.statement(true);
    const isFlag = this.current >= 0 && flags?.names.some(({ name }) => this.flags.get(name) === true) === true;
    const isGuard = isFlag && this.holds(first, this.at, (token) => this.words.isScope(token));
    this.branch(head, yes, flags?.yes, isGuard ? flags?.no : undefined);
    this.jump(after, -1);
    const no = this.block();
    this.branch(head, no, flags?.no, isGuard ? flags?.yes : undefined);
    this.current = no;
    if (guard.no >= 0) this.event('default-vnet', guard.no);
    if (this.keyword(this.at) === K.K_ELSE) {
      this.at++;
      this.statement(this.keyword(this.at) !== K.K_IF);
    }
    this.enter(after);
  }

  private whileStatement(): void {
    this.at++;
    const head = this.block();
    this.enter(head);
    const isEndless = this.isConstant(this.at, true);
    this.condition();
    this.loopBody(this.current, head, isEndless, undefined);
  }

  /** The body of a loop whose condition ends in block `from` and whose next round starts at `head`. */
  private loopBody(from: number, head: number, isEndless: boolean, jumps: number[] | undefined): void {
    const after = this.block();
    const body = this.block();
    this.branch(from, body);
    if (!isEndless) this.branch(from, after);
    this.current = body;
    this.targets.push({ breakTo: after, continueTo: head, jumps });
    this.statement(true);
    this.targets.pop();
    this.jump(head, -1);
    this.current = after;
  }

  private doStatement(): void {
    this.at++;
    const body = this.block();
    const test = this.block();
    const after = this.block();
    this.enter(body);
    this.targets.push({ breakTo: after, continueTo: test, jumps: undefined });
    this.statement(true);
    this.targets.pop();
    this.enter(test);
    let isOnce = false;
    let isEndless = false;
    if (this.keyword(this.at) === K.K_WHILE) {
      this.at++;
      isOnce = this.isConstant(this.at, false);
      isEndless = this.isConstant(this.at, true);
      this.condition();
      if (this.isPunct(this.at, P.P_SEMI)) this.at++;
    }
    if (!isOnce) this.branch(this.current, body);
    if (isEndless) this.current = after;
    else this.enter(after);
  }

  private forStatement(): void {
    this.at++;
    const close = this.matching(this.at);
    this.at++;
    this.expressionUntil(close);
    const head = this.block();
    this.enter(head);
    const isEndless = this.isPunct(this.at, P.P_SEMI);
    this.expressionUntil(close);
    const from = this.current;
    // What is done after each round stands before the body; its events belong to the round's end.
    const step = this.block();
    this.current = step;
    this.expressionUntil(close);
    this.jump(head, -1);
    this.at = close + 1;
    this.loopBody(from, step, isEndless, undefined);
  }

  private switchStatement(): void {
    this.at++;
    this.condition();
    const after = this.block();
    const entry = { head: this.current, hasDefault: false };
    this.current = -1;
    this.switches.push(entry);
    this.targets.push({ breakTo: after, continueTo: -1, jumps: undefined });
    this.statement(true);
    this.targets.pop();
    this.switches.pop();
    if (!entry.hasDefault) this.branch(entry.head, after);
    this.enter(after);
  }

  private caseLabel(isUnbraced: boolean): void {
    const entry = this.switches[this.switches.length - 1];
    const isDefault = this.keyword(this.at) === K.K_DEFAULT;
    this.at++;
    for (let choices = 0; this.at < this.live.length; this.at++) {
      if (this.isPunct(this.at, P.P_QUESTION)) choices++;
      else if (this.isPunct(this.at, P.P_COLON) && choices-- === 0) break;
      else if (this.isPunct(this.at, P.P_SEMI) || this.isPunct(this.at, P.P_RBRACE)) return;
    }
    this.at++;
    const block = this.block();
    if (entry !== undefined) {
      this.branch(entry.head, block);
      if (isDefault) entry.hasDefault = true;
    }
    this.enter(block);
    if (!this.isPunct(this.at, P.P_RBRACE)) this.statement(isUnbraced);
  }

  /**
   * `( ... )`; gives the tokens of IS_DEFAULT_VNET where it is known to hold in the branch that is taken, or in the
   * other.
   */
  private condition(): { yes: number; no: number } {
    if (!this.isPunct(this.at, P.P_LPAREN)) return { yes: -1, no: -1 };
    const from = this.at + 1;
    const close = this.matching(this.at);
    this.at = from;
    this.scan(close);
    this.at = close + 1;
    return this.defaultVnetGuard(from, close);
  }

  /** The part of a for head up to its `;` or `close`. */
  private expressionUntil(close: number): void {
    const from = this.at;
    let end = from;
    while (end < close && !this.isPunct(end, P.P_SEMI)) end = this.isOpening(end) ? this.matching(end) + 1 : end + 1;
    end = Math.min(end, close);
    this.scan(end);
    this.at = Math.min(end + 1, close);
  }

  /** An expression or a declaration up to its `;`, or a macro that stands for a statement or opens a loop. */
  private expression(isUnbraced: boolean): void {
    const from = this.at;
    const isCall = this.isName(from) && this.isPunct(from + 1, P.P_LPAREN);
    const callEnd = isCall ? this.matching(from + 1) : -1;
    if (
      isCall &&
      (this.isPunct(callEnd + 1, P.P_LBRACE) ||
        (this.words.isLoop(this.token(from)) && !this.isPunct(callEnd + 1, P.P_SEMI)))
    )
      return this.macroLoop(callEnd);
    if (isUnbraced && isCall && (this.isPunct(callEnd + 1, P.P_SEMI) || this.endsWithoutSemicolon(callEnd)))
      this.unbraced.add(this.token(from));
    let end = from;
    while (end < this.live.length && !this.isPunct(end, P.P_SEMI) && !this.isPunct(end, P.P_RBRACE)) {
      if (!this.isOpening(end)) {
        end++;
        continue;
      }
      end = this.matching(end) + 1;
      // A macro call that is a statement by itself needs no semicolon.
      if (end === callEnd + 1 && this.endsWithoutSemicolon(callEnd)) break;
    }
    this.scan(Math.min(end, this.live.length));
    this.at = this.isPunct(end, P.P_SEMI) ? end + 1 : end;
    if (isCall && this.words.neverReturns(this.token(from))) this.current = -1;
  }

  private macroLoop(callEnd: number): void {
    const name = this.token(this.at);
    const head = this.block();
    this.enter(head);
    this.scan(callEnd + 1);
    const first = this.at;
    const jumps: number[] = [];
    this.loopBody(this.current, head, false, jumps);
    const isBraced = this.isPunct(first, P.P_LBRACE);
    this.loops.push({ name, from: this.token(first), to: this.token(this.at - 1), isBraced, jumps });
  }

  /** Records the events of tokens up to `end`; GNU's ({ ... }) are walked as blocks. */
  private scan(end: number): void {
    const { live, words } = this;
    while (this.at < end) {
      if (this.isPunct(this.at, P.P_LBRACE) && this.isPunct(this.at - 1, P.P_LPAREN)) {
        this.compound();
        continue;
      }
      const i = live[this.at] as number;
      if (this.file.kind[i] === T_IDENT) {
        if (words.isEvent(i)) this.event('token', i);
        const becomes = this.flags.size === 0 ? undefined : this.assigned(this.flags, this.at);
        if (becomes !== undefined)
          this.blocks[this.current]?.events.push({ kind: 'flag', token: i, scope: this.scope, ...becomes });
      }
      this.at++;
    }
  }
}
