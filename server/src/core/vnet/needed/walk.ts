import type { LayoutEngine } from '../../abi/layout-engine.ts';
import type * as A from '../../parser/ast.ts';
import { ExpansionLog, TokenBuffer } from '../../preprocessor/token-buffer.ts';
import type { TranslationUnit } from '../../parser/translation-unit.ts';
import type { BlockScope, LocalEntity } from '../../types/block-scope.ts';
import { UnitAnswers } from '../unit-answers.ts';
import { FlowState, isSure, meet, mentionsFrom, rootKey } from './flow-state.ts';
import { union, type Mention, type PossibleValue, type StaticObject } from './possible-value.ts';
import { getOrMake } from '../../collections/get-or-make.ts';

/** A call that is being followed. */
export interface Frame {
  readonly definition: A.FunctionDefinition;
  readonly outer: Frame | undefined;
  readonly depth: number;
  readonly returns: { readonly value: PossibleValue | undefined; readonly state: FlowState }[];
  readonly labels: Map<number, FlowState>;
  /** Counts exits from this point by return, goto, break or a call that does not return. */
  exits: number;
  /** A path ends in a call that does not return. */
  isCut: boolean;
}

const NOTHING: A.SyntaxSource = { tokens: new TokenBuffer(0), log: new ExpansionLog() };

/** The most nodes that are visited for one function that others call, and for one unit. */
const MOST_STEPS = { ofRoot: 120_000, ofUnit: 3_000_000 };

/** The shared state of following a unit's functions: the present state, and the results. */
export class Walk {
  readonly unit: TranslationUnit;
  readonly engine: LayoutEngine;
  readonly isWanted: (name: number) => boolean;
  readonly answers: UnitAnswers;
  state: FlowState | undefined = new FlowState();
  scope: BlockScope | undefined;
  /** Whose tokens the expressions' positions are. */
  source: A.SyntaxSource;
  frame: Frame | undefined;
  /** Functions and static objects of which others have the address. */
  readonly functions = new Set<A.FunctionDefinition>();
  readonly objects = new Set<StaticObject>();
  /** Static arrays of which any element may be read. */
  readonly tables = new Set<StaticObject>();
  /** Static objects that are given values from outside. */
  readonly openObjects = new Set<StaticObject>();
  readonly mentions = new Map<A.SyntaxSource, Map<number, Mention>>();
  /** A function that is called and that nothing declares. */
  undeclared: string | undefined;
  private readonly statics = new Map<unknown, StaticObject>();
  private readonly keys = new Map<LocalEntity, string>();
  private nextKey = 1;
  private rootSteps = 0;
  private unitSteps = 0;

  constructor(engine: LayoutEngine, isWanted: (name: number) => boolean) {
    this.engine = engine;
    this.unit = engine.unit;
    this.source = engine.unit.parts[0]?.source ?? NOTHING;
    this.isWanted = isWanted;
    this.answers = new UnitAnswers(engine.resolver, engine);
  }

  startRoot(): void {
    this.rootSteps = 0;
    this.state = new FlowState();
    this.keys.clear();
  }

  /** False when enough has been looked at. */
  step(): boolean {
    this.unitSteps++;
    return ++this.rootSteps < MOST_STEPS.ofRoot && this.unitSteps < MOST_STEPS.ofUnit;
  }

  /** True if execution surely comes by. */
  get isCertain(): boolean {
    return this.state !== undefined && isSure(this.state.doubts);
  }

  /** Number of the next key. */
  get next(): number {
    return this.nextKey;
  }

  newKey(): string {
    return `{${this.nextKey++}}`;
  }

  keyOf(entity: LocalEntity): string {
    return getOrMake(this.keys, entity, () => this.newKey());
  }

  /** The static object that a declarator makes; one for all looks at it. */
  staticObject(
    declarator: A.Declarator,
    initializer: StaticObject['initializer'],
    scope: BlockScope | undefined,
  ): StaticObject {
    return getOrMake(this.statics, declarator, () => ({ name: declarator.name, initializer, scope }));
  }

  /** Notes that a token names a symbol of another object. The result is what a value made of it carries. */
  mention(name: number, source: A.SyntaxSource, token: number): readonly Mention[] {
    if (!this.isWanted(name)) return [];
    const ofSource = getOrMake(this.mentions, source, () => new Map<number, Mention>());
    const made = getOrMake(ofSource, token, () => ({ name, source, token, isCertain: false, doubt: undefined }));
    if (this.isCertain) return [made];
    made.doubt ??= this.state?.doubts[0]?.[0]?.why;
    return [];
  }

  /** A value leaves this function: its operands are needed, and others can reach what it points to. */
  use(value: PossibleValue): void {
    const { state } = this;
    if (state === undefined) return;
    if (this.isCertain) for (const mention of value.mentions) mention.isCertain = true;
    if (value.kind === 'place') this.share(state, value.key);
    else if (this.isCertain && value.kind === 'function') this.functions.add(value.definition);
    else if (this.isCertain && value.kind === 'object') this.objects.add(value.object);
  }

  /** Others have the address of a local: they can reach its contents too. */
  private share(state: FlowState, key: string): void {
    const root = rootKey(key);
    if (state.shared.has(root)) return;
    const held = [...state.places].filter(([part]) => rootKey(part) === root).map(([, value]) => value);
    state.share(root);
    for (const value of held) this.use(value);
  }

  /** A side effect that others can see: the conditions that led to it are needed, and the stores until now. */
  effect(): void {
    const { state } = this;
    if (state === undefined || !this.isCertain) return;
    for (const mention of state.control) mention.isCertain = true;
    this.settle();
  }

  /** A store through a variable of a returned call is final: nothing can name the place again. */
  settleFrom(first: number): void {
    const { state } = this;
    if (state === undefined || !this.isCertain) return;
    for (const [text, mentions] of state.stores)
      if (mentionsFrom(text, first)) for (const mention of mentions) mention.isCertain = true;
  }

  /** What has been stored until now stays. */
  settle(): void {
    const { state } = this;
    if (state === undefined || !this.isCertain) return;
    for (const mentions of state.stores.values()) for (const mention of mentions) mention.isCertain = true;
    state.stores.clear();
  }

  /** Execution does not come to the next statement. */
  leave(): void {
    this.state = undefined;
    if (this.frame !== undefined) this.frame.exits++;
  }

  /** What is reached under a condition that `mentions` decide. */
  controlled(state: FlowState | undefined, mentions: readonly Mention[]): FlowState | undefined {
    if (state !== undefined && mentions.length > 0) state.control = union(state.control, mentions);
    return state;
  }

  join(
    a: FlowState | undefined,
    b: FlowState | undefined,
    deciding: readonly Mention[],
    control: readonly Mention[],
  ): FlowState | undefined {
    const met = meet(a, b, deciding);
    if (met !== undefined && a !== undefined && b !== undefined) met.control = control;
    return met;
  }
}
