import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import * as K from '../parser/keywords.ts';
import type { Spot } from '../text/spot.ts';
import { invocationAt } from '../written/invocations.ts';
import { buildGraph, type GraphWords } from './build-graph.ts';
import { followPaths, W_ASSIGN, W_NONE, W_RESTORE, W_SET, type PathFault } from './curvnet-paths.ts';
import { S_UNLOCKED, type ScopeFault, type VnetLoop } from './file-flow.ts';
import type { FunctionSpan } from '../written/find-functions.ts';
import type { MacroLoop } from './flow-graph.ts';
import type { FlowWord } from './flow-words.ts';
import { calledThrough } from './method-calls.ts';
import type { SourceConditions } from '../written/live-tokens.ts';

/** What following a function's paths gives, all readings of its #if lines together. */
export interface FunctionPaths {
  /** S_ flags of each call and plain word that control can reach. */
  readonly states: ReadonlyMap<number, number>;
  readonly faults: readonly ScopeFault[];
  readonly loops: readonly VnetLoop[];
}

/** What a file's functions are read with. */
export interface FunctionContext {
  readonly conditions: SourceConditions;
  /** The file's tokens that some configuration compiles. */
  readonly live: Int32Array;
  readonly keywords: Keywords;
  readonly word: (id: number) => FlowWord | undefined;
}

/** The W_ code of the word at token `i`: curvnet counts where it is assigned. */
export function effectAt(file: TokenFile, i: number, word: FlowWord): number {
  return word.effect === W_ASSIGN && !file.isPunct(i + 1, P.P_ASSIGN) ? W_NONE : word.effect;
}

/** The name in `(*f)(...)`, where that is a call: no type's name stands before it. */
export function isPointerCall(file: TokenFile, i: number): boolean {
  if (!file.isPunct(i - 1, P.P_STAR) || !file.isPunct(i - 2, P.P_LPAREN) || !file.isPunct(i + 1, P.P_RPAREN))
    return false;
  return file.isPunct(i + 2, P.P_LPAREN) && (file.kind[i - 3] !== T_IDENT || file.spelling(i - 3) === 'return');
}

/** Follows the paths of one function. */
export function functionPaths(context: FunctionContext, span: FunctionSpan): FunctionPaths {
  return new PathReader(context, span).read();
}

class PathReader {
  private readonly context: FunctionContext;
  private readonly span: FunctionSpan;
  private readonly file: TokenFile;
  private readonly faults = new Map<string, ScopeFault>();

  constructor(context: FunctionContext, span: FunctionSpan) {
    this.context = context;
    this.span = span;
    this.file = context.conditions.file;
  }

  read(): FunctionPaths {
    const { conditions, keywords } = this.context;
    const words: GraphWords = {
      isEvent: (i) => this.isEvent(i),
      isLoop: (i) =>
        this.wordAt(i)?.isVnetLoop === true ||
        this.wordAt(i)?.macro?.isHead === true ||
        this.file.spelling(i).includes('FOREACH'),
      neverReturns: (i) => this.wordAt(i)?.neverReturns === true,
      isScope: (i) => [W_SET, W_RESTORE].includes(this.wordAt(i)?.effect ?? W_NONE),
    };
    const states = new Map<number, number>();
    const loops = new Map<number, MacroLoop>();
    for (const live of conditions.variants(this.span.open, this.span.close + 1)) {
      const graph = buildGraph(this.file, live, keywords, words);
      const vnetLoops = graph.loops.filter(({ name }) => this.wordAt(name)?.isVnetLoop === true);
      const reached = followPaths(graph, vnetLoops, (i) => this.effect(i));
      for (const [i, state] of reached.states) states.set(i, (states.get(i) ?? 0) | state);
      for (const loop of vnetLoops) loops.set(loop.name, loop);
      const unbraced = [...graph.unbraced].filter((i) => this.effect(i) === W_SET && reached.states.has(i));
      for (const i of unbraced) this.add({ fault: 'set-unbraced', ...this.spot(i), other: undefined, by: '' });
      // Without braces the condition guards only the first statement of the macro: the paths differ from what they look
      // like.
      if (unbraced.length === 0) for (const fault of reached.faults) this.fault(fault);
    }
    return {
      states,
      faults: [...this.faults.values()].sort((a, b) => a.start - b.start),
      loops: [...loops.values()].map((loop) => this.vnetLoop(loop, states.get(loop.name) ?? 0)),
    };
  }

  private wordAt(i: number): FlowWord | undefined {
    return this.file.kind[i] === T_IDENT ? this.context.word(this.file.value[i] as number) : undefined;
  }

  private effect(i: number): number {
    const word = this.wordAt(i);
    return word === undefined ? W_NONE : effectAt(this.file, i, word);
  }

  private isEvent(i: number): boolean {
    if (this.wordAt(i)?.isPlain === true || isPointerCall(this.file, i)) return true;
    if (this.file.kind[i] === T_IDENT && calledThrough(this.file, i) !== undefined) return true;
    return (
      this.file.kind[i + 1] === T_PUNCT &&
      this.file.value[i + 1] === P.P_LPAREN &&
      this.context.keywords.code(this.file.value[i] as number) === K.K_NONE
    );
  }

  /** A call with its arguments; any other token alone. */
  private spot(i: number): Spot {
    const isCall =
      this.file.kind[i] === T_IDENT && this.context.keywords.code(this.file.value[i] as number) === K.K_NONE;
    const close = isCall ? (invocationAt(this.file, i)?.close ?? i) : i;
    return { start: this.file.start[i] as number, end: this.file.end[close] as number };
  }

  private fault({ fault, token, other }: PathFault): void {
    this.add({
      fault,
      ...this.spot(token),
      other: other < 0 ? undefined : this.spot(other),
      by: this.file.spelling(token),
    });
  }

  private add(fault: ScopeFault): void {
    const key = `${fault.fault}:${fault.start}`;
    const known = this.faults.get(key);
    if (known === undefined) this.faults.set(key, fault);
    // In a kernel with other options another CURVNET_RESTORE comes first: it gets its own finding.
    else if (fault.fault === 'set-in-block' && fault.other !== undefined && known.other?.start !== fault.other.start)
      this.add({ fault: 'restored-unset', ...fault.other, other: undefined, by: 'CURVNET_RESTORE' });
  }

  private vnetLoop(loop: MacroLoop, state: number): VnetLoop {
    const { file } = this;
    const iterator = invocationAt(file, loop.name)?.arguments[0];
    return {
      ...this.spot(loop.name),
      iterator: iterator === undefined ? '' : file.spelling(iterator.from),
      isUnlocked: (state & S_UNLOCKED) !== 0,
      bodyEnd: file.end[loop.to] as number,
      isBraced: loop.isBraced,
      state,
      jumps: loop.jumps
        .filter((i) => !this.context.conditions.isInside(i, 'VIMAGE'))
        .map((i) => ({ ...this.spot(i), word: file.spelling(i) })),
    };
  }
}
