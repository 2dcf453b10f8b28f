import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { F_COL0, F_SPACE, T_CHAR, T_IDENT, T_NUMBER, T_PUNCT, T_STRING } from '../lexer/token-kinds.ts';
import { localNames, parameterNames } from './local-names.ts';
import { pathEnd, readMacroAssignments, readPointers } from './pointer-effects.ts';
import { findFunctions } from '../written/find-functions.ts';
import { SourceConditions } from '../written/live-tokens.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** What a function can write and call, from its own text; names are interned. */
export interface FunctionEffects {
  readonly name: number;
  readonly isStatic: boolean;
  /** Identifiers followed by an argument list: functions, and macros that look like calls. */
  readonly calls: ReadonlySet<number>;
  /** Those of `calls` that the function declares itself: through a pointer. */
  readonly localCalls: ReadonlySet<number>;
  /** Members that are called, each with how many arguments: `ifp->if_init(...)`, `(*dp->dom_init)()`. */
  readonly memberCalls: ReadonlyMap<number, ReadonlySet<number>>;
  /** Identifiers that are assigned to, stepped, or whose address is taken, members and elements of them included. */
  readonly writes: ReadonlySet<number>;
  /** Identifiers that stand alone as an argument, with what is called: an array, or what a macro writes through. */
  readonly passes: ReadonlyMap<number, ReadonlySet<number>>;
  /** Identifiers that stand alone as an argument, each with what is called and the argument's index; locals too. */
  readonly hands: readonly (readonly [name: number, called: number, index: number])[];
  /** Names of the parameters in order; 0 where there is none. */
  readonly parameters: readonly number[];
  /** How many arguments it takes; undefined where that is not said, or any number. */
  readonly arity: number | undefined;
  /** Identifiers that stand as a value: a function whose address is taken. */
  readonly mentions: ReadonlySet<number>;
}

/** What a file's functions can write and call. */
export interface FileEffects {
  readonly path: string;
  readonly functions: readonly FunctionEffects[];
  /** `.member = name` and `->member = name`, wherever it stands: functions that a call of the member may mean. */
  readonly members: readonly (readonly [member: number, name: number])[];
  /** `.a = x->b`: what is assigned to a member that holds another's value. */
  readonly aliases: readonly (readonly [member: number, other: number])[];
  /** `x = name`, wherever it stands: functions that a call of the variable may mean. */
  readonly pointers: readonly (readonly [variable: number, name: number])[];
  /** `x = y->m`: a variable that holds what a member holds. */
  readonly loads: readonly (readonly [variable: number, member: number])[];
  /** EVENTHANDLER_REGISTER(event, function, ...) and its kin. */
  readonly events: readonly (readonly [event: number, name: number])[];
  /** Macros that are invoked outside of functions, with the identifiers among their arguments. */
  readonly invocations: readonly (readonly [macro: number, names: readonly number[]])[];
  /** Handlers in `moduledata_t x = { "name", handler, ... }`. */
  readonly moduleHandlers: readonly number[];
  /**
   * Names that may be global variables of the file: declared outside functions and not static, or named in an
   * invocation there.
   */
  readonly variables: ReadonlySet<number>;
}

interface Collected {
  readonly calls: Set<number>;
  readonly memberCalls: Map<number, Set<number>>;
  readonly writes: Set<number>;
  readonly passes: Map<number, Set<number>>;
  readonly hands: (readonly [number, number, number])[];
  readonly mentions: Set<number>;
}

/** Reads a file's own tokens; every branch of an #if counts. */
export function readFileEffects(file: TokenFile, osreldate: number): FileEffects {
  const live = new SourceConditions(file, osreldate).every(0, file.count);
  const members: (readonly [number, number])[] = [];
  const aliases: (readonly [number, number])[] = [];
  const events: (readonly [number, number])[] = [];
  const pointers: (readonly [number, number])[] = [];
  const loads: (readonly [number, number])[] = [];
  readPointers(file, live, pointers, loads);
  readMacroAssignments(file, live, members);
  for (let n = 0; n + 3 < live.length; n++) {
    const i = live[n] as number;
    if (file.kind[i] !== T_PUNCT || (file.value[i] !== P.P_DOT && file.value[i] !== P.P_ARROW)) continue;
    const [member, assign, value] = [live[n + 1] as number, live[n + 2] as number, live[n + 3] as number];
    if (file.kind[member] !== T_IDENT || !file.isPunct(assign, P.P_ASSIGN)) continue;
    const named = file.isPunct(value, P.P_AMP) ? (live[n + 4] as number) : value;
    if (file.kind[named] !== T_IDENT) continue;
    // x->b: the last member of the path.
    let last = n + (named === value ? 3 : 4);
    let isPath = false;
    while (
      last + 2 < live.length &&
      (file.isPunct(live[last + 1], P.P_DOT) || file.isPunct(live[last + 1], P.P_ARROW)) &&
      file.kind[live[last + 2] as number] === T_IDENT
    ) {
      last += 2;
      isPath = true;
    }
    if (isPath) aliases.push([file.value[member] as number, file.value[live[last] as number] as number]);
    else members.push([file.value[member] as number, file.value[named] as number]);
  }
  for (let n = 0; n + 5 < live.length; n++) {
    const i = live[n] as number;
    if (
      file.kind[i] !== T_IDENT ||
      !file.isPunct(live[n + 1], P.P_LPAREN) ||
      !/^(?:VNET_GLOBAL_)?EVENTHANDLER_(?:REGISTER|DEFINE|REGISTER_TAG)$/.test(file.spelling(i))
    )
      continue;
    const names: number[] = [];
    for (let m = n + 2; m < live.length && names.length < 3 && !file.isPunct(live[m], P.P_SEMI); m++)
      if (file.kind[live[m] as number] === T_IDENT) names.push(file.value[live[m] as number] as number);
    // A tag may precede the event: both count as the event.
    for (const [event, name] of [
      [names[0], names[1]],
      [names[1], names[2]],
    ] as const)
      if (event !== undefined && name !== undefined) events.push([event, name]);
  }
  const spans = findFunctions(file, live);
  const invocations: (readonly [number, readonly number[]])[] = [];
  const moduleHandlers: number[] = [];
  const variables = new Set<number>();
  for (const { from, to } of spans.outside) {
    readOutside(file, live, from, to, invocations, moduleHandlers);
    readVariables(file, live, from, to, variables);
  }
  const functions = spans.functions.map((span) => {
    const collected = nothingCollected();
    collect(file, live, span.from, span.to, collected);
    // A name that is declared in the function is not the global of that name.
    const localCalls = new Set<number>();
    for (const local of localNames(file, live, span.from, span.to, span.parameters, span.open)) {
      if (collected.calls.has(local)) localCalls.add(local);
      collected.writes.delete(local);
      collected.passes.delete(local);
      collected.mentions.delete(local);
    }
    return {
      name: file.interner.intern(span.name),
      isStatic: span.isStatic,
      localCalls,
      ...parameterNames(file, span.parameters, span.open),
      ...collected,
    };
  });
  return {
    path: file.path,
    functions,
    members,
    aliases,
    pointers,
    loads,
    events,
    invocations,
    moduleHandlers,
    variables,
  };
}

function nothingCollected(): Collected {
  return {
    calls: new Set(),
    memberCalls: new Map(),
    writes: new Set(),
    passes: new Map(),
    hands: [],
    mentions: new Set(),
  };
}

function readOutside(
  file: TokenFile,
  live: Int32Array,
  from: number,
  to: number,
  invocations: (readonly [number, readonly number[]])[],
  moduleHandlers: number[],
): void {
  for (let n = from; n + 1 < to; n++) {
    const i = live[n] as number;
    if (file.kind[i] !== T_IDENT) continue;
    if (file.isPunct(live[n + 1], P.P_LPAREN)) {
      const names: number[] = [];
      let depth = 0;
      for (let m = n + 1; m < to; m++) {
        const at = live[m] as number;
        if (file.isPunct(at, P.P_LPAREN)) depth++;
        else if (file.isPunct(at, P.P_RPAREN) && --depth === 0) break;
        else if (file.kind[at] === T_IDENT) names.push(file.value[at] as number);
      }
      invocations.push([file.value[i] as number, names]);
    } else if (file.spelling(i) === 'moduledata_t') {
      for (let m = n + 1; m < to && !file.isPunct(live[m], P.P_SEMI); m++)
        if (file.kind[live[m] as number] === T_IDENT) moduleHandlers.push(file.value[live[m] as number] as number);
    }
  }
}

/**
 * Names that a declarator or an argument may be, of statements that are no declarations of what is elsewhere, or
 * static.
 */
function readVariables(file: TokenFile, live: Int32Array, from: number, to: number, variables: Set<number>): void {
  let isStart = true;
  let isSkipped = false;
  let depth = 0;
  for (let n = from; n + 1 < to; n++) {
    const i = live[n] as number;
    if (file.kind[i] === T_PUNCT) {
      const code = file.value[i] as number;
      if (code === P.P_LBRACE) depth++;
      else if (code === P.P_RBRACE) depth = Math.max(0, depth - 1);
      else if (code === P.P_SEMI && depth === 0) {
        isStart = true;
        isSkipped = false;
      }
      continue;
    }
    if (depth > 0 || file.kind[i] !== T_IDENT) continue;
    const startsLine = ((file.flags[i] as number) & F_COL0) !== 0;
    if (isStart || startsLine) isSkipped = /^(?:extern|typedef|static|return)$/.test(file.spelling(i));
    isStart = false;
    if (isSkipped) continue;
    const before = n > from ? live[n - 1] : undefined;
    if (file.isPunct(before, P.P_AMP) || file.isPunct(before, P.P_DOT) || file.isPunct(before, P.P_ARROW)) continue;
    const after = live[n + 1];
    if (
      file.isPunct(after, P.P_ASSIGN) ||
      file.isPunct(after, P.P_SEMI) ||
      file.isPunct(after, P.P_COMMA) ||
      file.isPunct(after, P.P_LBRACKET) ||
      file.isPunct(after, P.P_RPAREN) ||
      file.kind[after as number] === T_IDENT
    )
      variables.add(file.value[i] as number);
  }
}

/** What a macro's replacement list writes and calls, read like a function's body. */
export function effectsOfTokens(file: TokenFile, from: number, to: number): Collected {
  const collected = nothingCollected();
  collect(
    file,
    Int32Array.from({ length: to - from }, (_, i) => from + i),
    0,
    to - from,
    collected,
  );
  return collected;
}

/** Functions that take an address but do not write a value there: locks, and loads. */
const READING =
  /^(?:atomic_load_\w+|ck_pr_load_\w+|(?:mtx|rw|sx|rm|rms)_(?:lock|unlock|rlock|runlock|wlock|wunlock|slock|sunlock|xlock|xunlock|assert|owned|try\w*|initialized)\w*|PROC_LOCK|__predict_(?:true|false)|sizeof|nitems|KASSERT|MPASS|VNET_ASSERT|CK_\w*(?:FOREACH|FIRST|NEXT|EMPTY)\w*|(?:TAILQ|LIST|STAILQ|SLIST)_(?:FOREACH|FIRST|NEXT|EMPTY)\w*|VNET_FOREACH|counter_u64_\w+|RB_(?:FIND|MIN|MAX|NEXT|ROOT|EMPTY|FOREACH)\w*|uma_zalloc\w*|uma_zfree\w*|malloc|free|mallocarray|realloc)$/;

/** How many arguments stand in the parentheses that begin at a position. */
function argumentCount(file: TokenFile, live: Int32Array, open: number, to: number): number {
  let depth = 0;
  let commas = 0;
  for (let n = open; n < to; n++) {
    const i = live[n];
    depth += file.bracketStep(i);
    if (depth === 0) return n === open + 1 ? 0 : commas + 1;
    if (depth === 1 && file.isPunct(i, P.P_COMMA)) commas++;
  }
  return commas + 1;
}

function collect(file: TokenFile, live: Int32Array, from: number, to: number, into: Collected): void {
  /** What is called, for each `(` that is open; 0 for other brackets. */
  const open: number[] = [];
  /** Commas so far in each of them. */
  const commas: number[] = [];
  for (let n = from; n < to; n++) {
    const i = live[n] as number;
    if (file.kind[i] === T_PUNCT) {
      switch (file.value[i]) {
        case P.P_LPAREN:
          open.push(
            n > from && file.kind[live[n - 1] as number] === T_IDENT
              ? (file.value[live[n - 1] as number] as number)
              : 0,
          );
          commas.push(0);
          break;
        case P.P_LBRACKET:
        case P.P_LBRACE:
          open.push(0);
          commas.push(0);
          break;
        case P.P_RPAREN:
        case P.P_RBRACKET:
        case P.P_RBRACE:
          open.pop();
          commas.pop();
          break;
        case P.P_COMMA:
          if (commas.length > 0) commas.push((commas.pop() ?? 0) + 1);
          break;
        default:
      }
      continue;
    }
    if (file.kind[i] !== T_IDENT) continue;
    const id = file.value[i] as number;
    const before = n > from ? (live[n - 1] as number) : undefined;
    const after = n + 1 < to ? (live[n + 1] as number) : undefined;
    if (file.isPunct(before, P.P_DOT) || file.isPunct(before, P.P_ARROW)) {
      const opens = file.isPunct(after, P.P_LPAREN)
        ? n + 1
        : file.isPunct(after, P.P_RPAREN) && n + 2 < to && file.isPunct(live[n + 2], P.P_LPAREN)
          ? n + 2
          : undefined;
      if (opens !== undefined)
        getOrMake(into.memberCalls, id, () => new Set<number>()).add(argumentCount(file, live, opens, to));
      continue;
    }
    // x(...), (*x)(...), ((type *)x)(...)
    if (
      file.isPunct(after, P.P_LPAREN) ||
      ((file.isPunct(before, P.P_STAR) || file.isPunct(before, P.P_RPAREN)) &&
        file.isPunct(after, P.P_RPAREN) &&
        n + 2 < to &&
        file.isPunct(live[n + 2], P.P_LPAREN))
    )
      into.calls.add(id);
    if (isWritten(file, live, n, from, to)) {
      if (!READING.test(file.interner.spelling(open.at(-1) ?? 0))) into.writes.add(id);
    } else if (
      (file.isPunct(before, P.P_LPAREN) || file.isPunct(before, P.P_COMMA)) &&
      (file.isPunct(after, P.P_RPAREN) || file.isPunct(after, P.P_COMMA))
    ) {
      const called = open.at(-1) ?? 0;
      const known = getOrMake(into.passes, id, () => new Set());
      known.add(called);
      into.hands.push([id, called, commas.at(-1) ?? 0]);
    }
    if (!file.isPunct(after, P.P_LPAREN)) into.mentions.add(id);
  }
}

/** `&x`, `&x.a`, `++x`, `x = `, `x.a[i] |= `, `x.a++`; after `->` it is another object. */
function isWritten(file: TokenFile, live: Int32Array, n: number, from: number, to: number): boolean {
  const end = pathEnd(file, live, n, to);
  const after = end < to ? (live[end] as number) : undefined;
  if (after !== undefined && file.kind[after] === T_PUNCT) {
    const code = file.value[after] as number;
    if (code === P.P_ARROW) return false;
    if (
      code === P.P_ASSIGN ||
      (code >= P.P_MUL_ASSIGN && code <= P.P_OR_ASSIGN) ||
      code === P.P_INC ||
      code === P.P_DEC
    )
      return true;
    // An address that is compared is not written through.
    if (code === P.P_EQ || code === P.P_NE) return false;
  }
  let at = n - 1;
  while (at >= from && file.isPunct(live[at], P.P_LPAREN)) at--;
  const before = at >= from ? (live[at] as number) : undefined;
  if (file.isPunct(before, P.P_INC) || file.isPunct(before, P.P_DEC)) return true;
  if (!file.isPunct(before, P.P_AMP)) return false;
  const left = at > from ? (live[at - 1] as number) : undefined;
  if (left === undefined) return true;
  if (file.isPunct(left, P.P_EQ) || file.isPunct(left, P.P_NE)) return false;
  switch (file.kind[left]) {
    case T_IDENT:
      return file.spelling(left) === 'return' || file.spelling(left) === 'sizeof';
    case T_NUMBER:
    case T_CHAR:
    case T_STRING:
      return false;
    // `(type)&x` and `(a) & x`: KNF puts a space after the operator that has two sides.
    default:
      return file.isPunct(left, P.P_RBRACKET)
        ? false
        : file.isPunct(left, P.P_RPAREN)
          ? ((file.flags[live[n] as number] as number) & F_SPACE) === 0
          : true;
  }
}
