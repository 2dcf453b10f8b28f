import * as P from '../lexer/punctuators.ts';
import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { Place } from './access.ts';
import type { Interpreter } from './interpreter.ts';
import { CURRENT_THREAD } from './current-thread.ts';
import type { Cell, Thing } from './thing.ts';
import type { UnknownValue } from './value.ts';

interface Known {
  readonly place: Place;
  /** What was looked at on the way. */
  readonly reads: ReadonlyMap<Thing, Cell>;
}

/**
 * Places of `*p` where no local variable says which: V_x is one. Each is worked out once in a run, as long as
 * everything that was looked at on the way holds the same.
 */
export class FixedPlaces {
  private readonly shapes = new WeakMap<Expression, boolean>();
  private known = new WeakMap<Expression, Known>();

  /** Another run has other members, and another vnet. */
  forget(): void {
    this.known = new WeakMap();
  }

  of(
    m: Interpreter,
    e: Expression,
    scope: BlockScope | undefined,
    find: () => Place | UnknownValue,
  ): Place | UnknownValue {
    let isFixed = this.shapes.get(e);
    if (isFixed === undefined) this.shapes.set(e, (isFixed = hasNoLocal(m, e, scope)));
    if (!isFixed) return find();
    const { store } = m;
    const known = this.known.get(e);
    if (known !== undefined && isAlike(m, known.reads)) return known.place;
    const outer = store.collected;
    const reads = new Map<Thing, Cell>();
    const { stepsDone, lostNow } = m;
    store.collected = reads;
    let place: Place | UnknownValue;
    try {
      place = find();
    } finally {
      store.collected = outer;
    }
    if (outer !== undefined) for (const [thing, cell] of reads) outer.set(thing, cell);
    const { curvnet } = m.kernel;
    // Which pieces of the region are looked at is counted each time.
    const isFixedNow = curvnet === undefined || !reads.has(curvnet.region);
    if (isFixedNow && place.kind === 'place' && m.stepsDone === stepsDone && m.lostNow === lostNow)
      this.known.set(e, { place, reads });
    return place;
  }
}

function isAlike({ store }: Interpreter, reads: Known['reads']): boolean {
  for (const [thing, cell] of reads) if (store.read(thing) !== cell) return false;
  return true;
}

/** It changes nothing, and depends on nothing but variables of file scope and the current thread. */
function hasNoLocal(m: Interpreter, e: Expression, scope: BlockScope | undefined): boolean {
  switch (e.kind) {
    case 'name':
      return scope?.entity(e.name) === undefined;
    case 'number':
    case 'sizeof':
      return true;
    case 'unary':
      return (e.operator === P.P_STAR || e.operator === P.P_AMP) && hasNoLocal(m, e.operand, scope);
    case 'cast':
      return hasNoLocal(m, e.operand, scope);
    case 'binary':
      return (
        (e.operator === P.P_PLUS || e.operator === P.P_MINUS) &&
        hasNoLocal(m, e.left, scope) &&
        hasNoLocal(m, e.right, scope)
      );
    case 'member':
      return hasNoLocal(m, e.object, scope);
    case 'call':
      return (
        e.arguments.length === 0 &&
        e.callee.kind === 'name' &&
        scope?.entity(e.callee.name) === undefined &&
        CURRENT_THREAD.has(m.current.code.source.resolver.spelling(e.callee.name))
      );
    default:
      return false;
  }
}
