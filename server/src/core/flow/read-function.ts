import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_BOL, T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import * as K from '../parser/keywords.ts';
import type { Spot } from '../text/spot.ts';
import { invocationAt, tokensText, type Invocation } from '../written/invocations.ts';
import { W_NONE, W_SET } from './curvnet-paths.ts';
import {
  S_ANY_VNET,
  S_INHERITED,
  S_UNLOCKED,
  type FlowCall,
  type FlowUse,
  type FunctionFlow,
  type FunctionPointer,
  type Registration,
  type ResourceUse,
  type Wait,
} from './file-flow.ts';
import type { FunctionSpan } from '../written/find-functions.ts';
import type { FlowWord } from './flow-words.ts';
import { effectAt, functionPaths, isPointerCall, type FunctionContext } from './function-paths.ts';
import { ASSIGNED_MEMBERS, isHandedOver, isMeantIn } from './handler-calls.ts';
import { targetWords, type MacroTable } from './macro-table.ts';
import { calledThrough } from './method-calls.ts';
import { calleeAround } from './callee-around.ts';
import { argumentWords, registrationsOf, spellings } from './macro-handlers.ts';
import { constantArgument, parameterCases } from './parameter-cases.ts';
import { invocationReadings } from '../written/invocation-readings.ts';
import { namedPath, substituted } from './word-arguments.ts';

/** The state everywhere in a function that neither sets curvnet nor takes a lock. */
const UNTOUCHED = S_INHERITED | S_UNLOCKED | S_ANY_VNET;

export interface ReadFunction {
  readonly flow: FunctionFlow;
  readonly registrations: readonly Registration[];
  /** Plain names that it gives another name. */
  readonly assigned: readonly FunctionPointer[];
}

/** Calls of which it matters whether they are for vnet0 alone, beside those that hand over or make something. */
const ASKED_FOR_DEFAULT = /^(netisr_register|arc4r|read_random)/;

const WAITS: readonly Wait[] = ['unsaid', 'may', 'must-not'];
/** An alias of a virtualized global is short. */
const MOST_ALIAS_TOKENS = 12;

/** Reads one function: what it uses, calls, registers and allocates, and the state at each of these. */
export function readFunction(context: FunctionContext, macros: MacroTable, span: FunctionSpan): ReadFunction {
  return new FunctionReader(context, macros, span).read();
}

class FunctionReader {
  private readonly context: FunctionContext;
  private readonly macros: MacroTable;
  private readonly span: FunctionSpan;
  private readonly file: TokenFile;
  private readonly uses = new Map<string, FlowUse>();
  private cases: ReturnType<typeof parameterCases> = [];
  /** By callee, state, and what else tells one from another. */
  private readonly calls = new Map<number | string, FlowCall>();
  private readonly registrations: Registration[] = [];
  private readonly resources: ResourceUse[] = [];
  private readonly announces: FlowUse[] = [];
  private readonly vnet0: Spot[] = [];
  private readonly givesOut = new Set<string>();
  private readonly passes = new Set<string>();
  private readonly assigned: FunctionPointer[] = [];
  private readonly aliases = new Map<string, readonly string[]>();
  private hasWaitFlags = false;
  private hasSwitch = false;

  constructor(context: FunctionContext, macros: MacroTable, span: FunctionSpan) {
    this.context = context;
    this.macros = macros;
    this.span = span;
    this.file = context.conditions.file;
  }

  read(): ReadFunction {
    const { file, span, context } = this;
    const words = this.wordsOfInterest();
    if (words.length > 0 && this.hasSwitch) this.cases = parameterCases(file, context.keywords, span);
    const paths = this.needsPaths(words) ? functionPaths(context, span) : undefined;
    for (const i of words) {
      const state = paths === undefined ? UNTOUCHED : (paths.states.get(i) ?? 0);
      if (state !== 0) this.word(i, context.word(file.value[i] as number), state);
    }
    const flow: FunctionFlow = {
      name: span.name,
      start: file.start[span.nameToken] as number,
      end: file.end[span.nameToken] as number,
      isStatic: span.isStatic,
      headMacro: span.macro,
      bodyStart: file.start[span.open] as number,
      bodyEnd: file.end[span.close] as number,
      uses: [...this.uses.values()],
      calls: [...this.calls.values()],
      faults: paths?.faults ?? [],
      loops: paths?.loops ?? [],
      resources: this.resources,
      givesOut: [...this.givesOut],
      passes: [...this.passes],
      announces: this.announces,
      vnet0: this.vnet0,
    };
    return { flow, registrations: this.registrations, assigned: this.assigned };
  }

  /** Calls, and names that have an effect by themselves; not members. */
  private wordsOfInterest(): readonly number[] {
    const { file, context, span } = this;
    const { kind, value } = file;
    const { live, keywords } = context;
    const words: number[] = [];
    // Whether a pointer under a label is called depends on more than that somebody assigned it.
    let sawLabel = false;
    for (let n = span.from; n < span.to; n++) {
      const i = live[n] as number;
      if (kind[i] !== T_IDENT) continue;
      const code = keywords.code(value[i] as number);
      sawLabel ||= code === K.K_CASE;
      if (code === K.K_SWITCH) this.hasSwitch = true;
      const word = context.word(value[i] as number);
      const next = kind[i + 1] === T_PUNCT ? value[i + 1] : 0;
      if (next === P.P_ASSIGN) this.assignment(i);
      const isCall = next === P.P_LPAREN;
      const mayCall = next === P.P_LPAREN || next === P.P_RPAREN || next === P.P_LBRACKET;
      if (mayCall && calledThrough(file, i) !== undefined) words.push(i);
      else if (
        word === undefined
          ? code !== K.K_NONE || !(isCall || (next === P.P_RPAREN && !sawLabel && isPointerCall(file, i)))
          : !isCall && !word.isPlain
      ) {
        if (word !== undefined && word.wait !== 'unsaid') this.hasWaitFlags = true;
      } else if (!this.isPunct(i - 1, P.P_ARROW) && !this.isPunct(i - 1, P.P_DOT)) words.push(i);
    }
    return words;
  }

  /** `f_p = f;`, `crp->crp_callback = f;` */
  private assignment(i: number): void {
    const { file } = this;
    if (this.context.word(file.value[i + 2] as number)?.spelling !== undefined) this.alias(i);
    const value = this.isPunct(i + 2, P.P_AMP) ? i + 3 : i + 2;
    if (file.kind[value] !== T_IDENT || !this.isPunct(value + 1, P.P_SEMI)) return;
    const target = file.spelling(value);
    if (this.isPunct(i - 1, P.P_ARROW) || this.isPunct(i - 1, P.P_DOT)) {
      const kind = ASSIGNED_MEMBERS.get(file.spelling(i));
      if (kind === undefined || target === 'NULL' || !isMeantIn(file.spelling(i), file.text)) return;
      const what = { detail: '', argument: '', order: '', state: 0, ...this.nameSpot(value) };
      this.registrations.push({ kind, handler: target, via: `.${file.spelling(i)}`, ...what });
    } else if (file.kind[i - 1] === T_PUNCT && !this.isPunct(i - 1, P.P_STAR))
      this.assigned.push({ name: file.spelling(i), target });
  }

  /** `softc = V_softc;`: what is done with the one is done with the other. */
  private alias(i: number): void {
    const { file } = this;
    if (this.isPunct(i - 1, P.P_ARROW) || this.isPunct(i - 1, P.P_DOT)) return;
    let end = i + 2;
    while (end < i + MOST_ALIAS_TOKENS && !this.isPunct(end, P.P_SEMI)) end++;
    if (!this.isPunct(end, P.P_SEMI)) return;
    const words = spellings(this.file, i + 2, end);
    const { accessor } = namedPath(this.macros.expanded(words, file.path), (word) =>
      this.macros.isAccessor(word, file.path),
    );
    const name = file.spelling(i);
    if (accessor !== undefined) this.aliases.set(name, this.aliases.has(name) ? [] : words);
  }

  private isPunct(i: number, code: number): boolean {
    return this.file.isPunct(i, code);
  }

  private needsPaths(words: readonly number[]): boolean {
    let asksForDefault = false;
    let hands = false;
    for (const i of words) {
      const word = this.context.word(this.file.value[i] as number);
      if (word === undefined) {
        if (ASKED_FOR_DEFAULT.test(this.file.spelling(i))) hands = true;
        continue;
      }
      if (word.isVnetLoop || (word.effect !== W_NONE && effectAt(this.file, i, word) !== W_NONE)) return true;
      if (word.handler !== undefined || word.resource !== undefined || word.macro?.handlers.length) hands = true;
      else if (word.spelling === 'IS_DEFAULT_VNET') asksForDefault = true;
    }
    return asksForDefault && hands;
  }

  private word(i: number, word: FlowWord | undefined, state: number): void {
    const through = calledThrough(this.file, i);
    if (through !== undefined) return this.call(this.file.interner.intern(through), i, state, 'unsaid', undefined);
    if (word === undefined) return this.call(this.file.value[i] as number, i, state, this.wait(i), undefined);
    if (word.macro !== undefined && word.macro.parameters === undefined) return this.macro(word, i, undefined, state);
    if (!this.isPunct(i + 1, P.P_LPAREN)) {
      if (word.spelling === 'vnet0' && this.isSetTo(i)) this.vnet0.push(this.nameSpot(i));
      return;
    }
    const invocation = invocationAt(this.file, i);
    if (invocation === undefined) return;
    const { role } = word;
    if (role !== undefined && role.usesCurvnet) {
      const named = invocation.arguments[role.nameArgument];
      if (named !== undefined) this.use(this.file.spelling(named.from), named.from, state, undefined);
      if (word.resource === undefined) return;
    }
    if (word.effect !== W_NONE) return;
    if (word.macro !== undefined) return this.macro(word, i, invocation, state);
    if (word.handler !== undefined)
      for (const reading of invocationReadings(this.context.conditions, invocation))
        this.registration(word, reading, state);
    if (word.resource !== undefined) this.resource(word, i, invocation, state);
    const announced = word.isAnnouncement ? invocation.arguments[0] : undefined;
    if (announced !== undefined)
      this.announces.push({ name: this.file.spelling(announced.from), state, macro: undefined, ...this.nameSpot(i) });
    this.call(this.file.value[i] as number, i, state, this.wait(i), undefined);
  }

  private nameSpot(i: number): Spot {
    return { start: this.file.start[i] as number, end: this.file.end[i] as number };
  }

  /** CURVNET_SET(x), or x is assigned. */
  private isSetTo(i: number): boolean {
    if (this.isPunct(i - 1, P.P_ASSIGN)) return true;
    return (
      this.isPunct(i - 1, P.P_LPAREN) &&
      this.isPunct(i + 1, P.P_RPAREN) &&
      this.context.word(this.file.value[i - 2] as number)?.effect === W_SET
    );
  }

  private use(name: string, i: number, state: number, macro: string | undefined): void {
    const cases = this.casesAt(i);
    const key = `${name}:${state}:${cases?.join() ?? ''}`;
    if (this.uses.has(key)) return;
    const use = { name, state, macro, start: this.file.start[i] as number, end: this.file.end[i] as number };
    this.uses.set(key, cases === undefined ? use : { ...use, cases });
  }

  private call(id: number, i: number, state: number, wait: Wait, macro: string | undefined): void {
    const cases = this.casesAt(i);
    const constant = constantArgument(this.file, i);
    const plain = (id * 64 + state) * WAITS.length + WAITS.indexOf(wait);
    const key = constant === undefined && cases === undefined ? plain : `${plain}:${constant}:${cases?.join()}`;
    if (this.calls.has(key)) return;
    const name = this.file.interner.spelling(id);
    const call = { name, state, wait, macro, start: this.file.start[i] as number, end: this.file.end[i] as number };
    const hasMore = cases !== undefined || constant !== undefined;
    this.calls.set(key, !hasMore ? call : { ...call, ...(cases && { cases }), ...(constant && { constant }) });
  }

  private casesAt(i: number): readonly string[] | undefined {
    return this.cases.length === 0 ? undefined : this.cases.find(({ from, to }) => i >= from && i < to)?.labels;
  }

  private macro(word: FlowWord, i: number, invocation: Invocation | undefined, state: number): void {
    const { macro } = word;
    if (word.spelling.startsWith('V_')) this.giveOut(word.spelling, i);
    if (macro === undefined || (macro.setsCurvnet && macro.restoresCurvnet)) return;
    const asksArguments = macro.resources.length > 0 || macro.handlers.length > 0 || macro.uses.includes('');
    const args = invocation !== undefined && asksArguments ? argumentWords(this.file, invocation) : [];
    for (const name of macro.uses)
      this.use(name === '' ? (args[0]?.[0] ?? word.spelling) : name, i, state, word.spelling);
    const wait = invocation === undefined ? 'unsaid' : this.wait(i);
    for (const call of macro.calls)
      this.call(
        this.file.interner.intern(call.name),
        i,
        state,
        wait === 'unsaid' && call.waits ? 'may' : wait,
        word.spelling,
      );
    if (invocation !== undefined)
      this.registrations.push(...registrationsOf(this.file, i, invocation, macro, args, state));
    for (const { call, by, target } of macro.resources)
      this.addResource(call.kind, call.action, substituted(target, macro.parameters, args), by, i, state);
  }

  /** `V_x = ...`, or `f(&V_x)` with an f that may change it. */
  private giveOut(accessor: string, i: number): void {
    if (this.isPunct(i + 1, P.P_ASSIGN)) this.givesOut.add(accessor);
    const isAddress = this.isPunct(i - 1, P.P_AMP);
    const callee = calleeAround(this.context, isAddress ? i - 2 : i - 1, this.span.open);
    if (callee === undefined) {
      if (isAddress) this.givesOut.add(accessor);
      return;
    }
    const action = this.context.word(this.file.value[callee] as number)?.resource?.action;
    if (action === 'use' || action === 'look') return;
    this.passes.add(accessor);
    if (isAddress) this.givesOut.add(accessor);
  }

  private wait(i: number): Wait {
    const invocation = this.hasWaitFlags ? invocationAt(this.file, i) : undefined;
    if (invocation === undefined) return 'unsaid';
    let said: Wait = 'unsaid';
    for (let at = i + 1; at < invocation.close; at++) {
      const wait =
        this.file.kind[at] === T_IDENT
          ? (this.context.word(this.file.value[at] as number)?.wait ?? 'unsaid')
          : 'unsaid';
      // `flag ? M_WAITOK : M_NOWAIT`: it depends.
      if (wait !== 'unsaid' && said !== 'unsaid' && wait !== said) return 'unsaid';
      if (wait !== 'unsaid') said = wait;
    }
    return said;
  }

  private registration(word: FlowWord, invocation: Invocation, state: number): void {
    const { handler } = word;
    if (handler === undefined) return;
    const detail = handler.detail < 0 ? undefined : invocation.arguments[handler.detail];
    if (!isHandedOver(handler, this.text(detail))) return;
    for (const index of handler.handlers) {
      const argument = invocation.arguments[index];
      if (argument === undefined || argument.to <= argument.from) continue;
      const last = argument.to - 1;
      if (this.file.kind[last] !== T_IDENT || this.isPunct(last - 1, P.P_ARROW) || this.isPunct(last - 1, P.P_DOT))
        continue;
      const spot = this.nameSpot(last);
      if (this.registrations.at(-1)?.start === spot.start) continue;
      this.registrations.push({
        kind: handler.kind,
        handler: this.file.spelling(last),
        via: word.spelling,
        detail: this.text(detail),
        argument: this.text(invocation.arguments[index + 1]),
        order: '',
        state,
        ...spot,
      });
    }
  }

  private text(argument: { readonly from: number; readonly to: number } | undefined): string {
    return argument === undefined ? '' : tokensText(this.file, argument.from, argument.to);
  }

  private resource(word: FlowWord, i: number, invocation: Invocation, state: number): void {
    const { resource } = word;
    if (resource === undefined) return;
    // The statement that the call stands in: what its result is assigned to stands before it.
    let from = i;
    if (resource.target === 'result')
      while (
        from > this.span.open &&
        !this.isPunct(from - 1, P.P_SEMI) &&
        !this.isPunct(from - 1, P.P_LBRACE) &&
        !this.isPunct(from - 1, P.P_RBRACE) &&
        !this.isPunct(from, P.P_HASH)
      )
        from--;
    if (this.isPunct(from, P.P_HASH)) from = this.lineAfter(from);
    const target = targetWords(spellings(this.file, from, i), i - from, resource, argumentWords(this.file, invocation));
    this.addResource(
      resource.kind,
      resource.action,
      word.role === undefined ? target : [`V_${target[0] ?? ''}`],
      word.spelling,
      i,
      state,
    );
  }

  /** The first token of the line after the directive at `i`. */
  private lineAfter(i: number): number {
    let at = i + 1;
    while (((this.file.flags[at] as number) & F_BOL) === 0) at++;
    return at;
  }

  private addResource(
    kind: ResourceUse['kind'],
    action: ResourceUse['action'],
    target: readonly string[],
    by: string,
    i: number,
    state: number,
  ): void {
    if (action === 'look') return;
    const alias = action === 'free' && target.length === 1 ? this.aliases.get(target[0] ?? '') : undefined;
    const meant = alias === undefined || alias.length === 0 ? target : alias;
    const { accessor, key, text } = namedPath(this.macros.expanded(meant, this.file.path), (word) =>
      this.macros.isAccessor(word, this.file.path),
    );
    if (key !== undefined) this.resources.push({ kind, action, accessor, key, text, by, state, ...this.nameSpot(i) });
  }
}
