import * as P from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { T_EOF, T_IDENT, T_STRING } from '../lexer/token-kinds.ts';
import type { Keywords } from '../parser/keywords.ts';
import { invocationAt, tokensText, type Invocation } from '../written/invocations.ts';
import type { FileFlow, FunctionFlow, FunctionPointer, HandlerKind, Registration } from './file-flow.ts';
import { findFunctions, type FunctionSpan } from '../written/find-functions.ts';
import type { FlowWord, FlowWords } from './flow-words.ts';
import type { FunctionContext } from './function-paths.ts';
import { HANDLER_CALLS, HANDLER_MEMBERS, isHandedOver, isMeantIn, SYSINIT_KINDS } from './handler-calls.ts';
import { argumentWords, registrationsOf } from './macro-handlers.ts';
import type { MacroEffect } from './macro-table.ts';
import { readMethods } from './method-calls.ts';
import { SourceConditions } from '../written/live-tokens.ts';
import { readFunction } from './read-function.ts';

const DOMAIN_MEMBERS: ReadonlySet<string> = new Set(['.dom_init', '.dom_destroy', '.pr_init', '.pr_destroy']);

/** Whether the tree defines it matters also for files that do not mention it. */
export const VNET_DOMAIN_SET = 'VNET_DOMAIN_SET';

/** Reads the flow of a file's functions from its own tokens; `words` knows the tree's macros. */
export function readFileFlow(file: TokenFile, words: FlowWords, keywords: Keywords, osreldate: number): FileFlow {
  const conditions = new SourceConditions(file, osreldate);
  const live = conditions.every(0, file.count);
  const context: FunctionContext = { conditions, live, keywords, word: words.of(file.path) };
  const { functions: spans, outside } = findFunctions(file, live);
  const functions: FunctionFlow[] = [];
  const outer = new OutsideReader(file, words, context.word);
  const names = new Set(spans.map(({ name }) => name));
  const pointers: FunctionPointer[] = [];
  for (const span of spans) {
    const { flow, registrations, assigned } = readFunction(context, words.macros, span);
    pointers.push(...assigned.filter(({ target }) => names.has(target)));
    functions.push(flow);
    outer.registrations.push(...registrations);
    const call = systemCall(file, span) ?? debuggerCommand(file, span);
    if (call !== undefined) outer.registrations.push(call);
  }
  for (const { from, to } of outside) outer.read(live, from, to);
  return {
    path: file.path,
    functions,
    registrations: outer.inOrder(),
    methods: readMethods(file),
    counterSysinits: outer.counterSysinits,
    counterSysuninits: outer.counterSysuninits,
    tunables: tunables(file),
    pointers,
  };
}

const FETCHES = /^(TUNABLE_|getenv|kern_getenv|testenv)/;

/** Names that are fetched from the kernel's environment: TUNABLE_INT_FETCH("net.x", &V_x), getenv_int("net.x", &x). */
function tunables(file: TokenFile): readonly string[] {
  if (!/TUNABLE_|getenv/.test(file.text)) return [];
  const found: string[] = [];
  for (let i = 2; file.kind[i] !== T_EOF; i++)
    if (file.kind[i] === T_STRING && file.kind[i - 2] === T_IDENT && FETCHES.test(file.spelling(i - 2)))
      found.push(file.spelling(i).slice(1, -1));
  return found;
}

/** DB_SHOW_COMMAND and its kin, and what has the parameters of db_cmdfcn_t or of its validator (ddb/ddb.h). */
function debuggerCommand(file: TokenFile, span: FunctionSpan): Registration | undefined {
  const { name, nameToken, parameters, open, macro } = span;
  let isCommand = macro?.startsWith('DB_') === true;
  for (let i = parameters; i < open && !isCommand; i++)
    if (file.kind[i] === T_IDENT) isCommand = file.spelling(i) === 'db_expr_t';
  return isCommand ? handedOverAt(file, nameToken, 'debugger', name, 'DDB') : undefined;
}

function handedOverAt(file: TokenFile, i: number, kind: HandlerKind, handler: string, via: string): Registration {
  return {
    kind,
    handler,
    via,
    detail: '',
    argument: '',
    order: '',
    state: 0,
    start: file.start[i] as number,
    end: file.end[i] as number,
  };
}

/** sys_x(struct thread *td, struct x_args *uap): sys/sysproto.h. */
function systemCall(file: TokenFile, { name, nameToken, parameters, open }: FunctionSpan): Registration | undefined {
  if (!name.startsWith('sys_') && !/^freebsd\d+_/.test(name)) return undefined;
  for (let i = parameters; i < open; i++) {
    if (file.kind[i] === T_IDENT && file.spelling(i).endsWith('_args'))
      return handedOverAt(file, nameToken, 'system-call', name, 'the system call table');
  }
  return undefined;
}

/** Reads what is outside functions: sysinits, tables of functions. */
class OutsideReader {
  readonly registrations: Registration[] = [];
  readonly counterSysinits: string[] = [];
  readonly counterSysuninits: string[] = [];
  private readonly file: TokenFile;
  private readonly words: FlowWords;
  private readonly word: (id: number) => FlowWord | undefined;
  /** DOMAIN_SET, and not VNET_DOMAIN_SET: what they expand to hands the domain to this function or to that. */
  private readonly domainInits = new Set<'domain_init' | 'vnet_domain_init'>();

  constructor(file: TokenFile, words: FlowWords, word: (id: number) => FlowWord | undefined) {
    this.file = file;
    this.word = word;
    this.words = words;
  }

  /**
   * A domain that is set up once, at boot, has its dom_init and its protocols' pr_init called once
   * (kern/uipc_domain.c). So have all domains of a release without VNET_DOMAIN_SET: those before 8.0, and from 14 on,
   * where VNET_SYSINIT does the rest.
   */
  inOrder(): readonly Registration[] {
    const hasVnetDomains = this.words.macros.definitions(VNET_DOMAIN_SET, this.file.path).length > 0;
    const isOnce =
      !hasVnetDomains || (this.domainInits.has('domain_init') && !this.domainInits.has('vnet_domain_init'));
    return this.registrations
      .map((one) =>
        isOnce && DOMAIN_MEMBERS.has(one.via)
          ? { ...one, kind: one.kind === 'vnet-sysinit' ? ('sysinit' as const) : ('sysuninit' as const) }
          : one,
      )
      .sort((a, b) => a.start - b.start);
  }

  /** Reads positions [from, to) of the live tokens. */
  read(live: Int32Array, from: number, to: number): void {
    for (let n = from; n < to; n++) {
      const i = live[n] as number;
      if (this.file.kind[i] !== T_IDENT) continue;
      const word = this.file.spelling(i);
      if (this.isPunct(i + 1, P.P_LPAREN)) this.invocation(word, i);
      else if (this.isPunct(i - 1, P.P_DOT) && this.isPunct(i + 1, P.P_ASSIGN)) this.member(word, i);
      else if (word === 'moduledata_t' || word === 'kproc_desc')
        this.table(word === 'moduledata_t' ? 'module' : 'kthread', i);
      else if (word.startsWith('PR_METHOD_') && this.isPunct(i - 1, P.P_LBRACKET)) this.jailMethod(i);
      else if (word === 'db_command') this.debuggerTable(i);
    }
  }

  private isPunct(i: number, code: number): boolean {
    return this.file.isPunct(i, code);
  }

  private invocation(word: string, i: number): void {
    const { macro } = this.word(this.file.value[i] as number) ?? {};
    const sysinit = SYSINIT_KINDS.get(word);
    const handler = HANDLER_CALLS.get(word);
    const isCounters = word === 'VNET_PCPUSTAT_SYSINIT' || word === 'VNET_PCPUSTAT_SYSUNINIT';
    if (word.endsWith('DOMAIN_SET')) this.domain(word);
    if (macro !== undefined && macro.handlers.length > 0) return this.macro(macro, i);
    if (sysinit === undefined && handler === undefined && !isCounters) return;
    const invocation = invocationAt(this.file, i);
    if (invocation === undefined) return;
    if (handler !== undefined && !isHandedOver(handler, this.text(invocation, handler.detail))) return;
    if (sysinit !== undefined)
      this.add(sysinit, invocation, 3, word, this.text(invocation, 1), this.text(invocation, 2));
    else if (handler !== undefined)
      for (const index of handler.handlers)
        this.add(
          handler.kind,
          invocation,
          index,
          word,
          handler.detail < 0 ? '' : this.text(invocation, handler.detail),
          '',
        );
    else
      (word === 'VNET_PCPUSTAT_SYSINIT' ? this.counterSysinits : this.counterSysuninits).push(this.text(invocation, 0));
  }

  private macro(macro: MacroEffect, i: number): void {
    const invocation = invocationAt(this.file, i);
    if (invocation === undefined) return;
    const args = argumentWords(this.file, invocation);
    this.registrations.push(...registrationsOf(this.file, i, invocation, macro, args, 0));
  }

  private domain(macro: string): void {
    const body = this.words.macros.definitions(macro, this.file.path).flatMap(({ words }) => words);
    for (const init of ['domain_init', 'vnet_domain_init'] as const)
      if (body.includes(init)) this.domainInits.add(init);
  }

  private text(invocation: Invocation, index: number): string {
    const argument = invocation.arguments[index];
    return argument === undefined ? '' : tokensText(this.file, argument.from, argument.to);
  }

  private add(
    kind: HandlerKind,
    invocation: Invocation,
    index: number,
    via: string,
    detail: string,
    order: string,
  ): void {
    const argument = invocation.arguments[index];
    if (argument === undefined || argument.to <= argument.from || this.file.kind[argument.to - 1] !== T_IDENT) return;
    this.push(kind, argument.to - 1, via, detail, order, this.text(invocation, index + 1));
  }

  private push(kind: HandlerKind, i: number, via: string, detail = '', order = '', argument = ''): void {
    this.registrations.push({
      kind,
      handler: this.file.spelling(i),
      via,
      detail,
      argument,
      order,
      state: 0,
      start: this.file.start[i] as number,
      end: this.file.end[i] as number,
    });
  }

  /** .d_ioctl = f */
  private member(word: string, i: number): void {
    const kind = HANDLER_MEMBERS.get(word);
    if (kind === undefined || !isMeantIn(word, this.file.text)) return;
    const value = this.valueAt(i + 2);
    if (this.file.kind[value] === T_IDENT) this.push(kind, value, `.${word}`);
  }

  /** Past a cast and `&`. */
  private valueAt(i: number): number {
    let at = i;
    if (this.isPunct(at, P.P_LPAREN)) {
      while (at < i + 8 && !this.isPunct(at, P.P_RPAREN)) at++;
      at++;
    }
    return this.isPunct(at, P.P_AMP) ? at + 1 : at;
  }

  /** osd_method_t x[PR_MAXMETHOD] = { [PR_METHOD_REMOVE] = f, ... }; kern_jail.c calls them in the caller's thread. */
  private jailMethod(i: number): void {
    if (!this.isPunct(i + 1, P.P_RBRACKET) || !this.isPunct(i + 2, P.P_ASSIGN)) return;
    const value = this.valueAt(i + 3);
    if (this.file.kind[value] === T_IDENT) this.push('jail', value, this.file.spelling(i));
  }

  /** struct db_command x[] = { { "name", f, ... }, ... }; */
  private debuggerTable(i: number): void {
    for (let at = i + 1; at < this.file.count && !this.isPunct(at, P.P_SEMI); at++) {
      if (this.file.kind[at] === T_STRING && this.isPunct(at - 1, P.P_LBRACE) && this.isPunct(at + 1, P.P_COMMA)) {
        const value = this.valueAt(at + 2);
        if (this.file.kind[value] === T_IDENT) this.push('debugger', value, 'db_command');
      }
    }
  }

  /** moduledata_t x = { "name", handler, arg }; struct kproc_desc x = { "name", function, &proc }. */
  private table(kind: HandlerKind, i: number): void {
    const { file } = this;
    let at = i + 1;
    while (at < i + 6 && file.kind[at] !== T_EOF && !this.isPunct(at, P.P_LBRACE)) at++;
    if (!this.isPunct(at, P.P_LBRACE) || !this.isPunct(at - 1, P.P_ASSIGN)) return;
    while (file.kind[at] !== T_EOF && !this.isPunct(at, P.P_COMMA) && !this.isPunct(at, P.P_SEMI)) at++;
    const value = this.isPunct(at + 1, P.P_AMP) ? at + 2 : at + 1;
    if (this.isPunct(at, P.P_COMMA) && file.kind[value] === T_IDENT) this.push(kind, value, file.spelling(i));
  }
}
