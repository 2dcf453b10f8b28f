import type * as A from '../../parser/ast.ts';
import type { Expressions } from './expressions.ts';
import { doubtful, known, open, union, type PossibleValue } from './possible-value.ts';
import type { Walk } from './walk.ts';

type Call = Extract<A.Expression, { kind: 'call' }>;

/** A call of a builtin of the compiler. Builtins that may become calls (memcpy) need no symbol for certain. */
export function callBuiltin(walk: Walk, expressions: Expressions, name: string, e: Call): PossibleValue {
  const short = name.replace(/^__builtin_(?:__)?/, '').replace(/_chk$/, '');
  const [first, second] = e.arguments;
  const evaluateAll = (): readonly PossibleValue[] => e.arguments.map((argument) => expressions.evaluate(argument));
  if (!name.startsWith('__')) {
    // An error of clang's since 16, a warning before: a kernel is not built with one (-Werror).
    walk.undeclared ??= name;
    for (const value of evaluateAll()) walk.use(value);
    walk.effect();
    walk.state?.clobber();
    return open();
  }
  const folded = walk.engine.folded(e, walk.scope);
  switch (short) {
    case 'unreachable':
    case 'trap':
    case 'abort':
      evaluateAll();
      expressions.cut();
      return doubtful();
    case 'expect':
    case 'expect_with_probability':
    case 'assume_aligned': {
      const [value = doubtful()] = evaluateAll();
      return value;
    }
    case 'constant_p':
    case 'object_size':
    case 'dynamic_object_size':
    case 'choose_expr':
      return typeof folded === 'bigint' ? known(folded) : doubtful();
    case 'va_start':
    case 'va_end':
    case 'va_copy':
      if (first !== undefined) expressions.places.write(expressions.places.of(first), open());
      return open();
    case 'memset':
    case 'bzero':
    case 'memcpy':
    case 'memmove':
    case 'bcopy':
      return copied(walk, short, evaluateAll());
    default:
  }
  if (typeof folded === 'bigint') return known(folded);
  const values = evaluateAll();
  const mentions = values.reduce((all: PossibleValue['mentions'], value) => union(all, value.mentions), []);
  if (name.startsWith('__sync_') || name.startsWith('__atomic_') || name.startsWith('__c11_atomic_')) {
    for (const value of values) walk.use(value);
    walk.effect();
    walk.state?.clobber();
    return open();
  }
  for (const value of values) if (value.kind === 'place') walk.state?.setWhole(value.key, doubtful());
  return second === undefined && values[0]?.kind === 'open' ? open(mentions) : doubtful(mentions);
}

function copied(walk: Walk, what: string, values: readonly PossibleValue[]): PossibleValue {
  const isFill = what === 'memset' || what === 'bzero';
  const [a = doubtful(), b = doubtful()] = values;
  const [to, from] = what === 'bcopy' ? [b, a] : [a, b];
  const { state } = walk;
  if (state === undefined) return to;
  if (to.kind === 'place') {
    const filler = what === 'bzero' ? known(0n) : from;
    if (isFill)
      state.setPlace(
        to.key,
        filler.kind === 'known' && filler.values.length === 1 && filler.values[0] === 0n
          ? known(0n)
          : doubtful(from.mentions),
      );
    else state.setPlace(to.key, from.kind === 'open' ? open(from.mentions) : doubtful(from.mentions));
    return to;
  }
  // What is copied out of a local is looked at.
  for (const value of values) {
    if (value.kind === 'place')
      for (const mention of state.place(value.key).mentions) if (walk.isCertain) mention.isCertain = true;
    if (value.kind !== 'place') walk.use(value);
  }
  walk.effect();
  state.forgetMemory();
  return to;
}
