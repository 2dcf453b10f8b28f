import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { Invocation } from '../written/invocations.ts';
import type { HandlerKind, Registration } from './file-flow.ts';
import { substituted } from './word-arguments.ts';
import { ASSIGNED_MEMBERS, HANDLER_CALLS, isHandedOver, SYSINIT_KINDS } from './handler-calls.ts';

/** Words of a macro's replacement; an invocation's arguments take the places of its parameters. */
type Words = readonly string[];

/** A function that a macro, or one that it is made of, hands over to be called later. */
export interface MacroHandler {
  readonly kind: HandlerKind;
  readonly handler: Words;
  readonly argument: Words;
  readonly detail: Words;
  readonly order: Words;
}

/** What a call in a replacement hands over: `callout_reset(c, t, f, arg)`. */
export function handlersOf(call: string, args: readonly Words[]): readonly MacroHandler[] {
  const sysinit = SYSINIT_KINDS.get(call);
  if (sysinit !== undefined) return [atArgument(sysinit, args, 3, args[1], args[2])];
  const known = HANDLER_CALLS.get(call);
  return known?.handlers.map((index) => atArgument(known.kind, args, index, args[known.detail])) ?? [];
}

function atArgument(
  kind: HandlerKind,
  args: readonly Words[],
  index: number,
  ...more: (Words | undefined)[]
): MacroHandler {
  const [detail = [], order = []] = more;
  return { kind, handler: args[index] ?? [], argument: args[index + 1] ?? [], detail, order };
}

/** `(task)->ta_func = (func);`: the member stands at `i`. */
export function assignedHandler(words: Words, i: number): MacroHandler | undefined {
  const kind = ASSIGNED_MEMBERS.get(words[i] ?? '');
  if (kind === undefined || words[i + 1] !== '=') return undefined;
  const end = words.findIndex((word, at) => at > i && (word === ';' || word === ','));
  const handler = words.slice(i + 2, end < 0 ? words.length : end);
  return { kind, handler, argument: [], detail: [], order: [] };
}

/** The same with each of its words' lists changed. */
export function mapped(one: MacroHandler, change: (words: Words) => Words): MacroHandler {
  return {
    kind: one.kind,
    handler: change(one.handler),
    argument: change(one.argument),
    detail: change(one.detail),
    order: change(one.order),
  };
}

/** What an invocation of a macro at `name` registers; `args` as words, `state` what holds there. */
export function registrationsOf(
  file: TokenFile,
  name: number,
  invocation: Invocation,
  macro: { readonly handlers: readonly MacroHandler[]; readonly parameters: Words | undefined },
  args: readonly Words[],
  state: number,
): readonly Registration[] {
  return macro.handlers.flatMap((handler) => {
    const words = mapped(handler, (one) => substituted(one, macro.parameters, args));
    return registrationOf(file, name, invocation, words, state) ?? [];
  });
}

export function argumentWords(file: TokenFile, { arguments: args }: Invocation): readonly Words[] {
  return args.map(({ from, to }) => spellings(file, from, to));
}

export function spellings(file: TokenFile, from: number, to: number): Words {
  const words: string[] = [];
  for (let i = from; i < to; i++) words.push(file.spelling(i));
  return words;
}

function registrationOf(
  file: TokenFile,
  name: number,
  invocation: Invocation,
  words: MacroHandler,
  state: number,
): Registration | undefined {
  const handler = functionNamed(words.handler);
  const detail = words.detail.join('');
  if (handler === undefined || !isHandedOver(words, detail)) return undefined;
  let at = invocation.close;
  while (at > name && !(file.kind[at] === T_IDENT && file.spelling(at) === handler)) at--;
  return {
    kind: words.kind,
    handler,
    via: file.spelling(name),
    argument: words.argument.join(''),
    detail,
    order: words.order.join(''),
    state,
    start: file.start[at] as number,
    end: file.end[at] as number,
  };
}

/** `f`, `&f`, `(f)`, `(type)f`: a name alone, no member of anything. */
function functionNamed(words: Words): string | undefined {
  let end = words.length - 1;
  while (words[end] === ')') end--;
  const name = words[end] ?? '';
  const before = words[end - 1];
  if (!/^[A-Za-z_]\w*$/.test(name) || name === 'NULL' || before === '.' || before === '->') return undefined;
  return name;
}
