import { applyUnary } from '../../abi/operators.ts';
import * as P from '../../lexer/punctuators.ts';
import type * as A from '../../parser/ast.ts';
import { S_NORETURN } from '../../parser/ast.ts';
import { plain } from '../../types/type.ts';
import { isUnknown } from '../../types/unknown.ts';
import { Arithmetic } from './arithmetic.ts';
import { callBuiltin } from './builtins.ts';
import { Conditions } from './conditions.ts';
import { declaresAttribute, isAggregateType, Places } from './places.ts';
import { doubtful, known, open, union, type PossibleValue } from './possible-value.ts';
import { converted, limits } from './value-limits.ts';
import type { Walk } from './walk.ts';
import { COMPOUND_OPERATOR } from '../../parser/compound-assignment.ts';

/** What statements do for expressions. */
export interface Bodies {
  /** Follows a call of a function of the unit. */
  call(
    definition: A.FunctionDefinition,
    values: readonly PossibleValue[],
    texts: readonly (string | undefined)[],
  ): PossibleValue;
  /** A statement expression. */
  block(block: A.Block): PossibleValue;
}

/** Follows expressions as execution does, with what an optimizer can know of their values. */
export class Expressions {
  readonly places: Places;
  private readonly arithmetic: Arithmetic;
  readonly conditions: Conditions;
  private readonly walk: Walk;
  private readonly bodies: Bodies;

  constructor(walk: Walk, bodies: Bodies) {
    this.walk = walk;
    this.bodies = bodies;
    this.places = new Places(walk, (e) => this.evaluate(e));
    this.arithmetic = new Arithmetic(walk, this.places);
    this.conditions = new Conditions(
      walk,
      this.places,
      (e) => this.evaluate(e),
      (e) => this.chosen(e),
    );
  }

  evaluate(e: A.Expression): PossibleValue {
    const { walk } = this;
    if (walk.state === undefined || !walk.step()) return doubtful();
    switch (e.kind) {
      case 'number':
      case 'character':
      case 'sizeof':
      case 'alignof':
      case 'offsetof':
      case 'types-compatible':
        return this.constant(e);
      case 'string':
        return { kind: 'open', least: undefined, greatest: undefined, not: [0n], mentions: [] };
      case 'name':
        return this.name(e);
      case 'member':
      case 'index':
        return this.value(e);
      case 'unary':
        return this.unary(e);
      case 'step': {
        const place = this.places.of(e.operand);
        const before = this.places.read(place);
        const after = this.arithmetic.binary(
          e.operator === P.P_INC ? P.P_PLUS : P.P_MINUS,
          e.operand,
          undefined,
          before,
          known(1n),
        );
        this.places.write(place, after);
        return e.isPrefix ? after : before;
      }
      case 'binary':
        return e.operator === P.P_ANDAND || e.operator === P.P_OROR
          ? this.conditions.truth(e)
          : this.arithmetic.binary(e.operator, e.left, e.right, this.evaluate(e.left), this.evaluate(e.right));
      case 'assign':
        return this.assign(e);
      case 'conditional':
        return this.conditions.choice(e);
      case 'comma':
        this.evaluate(e.left);
        return this.evaluate(e.right);
      case 'cast':
        return this.cast(e);
      case 'bit-cast': {
        const value = this.evaluate(e.operand);
        return value.kind === 'open' ? open(value.mentions) : doubtful(value.mentions);
      }
      case 'compound-literal':
        return this.literal(e);
      case 'call':
        return this.call(e);
      case 'statement-expression':
        return this.bodies.block(e.body);
      case 'generic':
      case 'choose': {
        const chosen = this.chosen(e);
        return chosen === undefined ? doubtful() : this.evaluate(chosen);
      }
      case 'va-arg':
        this.evaluate(e.list);
        return open();
      case 'label-address':
      case 'error':
        return doubtful();
    }
  }

  private constant(e: A.Expression): PossibleValue {
    const value = this.walk.engine.folded(e, this.walk.scope);
    return typeof value === 'bigint' ? known(value) : doubtful();
  }

  private name(e: Extract<A.Expression, { kind: 'name' }>): PossibleValue {
    const { walk } = this;
    const local = walk.scope?.entity(e.name);
    if (local === undefined) {
      const entities = walk.unit.entities(e.name);
      const definition = entities.find((entity) => entity.kind === 'definition');
      if (definition?.kind === 'definition')
        return { kind: 'function', definition: definition.definition, mentions: [] };
      if (entities.some(({ kind }) => kind === 'enumerator')) return this.constant(e);
      if (entities.some(({ kind }) => kind === 'function')) {
        const mentions = this.places.isElsewhere(e.name) ? walk.mention(e.name, walk.source, e.from) : [];
        return {
          kind: 'open',
          least: undefined,
          greatest: undefined,
          not: declaresAttribute(walk, e.name, 'weak') ? [] : [0n],
          mentions,
        };
      }
      const constant = walk.engine.constVariable(e.name, walk.scope);
      if (constant !== undefined && !isUnknown(constant) && constant.kind === 'integer') return known(constant.value);
    } else if (local.kind === 'enumerator') return this.constant(e);
    return this.value(e);
  }

  /** The value of an lvalue; of an array its address. */
  private value(e: A.Expression): PossibleValue {
    const place = this.places.of(e);
    if (place.kind === 'value') return place.value;
    const type = this.walk.engine.resolver.ofExpression(e, this.walk.scope);
    if (plain(type).kind === 'array') return this.places.address(place);
    const value = this.places.read(place);
    return isAggregateType(type) ? value : limits(this.walk, e, value);
  }

  private unary(e: Extract<A.Expression, { kind: 'unary' }>): PossibleValue {
    if (e.operator === P.P_STAR) return this.value(e);
    if (e.operator === P.P_NOT) return this.conditions.truth(e);
    if (e.operator === P.P_AMP) {
      const { operand } = e;
      if (operand.kind === 'name') {
        const value = this.name(operand);
        if (value.kind === 'function' || this.walk.unit.entities(operand.name).some(({ kind }) => kind === 'function'))
          return value;
      }
      return this.places.address(this.places.of(operand));
    }
    const value = this.evaluate(e.operand);
    if (value.kind === 'open') return open(value.mentions);
    if (value.kind !== 'known') return doubtful(value.mentions);
    return this.arithmetic.computed(e.operand, value, (operand, type) =>
      applyUnary(e.operator, { kind: 'integer', type, value: operand }, this.walk.engine.target),
    );
  }

  private assign(e: Extract<A.Expression, { kind: 'assign' }>): PossibleValue {
    const { walk } = this;
    const operator = COMPOUND_OPERATOR.get(e.operator);
    if (operator === undefined) {
      const value = converted(this.walk, e.left, this.evaluate(e.right));
      const place = this.places.of(e.left);
      const text = place.kind === 'local' && !place.isSome ? this.places.text(e.right) : undefined;
      this.places.write(place, value);
      if (
        place.kind === 'local' &&
        text !== undefined &&
        /^\{\d+\}$/.test(text) &&
        text !== place.key &&
        !/[.[]/.test(place.key)
      )
        walk.state?.copies.set(place.key, text);
      return value;
    }
    const right = this.evaluate(e.right);
    const place = this.places.of(e.left);
    const value = this.arithmetic.binary(
      operator,
      e.left,
      e.right,
      limits(this.walk, e.left, this.places.read(place)),
      right,
    );
    this.places.write(place, converted(this.walk, e.left, value));
    return value;
  }

  private cast(e: Extract<A.Expression, { kind: 'cast' }>): PossibleValue {
    const value = this.evaluate(e.operand);
    if (value.kind === 'open') {
      const { least, greatest } = limits(this.walk, e, open()) as Extract<PossibleValue, { kind: 'open' }>;
      const fits =
        value.least !== undefined &&
        least !== undefined &&
        value.least >= least &&
        value.greatest !== undefined &&
        greatest !== undefined &&
        value.greatest <= greatest;
      return fits || least === undefined ? value : { kind: 'open', least, greatest, not: [], mentions: value.mentions };
    }
    return converted(this.walk, e, value);
  }

  private literal(e: Extract<A.Expression, { kind: 'compound-literal' }>): PossibleValue {
    const key = this.walk.newKey();
    this.list(key, e.initializer);
    return { kind: 'place', key, mentions: [] };
  }

  /** Initializes a new local from a list; elements without a designator are present at an unknown position. */
  list(key: string, list: A.InitializerList): void {
    const { walk } = this;
    const isPlain = list.items.every(
      ({ designators, value }) =>
        (designators.length === 1 && designators[0]?.kind === 'member') ||
        (value.kind === 'number' && walk.engine.folded(value) === 0n),
    );
    walk.state?.setPlace(key, isPlain ? known(0n) : doubtful());
    for (const [
      i,
      {
        designators: [designator],
        value,
      },
    ] of list.items.entries()) {
      const part = `${key}.${designator?.kind === 'member' ? designator.name : `?${i}`}`;
      if (value.kind === 'list') this.list(part, value);
      else {
        const given = this.evaluate(value);
        if (!isPlain || designator !== undefined) walk.state?.setPlace(part, given);
      }
    }
  }

  private chosen(e: Extract<A.Expression, { kind: 'generic' | 'choose' }>): A.Expression | undefined {
    const { engine, scope } = this.walk;
    if (e.kind === 'choose') {
      const condition = engine.folded(e.condition, scope);
      return typeof condition === 'bigint' ? (condition === 0n ? e.no : e.yes) : undefined;
    }
    return this.walk.answers.choice(e, scope);
  }

  private call(e: Extract<A.Expression, { kind: 'call' }>): PossibleValue {
    const { walk } = this;
    const { callee } = e;
    if (
      callee.kind === 'name' &&
      walk.scope?.entity(callee.name) === undefined &&
      walk.unit.entities(callee.name).length === 0
    ) {
      return callBuiltin(walk, this, walk.unit.spelling(callee.name), e);
    }
    const called =
      callee.kind === 'unary' && callee.operator === P.P_STAR ? this.evaluate(callee.operand) : this.evaluate(callee);
    const values = e.arguments.map((argument) => this.evaluate(argument));
    if (called.kind === 'function')
      return this.bodies.call(
        called.definition,
        values,
        e.arguments.map((argument) => this.places.text(argument)),
      );
    const isNamed = callee.kind === 'name' && walk.scope?.entity(callee.name) === undefined;
    // A function that changes nothing is not called when nobody looks at its result.
    const isPure = isNamed && declaresAttribute(walk, callee.name, 'pure', 'const', 'malloc', 'alloc_size');
    const mentions = isPure ? values.reduce((all, value) => union(all, value.mentions), called.mentions) : [];
    for (const value of values) this.walk.use(isPure ? { ...value, mentions: [] } : value);
    if (!isPure) {
      walk.use(called);
      walk.effect();
      walk.state?.clobber();
    }
    if (isNamed && this.neverReturns(callee.name)) this.cut();
    return limits(this.walk, e, {
      kind: 'open',
      least: undefined,
      greatest: undefined,
      not: isNamed && declaresAttribute(walk, callee.name, 'returns_nonnull') ? [0n] : [],
      mentions,
    });
  }

  /** A call that does not return. */
  cut(): void {
    const { walk } = this;
    if (walk.state === undefined) return;
    for (let frame = walk.frame; frame !== undefined; frame = frame.outer) frame.isCut = true;
    walk.leave();
  }

  private neverReturns(name: number): boolean {
    return (
      declaresAttribute(this.walk, name, 'noreturn') ||
      this.walk.unit
        .entities(name)
        .some((entity) => entity.kind === 'function' && (entity.declaration.specifiers.storage & S_NORETURN) !== 0)
    );
  }
}
