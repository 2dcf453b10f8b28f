import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { builtin, plain, valueType, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { store } from './access.ts';
import { capture, comeTogether } from './branch.ts';
import { builtinCall } from './builtins.ts';
import { convertValue } from './convert-value.ts';
import { UnreadableStatement } from './execute.ts';
import { DEAD, type Code, type Completion, type Frame } from './frame.ts';
import { notFollowed } from './not-followed.ts';
import { BudgetSpent, MOST_CALLS, PathEnd, type Interpreter } from './interpreter.ts';
import { isPlainModel, modelOf, type Call } from './models.ts';
import type { Thing } from './thing.ts';
import { eitherValue, unknownValue, type Value } from './value.ts';

/** A call (C17 6.5.2.2): of a function that is modelled, of one whose body is run, or of one that can't be followed. */
export function callExpression(
  m: Interpreter,
  e: Extract<Expression, { kind: 'call' }>,
  scope: BlockScope | undefined,
): Value {
  const { source } = m.current.code;
  const { resolver } = source;
  const { at } = m.current;
  const values: Value[] = [];
  const call = (name: string): Call => ({
    m,
    name,
    count: e.arguments.length,
    value: (i) => {
      const argument = e.arguments[i];
      return argument === undefined
        ? unknownValue('an argument is missing')
        : (values[i] ??= m.steps.evaluate(m, argument, scope));
    },
    type: (i) => {
      const argument = e.arguments[i];
      return argument === undefined ? builtin('int') : valueType(m.typeOf(argument, scope));
    },
    resultType: () => m.typeOf(e, scope),
    expression: (i) => e.arguments[i],
    scope,
  });
  const done = (value: Value): Value => {
    m.current.at = at;
    return value;
  };
  if (e.callee.kind === 'name' && scope?.entity(e.callee.name) === undefined) {
    const name = resolver.spelling(e.callee.name);
    const model = modelOf(name);
    if (model !== undefined) {
      if (!isPlainModel(name)) m.watch?.end();
      return done(convertValue(m, model(call(name)), m.typeOf(e, scope)));
    }
    if (resolver.ofName(e.callee.name) === undefined || name.startsWith('__builtin_'))
      return done(builtinCall(m, e, name, call(name), scope));
  }
  const callee = m.steps.evaluate(m, e.callee, scope);
  const args = e.arguments.map((argument, i) => (values[i] ??= m.steps.evaluate(m, argument, scope)));
  const types = e.arguments.map((argument) => valueType(m.typeOf(argument, scope)));
  if (callee.kind !== 'address' || callee.thing.pointee.kind !== 'function') {
    const why = callee.kind === 'unknown' ? callee.reason : 'a call through a pointer that is not known';
    return done(notFollowed(m, undefined, args, why, m.typeOf(e, scope)));
  }
  return done(callThing(m, callee.thing, args, types, m.typeOf(e, scope), call));
}

/** Calls what a function pointer leads to. */
export function callThing(
  m: Interpreter,
  thing: Thing,
  args: readonly Value[],
  types: readonly Type[],
  resultType: Type,
  makeCall?: (name: string) => Call,
): Value {
  const symbol = thing.pointee.kind === 'function' ? thing.pointee.symbol : thing.name;
  const model = modelOf(symbol);
  if (model !== undefined) {
    if (!isPlainModel(symbol)) m.watch?.end();
    const made: Call = makeCall?.(symbol) ?? {
      m,
      name: symbol,
      count: args.length,
      value: (i) => args[i] ?? unknownValue('an argument is missing'),
      type: (i) => types[i] ?? builtin('int'),
      resultType: () => resultType,
      expression: () => undefined,
      scope: undefined,
    };
    return convertValue(m, model(made), resultType);
  }
  const found = m.globals.definition(thing);
  if (typeof found === 'string') return notFollowed(m, symbol, args, found, resultType);
  if (m.calls >= MOST_CALLS) return notFollowed(m, symbol, args, 'calls are nested too deeply', resultType);
  return callCode(m, m.code(found.source, found.definition), args, resultType);
}

/** A call from outside of all C code. */
export function callEntry(m: Interpreter, thing: Thing, args: readonly Value[], resultType: Type): Value {
  const found = m.globals.definition(thing);
  if (typeof found === 'string') throw new BudgetSpent(found);
  return callCode(m, m.code(found.source, found.definition), args, resultType);
}

/** Does what a function does with its arguments: what an earlier call did, or its body is run. */
export function callCode(m: Interpreter, code: Code, args: readonly Value[], resultType: Type): Value {
  const run = (given: readonly Value[]): Value => runCode(m, code, given, resultType);
  if (m.watch !== undefined) return run(args);
  return (
    m.repeatedCalls.again(m, code, args, run) ??
    (m.recordedCalls.isOn ? m.recordedCalls.call(m, code, args, () => run(args)) : run(args))
  );
}

/** Runs a function's body; its arguments are converted to its parameters' types. */
function runCode(m: Interpreter, code: Code, args: readonly Value[], resultType: Type): Value {
  const { store: cells, frame: caller } = m;
  const { depth } = cells;
  const frame: Frame = {
    code,
    caller,
    locals: new Map(),
    depth,
    returns: [],
    gotos: new Map(),
    joins: [],
    at: code.definition.from,
  };
  const { writes } = m;
  const { length } = writes;
  const taken = m.ledger?.mark ?? 0;
  m.frame = frame;
  m.calls++;
  if (m.watch !== undefined) m.watch.deepest = Math.max(m.watch.deepest, m.calls);
  const entered = `${code.source.path}\n${code.name}`;
  m.entered.add(entered);
  if (m.watch === undefined) m.recorder?.entered.add(entered);
  cells.push();
  try {
    bind(m, code, args);
    const value = finish(m, frame, m.steps.executeBlock(m, code.block, code.scope));
    // What was local is gone.
    const written = cells.pop(depth);
    for (const thing of frame.locals.values()) {
      written.delete(thing);
      cells.end(thing);
    }
    cells.put(written);
    return value ?? unknownValue(`${code.name}() returns nothing`);
  } catch (error) {
    if (!(error instanceof BudgetSpent || error instanceof UnreadableStatement || error instanceof RangeError))
      throw error;
    if (m.isSpent) throw error;
    // What the function has done so far is as good as nothing: all that it could write is unknown.
    cells.pop(depth);
    writes.length = length;
    m.frame = caller;
    m.calls--;
    const { message } = error;
    const why = error instanceof RangeError ? 'it is nested too deeply' : message;
    m.watch?.end();
    m.ledger?.doubtSince(taken, `${code.name}() is not followed: ${why}`);
    if (caller === undefined) throw new BudgetSpent(why);
    const lost = notFollowed(m, code.name, args, why, resultType, code.source.path);
    m.calls++;
    return lost;
  } finally {
    m.frame = caller;
    m.calls--;
  }
}

function bind(m: Interpreter, { source, definition, scope, name }: Code, args: readonly Value[]): void {
  const step = definition.declarator.derivations.find((one) => one.kind === 'function');
  if (step?.kind !== 'function') return;
  (step.names ?? step.parameters.map(({ declarator }) => declarator.name)).forEach((parameter, i) => {
    if (parameter === 0) return;
    const entity = scope.entity(parameter);
    const type = entity && m.localType(entity, parameter, scope);
    if (entity?.kind !== 'variable' || type === undefined || m.frame === undefined) return;
    const size = source.engine.size(type);
    if (isUnknown(size)) return;
    const spelling = source.resolver.spelling(parameter);
    const thing = m.local(entity, spelling, size, m.frame);
    const argument = args[i];
    store(
      m,
      { kind: 'place', thing, offset: 0, type, bits: undefined },
      argument === undefined
        ? unknownValue(`${spelling} of ${name}() is not handed over`)
        : convertValue(m, argument, type),
    );
  });
}

/** Every way out of a function together: the value that it gives back. */
function finish(m: Interpreter, frame: Frame, first: Completion | undefined): Value | undefined {
  let end = first;
  for (;;) {
    const left = frame.gotos.entries().next().value;
    if (left === undefined) break;
    // A goto that may be taken, to a label where running never came by.
    if (end !== DEAD) capture(m, frame, end ?? { kind: 'return', value: undefined });
    const [label, ways] = left;
    frame.gotos.delete(label);
    m.step();
    comeTogether(m, frame, ways, false, 'it depends on which of several paths is taken');
    end = m.steps.execute(m, frame.code.block, frame.code.scope, { label });
  }
  const isAlive = end === undefined || end.kind === 'return';
  const values = frame.returns.map(({ value }) => value);
  if (isAlive) values.push(end?.kind === 'return' ? end.value : undefined);
  if (values.length === 0) throw new PathEnd(undefined);
  comeTogether(
    m,
    frame,
    frame.returns.map(({ cells }) => cells),
    isAlive,
    'it depends on which of several paths is taken',
  );
  return values.reduce((a, b) =>
    a === undefined || b === undefined
      ? undefined
      : a.kind === 'bytes' || b.kind === 'bytes'
        ? a === b
          ? a
          : unknownValue('one of several structs')
        : eitherValue(a, b, 'it depends on which of several paths is taken'),
  );
}

/** The type behind a function's type. */
export function resultOf(type: Type): Type {
  const inner = plain(type);
  return inner.kind === 'function' ? inner.result : builtin('void');
}
