import type * as A from '../../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../../parser/ast.ts';
import { BlockScope } from '../../types/block-scope.ts';
import { hasAttribute } from '../../types/type-attributes.ts';
import { containsLabel } from '../statement-shape.ts';
import { Expressions } from './expressions.ts';
import { meet, type FlowState } from './flow-state.ts';
import { JumpTargets } from './jump-targets.ts';
import { Loops } from './loops.ts';
import { isAggregateType } from './places.ts';
import { doubtful, either, madeOf, open, union, type PossibleValue } from './possible-value.ts';
import { Switches } from './switches.ts';
import type { Frame, Walk } from './walk.ts';
import { getOrMake } from '../../collections/get-or-make.ts';

/** The deepest nesting of calls that is followed; deeper functions are followed on their own. */
const DEEPEST = 5;

/** Follows bodies as execution does; labels that only a later goto leads to are not followed again. */
export class Statements {
  readonly expressions: Expressions;
  private readonly walk: Walk;
  private readonly bodies = new Map<A.FunctionDefinition, A.Block>();
  private readonly results = new Map<
    A.FunctionDefinition,
    Map<string, { readonly value: PossibleValue; readonly isCut: boolean; readonly returns: boolean }>
  >();
  private readonly targets: JumpTargets;
  private readonly switches: Switches;
  private readonly loops: Loops;
  /** Functions that are certainly called, but were too deep to follow. */
  readonly deep = new Set<A.FunctionDefinition>();

  constructor(walk: Walk) {
    this.walk = walk;
    this.expressions = new Expressions(walk, {
      call: (definition, values, texts) => this.call(definition, values, texts),
      block: (block) => this.valueOfBlock(block),
    });
    this.targets = new JumpTargets(walk);
    const follow = (s: A.Statement): void => {
      this.statement(s);
    };
    this.loops = new Loops(walk, this.expressions, this.targets, follow);
    this.switches = new Switches(walk, this.expressions, this.targets, follow);
  }

  /**
   * A function that others can call with whatever values; `isOpen` is false where only the unit itself calls it, with
   * values that are not known.
   */
  root(definition: A.FunctionDefinition, isOpen: boolean): void {
    const { walk } = this;
    walk.startRoot();
    walk.frame = undefined;
    this.enter(definition, [], [], isOpen ? open() : doubtful());
  }

  /** Drops the results of calls, because more is known about static objects now. */
  forget(): void {
    this.results.clear();
  }

  /** Runs the body in a frame of its own. */
  private enter(
    definition: A.FunctionDefinition,
    values: readonly PossibleValue[],
    texts: readonly (string | undefined)[],
    other: PossibleValue,
  ): Frame {
    const { walk } = this;
    const { scope, source, frame: outer } = walk;
    const frame: Frame = {
      definition,
      outer,
      depth: (outer?.depth ?? -1) + 1,
      returns: [],
      labels: new Map(),
      exits: 0,
      isCut: false,
    };
    walk.frame = frame;
    walk.source = definition.source;
    walk.scope = BlockScope.ofFunction(definition);
    parameterNames(definition).forEach((name, i) => {
      const entity = walk.scope?.entity(name);
      if (entity === undefined || walk.state === undefined) return;
      const key = walk.keyOf(entity);
      walk.state.places.set(key, values[i] ?? other);
      const text = texts[i];
      if (text !== undefined && /^\{\d+\}$/.test(text)) walk.state.copies.set(key, text);
    });
    this.targets.inFunction(() => {
      this.switches.inFunction(() => {
        this.statement(this.bodyOf(definition));
      });
    });
    if (outer === undefined) walk.settle();
    if (walk.state !== undefined) frame.returns.push({ value: undefined, state: walk.state });
    walk.frame = outer;
    walk.scope = scope;
    walk.source = source;
    return frame;
  }

  private bodyOf(definition: A.FunctionDefinition): A.Block {
    return getOrMake(this.bodies, definition, () => this.walk.unit.body(definition).block);
  }

  private call(
    definition: A.FunctionDefinition,
    values: readonly PossibleValue[],
    texts: readonly (string | undefined)[],
  ): PossibleValue {
    const { walk } = this;
    const { state, frame } = walk;
    if (state === undefined) return doubtful();
    let isRecursive = false;
    for (let at = frame; at !== undefined; at = at.outer) isRecursive ||= at.definition === definition;
    const attributes = [...definition.specifiers.attributes, ...definition.declarator.attributes];
    if (isRecursive || (frame?.depth ?? 0) >= DEEPEST) {
      if (walk.isCertain) this.deep.add(definition);
      for (const value of values) if (value.kind === 'place') state.setWhole(value.key, doubtful());
      state.clobber();
      return doubtful(values.reduce((all: PossibleValue['mentions'], value) => union(all, value.mentions), []));
    }
    const memory = values.every((value) => value.kind !== 'place' && value.mentions.length === 0)
      ? `${walk.isCertain ? 1 : 0} ${values.map(describe).join(' ')}`
      : undefined;
    const before = memory === undefined ? undefined : this.results.get(definition)?.get(memory);
    if (before !== undefined) {
      state.clobber();
      walk.effect();
      if (before.isCut) for (let at = frame; at !== undefined; at = at.outer) at.isCut = true;
      if (!before.returns) walk.leave();
      return before.value;
    }
    const { control, doubts } = state;
    const first = walk.next;
    const { returns, isCut } = this.enter(definition, values, texts, doubtful());
    let met: FlowState | undefined;
    let value: PossibleValue | undefined;
    const all = new Set(returns.flatMap(({ state: { decided } }) => [...decided]));
    for (const one of returns.toReversed()) {
      met = meet(one.state, met);
      if (one.value !== undefined) value = value === undefined ? one.value : either(one.value, value, all);
    }
    const isNoInline = hasAttribute(attributes, 'noinline') || hasAttribute(attributes, 'optnone');
    if (met !== undefined) {
      met.control = control;
      if (!isCut) met.doubts = doubts;
      else if (isNoInline) met.doubts = doubts;
    }
    walk.state = met;
    walk.settleFrom(first);
    met?.drop(first);
    if (met === undefined && frame !== undefined) frame.exits++;
    if (isCut) for (let at = frame; at !== undefined; at = at.outer) at.isCut = true;
    const result = value ?? doubtful();
    if (memory !== undefined) {
      let ofFunction = this.results.get(definition);
      if (ofFunction === undefined)
        this.results.set(
          definition,
          (ofFunction = new Map<
            string,
            { readonly value: PossibleValue; readonly isCut: boolean; readonly returns: boolean }
          >()),
        );
      ofFunction.set(memory, { value: result, isCut, returns: met !== undefined });
    }
    return result;
  }

  private valueOfBlock(block: A.Block): PossibleValue {
    const { walk } = this;
    const { scope } = walk;
    walk.scope = new BlockScope(scope);
    let value: PossibleValue = doubtful();
    for (const [i, statement] of block.statements.entries()) {
      if (i === block.statements.length - 1 && statement.kind === 'expression')
        value = this.expressions.evaluate(statement.value);
      else this.statement(statement);
    }
    walk.scope = scope;
    return value;
  }

  private statement(s: A.Statement): void {
    const { walk, expressions } = this;
    if (s.kind === 'label') {
      const jumped = walk.frame?.labels.get(s.label);
      walk.state = meet(jumped, walk.state);
      return this.statement(s.body);
    }
    if (s.kind === 'case' || s.kind === 'default') {
      this.switches.enter(s);
      return this.statement(s.body);
    }
    if (walk.state === undefined && !containsLabel(s)) return;
    switch (s.kind) {
      case 'block': {
        const { scope } = walk;
        walk.scope = new BlockScope(scope);
        for (const inner of s.statements) this.statement(inner);
        walk.scope = scope;
        return;
      }
      case 'declare':
        return this.declare(s);
      case 'expression':
        expressions.evaluate(s.value);
        return;
      case 'if':
        return this.choice(s);
      case 'while':
        return this.loops.follow(s.condition, s.body, undefined, true);
      case 'do':
        return this.loops.follow(s.condition, s.body, undefined, false);
      case 'for': {
        const { scope } = walk;
        walk.scope = new BlockScope(scope);
        if (s.start?.kind === 'declare') this.declare(s.start);
        else if (s.start !== undefined) expressions.evaluate(s.start);
        this.loops.follow(s.condition, s.body, s.step, true);
        walk.scope = scope;
        return;
      }
      case 'switch':
        return this.switches.follow(s);
      case 'goto':
        if (walk.state !== undefined && walk.frame !== undefined)
          walk.frame.labels.set(s.label, meet(walk.frame.labels.get(s.label), walk.state) ?? walk.state);
        return walk.leave();
      case 'goto-computed':
        expressions.evaluate(s.target);
        return walk.leave();
      case 'break':
      case 'continue':
        return this.targets.jump(s.kind);
      case 'return':
        return this.returned(s.value);
      case 'asm':
        return this.assembler(s);
      default:
    }
  }

  private declare(s: A.BlockDeclaration): void {
    const { walk, expressions } = this;
    walk.scope?.add(s);
    if (walk.state === undefined) return;
    if ((s.specifiers.storage & (S_STATIC | S_EXTERN)) !== 0) return;
    for (const declarator of s.declarators) {
      const entity = walk.scope?.entity(declarator.name);
      if (entity?.kind !== 'variable' || declarator.derivations[0]?.kind === 'function') continue;
      const key = walk.keyOf(entity);
      const { initializer } = declarator;
      if (initializer === undefined) walk.state.setPlace(key, doubtful());
      else if (initializer.kind === 'list') expressions.list(key, initializer);
      else this.initialize(key, declarator, s, initializer);
    }
  }

  private initialize(
    key: string,
    declarator: A.BlockDeclarator,
    s: A.BlockDeclaration,
    initializer: A.Expression,
  ): void {
    const { walk, expressions } = this;
    const value = expressions.evaluate(initializer);
    const type = walk.engine.resolver.ofDeclarator(s.specifiers, declarator, walk.scope);
    walk.state?.setPlace(key, isAggregateType(type) && value.kind !== 'open' ? doubtful(value.mentions) : value);
    const text = expressions.places.text(initializer);
    if (text !== undefined && /^\{\d+\}$/.test(text) && text !== key) walk.state?.copies.set(key, text);
  }

  private choice(s: Extract<A.Statement, { kind: 'if' }>): void {
    const { walk } = this;
    const control = walk.state?.control ?? [];
    const { yes, no, mentions } = this.expressions.conditions.ways(s.condition);
    walk.state = walk.controlled(yes, mentions);
    this.statement(s.yes);
    const afterYes = walk.state;
    walk.state = walk.controlled(no, mentions);
    if (s.no !== undefined) this.statement(s.no);
    walk.state = walk.join(afterYes, walk.state, mentions, control);
  }

  private returned(e: A.Expression | undefined): void {
    const { walk } = this;
    const { frame } = walk;
    let value = e === undefined ? undefined : this.expressions.evaluate(e);
    const { state } = walk;
    if (state === undefined || frame === undefined) return;
    if (value !== undefined && frame.outer !== undefined) value = madeOf(value, state.control);
    if (frame.outer === undefined) {
      if (value !== undefined) {
        walk.use(value);
        walk.effect();
      } else walk.settle();
    }
    frame.returns.push({ value, state });
    walk.leave();
  }

  private assembler(s: Extract<A.Statement, { kind: 'asm' }>): void {
    const { walk, expressions } = this;
    for (const { value } of s.inputs) {
      const given = expressions.evaluate(value);
      if (given.kind === 'place') walk.state?.setWhole(given.key, open());
    }
    for (const { value } of s.outputs) expressions.places.write(expressions.places.of(value), open());
    walk.state?.clobber();
    if (s.isGoto)
      for (const label of s.labels)
        if (walk.state !== undefined && walk.frame !== undefined)
          walk.frame.labels.set(label, meet(walk.frame.labels.get(label), walk.state) ?? walk.state);
  }
}

function parameterNames(definition: A.FunctionDefinition): readonly number[] {
  const step = definition.declarator.derivations.find((one) => one.kind === 'function');
  return step?.kind === 'function' ? (step.names ?? step.parameters.map(({ declarator }) => declarator.name)) : [];
}

function describe(value: PossibleValue): string {
  switch (value.kind) {
    case 'known':
      return value.values.join('|');
    case 'open':
      return `o${value.least ?? ''}~${value.greatest ?? ''}!${value.not.join('!')}`;
    case 'function':
      return `f${value.definition.declarator.name}`;
    case 'object':
      return `s${value.object.name}`;
    default:
      return value.kind;
  }
}
