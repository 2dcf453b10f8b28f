import type * as A from '../../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../../parser/ast.ts';
import { BlockScope } from '../../types/block-scope.ts';
import { hasAttribute } from '../../types/type-attributes.ts';
import { containsLabel } from '../statement-shape.ts';
import { Expressions } from './expressions.ts';
import { FlowState, meet, withDoubt } from './flow-state.ts';
import { isAggregateType } from './places.ts';
import { doubtful, either, isSame, known, madeOf, narrowed, open, union, type PossibleValue } from './possible-value.ts';
import type { Frame, Walk } from './walk.ts';

/** Calls are followed as deep as this; what is deeper is looked at by itself. */
const DEEPEST = 5;

/** Where break and continue lead. */
interface Target {
  readonly kind: 'loop' | 'switch';
  broken: FlowState | undefined;
  continued: FlowState | undefined;
}

/** A switch that is being followed. */
interface Switch {
  readonly head: FlowState;
  readonly value: PossibleValue;
  readonly operand: A.Expression;
  readonly cases: readonly Extract<A.Statement, { kind: 'case' | 'default' }>[];
}

/** As often as this a loop is gone through at most. */
const MOST_TURNS = 3;

/** Follows bodies as execution does; labels that only a later goto leads to are not followed again. */
export class Statements {
  readonly expressions: Expressions;
  private readonly walk: Walk;
  private readonly bodies = new Map<A.FunctionDefinition, A.Block>();
  private readonly results = new Map<A.FunctionDefinition, Map<string, { readonly value: PossibleValue; readonly isCut: boolean; readonly returns: boolean }>>();
  private targets: Target[] = [];
  private switches: Switch[] = [];
  /** Functions that are called for sure, and were too deep to follow. */
  readonly deep = new Set<A.FunctionDefinition>();

  constructor(walk: Walk) {
    this.walk = walk;
    this.expressions = new Expressions(walk, { call: (definition, values, texts) => this.call(definition, values, texts), block: (block) => this.valueOfBlock(block) });
  }

  /** A function that others can call with whatever values; `isOpen` is false where only the unit itself calls it, with values that are not known. */
  root(definition: A.FunctionDefinition, isOpen: boolean): void {
    const { walk } = this;
    walk.startRoot();
    walk.frame = undefined;
    this.targets = [];
    this.switches = [];
    this.enter(definition, [], [], isOpen ? open() : doubtful());
  }

  /** What calls were found to do is looked at anew: more is known of static objects. */
  forget(): void {
    this.results.clear();
  }

  /** Runs the body in a frame of its own. */
  private enter(definition: A.FunctionDefinition, values: readonly PossibleValue[], texts: readonly (string | undefined)[], other: PossibleValue): Frame {
    const { walk } = this;
    const { scope, source, frame: outer } = walk;
    const { targets, switches } = this;
    const frame: Frame = { definition, outer, depth: (outer?.depth ?? -1) + 1, returns: [], labels: new Map(), exits: 0, isCut: false };
    walk.frame = frame;
    walk.source = definition.source;
    walk.scope = BlockScope.ofFunction(definition);
    this.targets = [];
    this.switches = [];
    parameterNames(definition).forEach((name, i) => {
      const entity = walk.scope?.entity(name);
      if (entity === undefined || walk.state === undefined) return;
      const key = walk.keyOf(entity);
      walk.state.places.set(key, values[i] ?? other);
      const text = texts[i];
      if (text !== undefined && /^\{\d+\}$/.test(text)) walk.state.copies.set(key, text);
    });
    this.statement(this.bodyOf(definition));
    if (outer === undefined) walk.settle();
    if (walk.state !== undefined) frame.returns.push({ value: undefined, state: walk.state });
    walk.frame = outer;
    walk.scope = scope;
    walk.source = source;
    this.targets = targets;
    this.switches = switches;
    return frame;
  }

  private bodyOf(definition: A.FunctionDefinition): A.Block {
    let block = this.bodies.get(definition);
    if (block === undefined) this.bodies.set(definition, (block = this.walk.unit.body(definition).block));
    return block;
  }

  private call(definition: A.FunctionDefinition, values: readonly PossibleValue[], texts: readonly (string | undefined)[]): PossibleValue {
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
    const memory = values.every((value) => value.kind !== 'place' && value.mentions.length === 0) ? `${walk.isCertain ? 1 : 0} ${values.map(describe).join(' ')}` : undefined;
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
      if (ofFunction === undefined) this.results.set(definition, (ofFunction = new Map<string, { readonly value: PossibleValue; readonly isCut: boolean; readonly returns: boolean }>()));
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
      if (i === block.statements.length - 1 && statement.kind === 'expression') value = this.expressions.evaluate(statement.value);
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
      this.enterCase(s);
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
      case 'declare': return this.declare(s);
      case 'expression':
        expressions.evaluate(s.value);
        return;
      case 'if': return this.choice(s);
      case 'while': return this.loop(s.condition, s.body, undefined, true);
      case 'do': return this.loop(s.condition, s.body, undefined, false);
      case 'for': {
        const { scope } = walk;
        walk.scope = new BlockScope(scope);
        if (s.start?.kind === 'declare') this.declare(s.start);
        else if (s.start !== undefined) expressions.evaluate(s.start);
        this.loop(s.condition, s.body, s.step, true);
        walk.scope = scope;
        return;
      }
      case 'switch': return this.switch(s);
      case 'goto':
        if (walk.state !== undefined && walk.frame !== undefined) walk.frame.labels.set(s.label, meet(walk.frame.labels.get(s.label), walk.state) ?? walk.state);
        return walk.leave();
      case 'goto-computed':
        expressions.evaluate(s.target);
        return walk.leave();
      case 'break': case 'continue': return this.jump(s.kind);
      case 'return': return this.returned(s.value);
      case 'asm': return this.assembler(s);
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

  private initialize(key: string, declarator: A.BlockDeclarator, s: A.BlockDeclaration, initializer: A.Expression): void {
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
    const { yes, no, mentions } = this.expressions.ways(s.condition);
    walk.state = walk.controlled(yes, mentions);
    this.statement(s.yes);
    const afterYes = walk.state;
    walk.state = walk.controlled(no, mentions);
    if (s.no !== undefined) this.statement(s.no);
    walk.state = walk.join(afterYes, walk.state, mentions, control);
  }

  /** First once as execution comes in, then as it comes round, until what holds at its head stays. */
  private loop(condition: A.Expression | undefined, body: A.Statement, step: A.Expression | undefined, isTestedFirst: boolean): void {
    const { walk, expressions } = this;
    const entry = walk.state;
    const control = entry?.control ?? [];
    const target: Target = { kind: 'loop', broken: undefined, continued: undefined };
    this.targets.push(target);
    let after: FlowState | undefined;
    const test = (): void => {
      if (condition === undefined) return;
      const { yes, no, mentions } = expressions.ways(condition);
      after = meet(after, walk.controlled(no, mentions));
      walk.state = walk.controlled(yes, mentions);
    };
    const round = (): void => {
      target.continued = undefined;
      this.statement(body);
      walk.state = meet(walk.state, target.continued);
      if (step !== undefined && walk.state !== undefined) expressions.evaluate(step);
    };
    if (isTestedFirst) test();
    const isSkipped = after !== undefined;
    round();
    const end = walk.state;
    if (!isTestedFirst && walk.state !== undefined) test();
    for (let turn = 1, head = entry; head !== undefined && walk.state !== undefined; turn++) {
      const again = comingRound(head, walk.state);
      // A test at the head has to see what comes round; one at the end has seen it.
      if (turn > 1 && isLikewise(head, again)) break;
      head = new FlowState(again);
      walk.state = again;
      if (isTestedFirst) test();
      if (turn === MOST_TURNS) break;
      if (walk.state !== undefined) round();
      if (!isTestedFirst && walk.state !== undefined) test();
    }
    this.targets.pop();
    const left = meet(target.broken, after);
    if (left !== undefined) {
      // A loop ends, whatever is not known of how often it runs.
      if (!isSkipped && target.broken === undefined && end !== undefined) left.doubts = end.doubts;
      if (isSkipped || target.broken === undefined) left.control = control;
    }
    walk.state = left;
  }

  private jump(kind: 'break' | 'continue'): void {
    const { walk } = this;
    const target = this.targets.findLast((one) => kind === 'break' || one.kind === 'loop');
    if (target !== undefined && walk.state !== undefined) {
      if (kind === 'break') target.broken = meet(target.broken, walk.state);
      else target.continued = meet(target.continued, walk.state);
    }
    walk.leave();
  }

  private switch(s: Extract<A.Statement, { kind: 'switch' }>): void {
    const { walk } = this;
    const value = this.expressions.evaluate(s.value);
    const head = walk.state;
    if (head === undefined) return;
    const cases: Extract<A.Statement, { kind: 'case' | 'default' }>[] = [];
    collectCases(s.body, cases);
    const { control } = head;
    const exits = walk.frame?.exits ?? 0;
    const target: Target = { kind: 'switch', broken: undefined, continued: undefined };
    const one: Switch = { head, value, operand: s.value, cases };
    this.targets.push(target);
    this.switches.push(one);
    walk.state = undefined;
    this.statement(s.body);
    this.switches.pop();
    this.targets.pop();
    const through = cases.some(({ kind }) => kind === 'default') ? undefined : this.caseState(one, undefined);
    const left = meet(meet(target.broken, walk.state), through);
    // Its breaks are no exits: without others every case comes here.
    const breaks = countBreaks(s.body);
    if (left !== undefined && (walk.frame?.exits ?? 0) - exits <= breaks) {
      left.doubts = head.doubts;
      left.control = control;
    }
    walk.state = left;
  }

  private enterCase(s: Extract<A.Statement, { kind: 'case' | 'default' }>): void {
    const inner = this.switches[this.switches.length - 1];
    if (inner === undefined) return;
    this.walk.state = meet(this.caseState(inner, s), this.walk.state);
  }

  /** The state at a case, at the default or, without one, behind the switch; undefined where the value never leads there. */
  private caseState({ head, value, operand, cases }: Switch, s: Switch['cases'][number] | undefined): FlowState | undefined {
    const { walk, expressions } = this;
    const number = (e: A.Expression): bigint | undefined => {
      const found = walk.engine.folded(e, walk.scope);
      return typeof found === 'bigint' ? found : undefined;
    };
    const state = new FlowState(head);
    state.decided = new Set([...state.decided, ...expressions.places.variables(operand)]);
    if (value.mentions.length > 0) state.control = union(state.control, value.mentions);
    const doubt = (): FlowState => {
      state.doubts = withDoubt(state.doubts, { decision: s ?? {}, way: true, why: 'the value of the switch around it may be known when it is compiled' });
      return state;
    };
    const text = expressions.places.text(operand);
    const keep = (narrower: PossibleValue): FlowState => {
      if (text?.startsWith('{') === true && !text.includes('!')) state.places.set(text, narrower);
      else if (text?.startsWith('!') === true && !text.startsWith('!s') && (narrower.kind === 'known' || narrower.kind === 'open')) state.memory.set(text, { ...narrower, mentions: [] });
      return state;
    };
    if (value.kind === 'doubtful') return doubt();
    if (s?.kind === 'case') {
      const first = number(s.first);
      if (first === undefined || s.last !== undefined) return doubt();
      const possible = value.kind === 'known' ? value.values.includes(first) : value.kind === 'open' && !value.not.includes(first) && (value.least === undefined || value.least <= first) && (value.greatest === undefined || value.greatest >= first);
      return possible ? keep(known(first, value.mentions)) : undefined;
    }
    let rest: PossibleValue | undefined = value;
    for (const one of cases) {
      if (one.kind === 'default' || rest === undefined) continue;
      const first = number(one.first);
      if (first === undefined || one.last !== undefined) return doubt();
      rest = narrowed(rest, first, false);
    }
    // All that the type can hold has its case.
    if (rest?.kind === 'open' && rest.least !== undefined && rest.greatest !== undefined && rest.greatest - rest.least < 64n) {
      const { not, least, greatest } = rest;
      if (BigInt(not.filter((one) => one >= least && one <= greatest).length) > greatest - least) return undefined;
    }
    return rest === undefined ? undefined : keep(rest);
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
    if (s.isGoto) for (const label of s.labels) if (walk.state !== undefined && walk.frame !== undefined) walk.frame.labels.set(label, meet(walk.frame.labels.get(label), walk.state) ?? walk.state);
  }
}

/** What holds each time that a loop begins anew: what it changes is not known. */
function comingRound(entry: FlowState, end: FlowState): FlowState {
  const met = meet(entry, end) ?? end;
  for (const key of [...met.places.keys()]) met.places.set(key, changing(entry.place(key), end.place(key)));
  for (const key of [...met.memory.keys()]) {
    const [before, after] = [entry.memory.get(key), end.memory.get(key)];
    if (before !== undefined && after !== undefined) met.memory.set(key, changing(before, after));
  }
  met.doubts = end.doubts;
  return met;
}

function changing(before: PossibleValue, after: PossibleValue): PossibleValue {
  if (isSame(before, after)) return either(before, after);
  const mentions = union(before.mentions, after.mentions);
  return after.kind === 'open' || before.kind === 'open' ? open(mentions) : doubtful(mentions);
}

/** Whether a loop's head has nothing new to see. */
function isLikewise(before: FlowState, again: FlowState): boolean {
  const isEqual = (a: PossibleValue | undefined, b: PossibleValue | undefined): boolean => a === b || (a !== undefined && b !== undefined && isSame(a, b));
  return [...again.places].every(([key, value]) => isSame(before.place(key), value)) && [...before.memory.keys()].every((key) => isEqual(before.memory.get(key), again.memory.get(key)));
}

function parameterNames(definition: A.FunctionDefinition): readonly number[] {
  const step = definition.declarator.derivations.find((one) => one.kind === 'function');
  const named = step?.kind === 'function' ? step.parameters.map(({ declarator }) => declarator.name) : [];
  return named.some((name) => name !== 0) ? named : definition.oldParameters.flatMap(({ declarators }) => declarators.map(({ name }) => name));
}

function describe(value: PossibleValue): string {
  switch (value.kind) {
    case 'known': return value.values.join('|');
    case 'open': return `o${value.least ?? ''}~${value.greatest ?? ''}!${value.not.join('!')}`;
    case 'function': return `f${value.definition.declarator.name}`;
    case 'object': return `s${value.object.name}`;
    default: return value.kind;
  }
}

function collectCases(s: A.Statement, into: Extract<A.Statement, { kind: 'case' | 'default' }>[]): void {
  if (s.kind === 'case' || s.kind === 'default') into.push(s);
  for (const inner of partsOf(s)) if (inner.kind !== 'switch') collectCases(inner, into);
}

/** Breaks of a switch itself. */
function countBreaks(s: A.Statement): number {
  if (s.kind === 'break') return 1;
  return partsOf(s).reduce((count, inner) => (inner.kind === 'switch' || inner.kind === 'while' || inner.kind === 'do' || inner.kind === 'for' ? count : count + countBreaks(inner)), 0);
}

function partsOf(s: A.Statement): readonly A.Statement[] {
  switch (s.kind) {
    case 'block': return s.statements;
    case 'if': return s.no === undefined ? [s.yes] : [s.yes, s.no];
    case 'while': case 'do': case 'for': case 'switch': case 'case': case 'default': case 'label': return [s.body];
    default: return [];
  }
}
