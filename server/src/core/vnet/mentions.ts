import { P_ANDAND, P_ASSIGN, P_NOT, P_OROR } from '../lexer/punctuators.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type * as A from '../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import { BlockScope } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import { hasTemporaries } from './expression-shape.ts';
import { containsLabel, hasDefault, liveStatements } from './statement-shape.ts';
import type { UnitAnswers } from './unit-answers.ts';

function nothing(): void {
  // Nobody wants to know.
}

/**
 * Visits the names in a body or an initializer in the order in which clang's code generation reaches them (CGExpr,
 * CGExprScalar, CGExprAgg, CGStmt, CGDecl). Names that are not evaluated (sizeof, typeof, dead branches) are not
 * visited.
 */
export class MentionWalker {
  private readonly isWanted: (id: number) => boolean;
  private readonly visit: (id: number) => void;
  private readonly answers: UnitAnswers;
  /** Told of a block's static objects where they are made. */
  private readonly makeStatic: (declarator: A.Declarator) => void;
  private scope: BlockScope | undefined;
  /** False where clang has no insertion point: after return, goto, break, continue, a call that never returns. */
  private isReachable = true;
  /** Whether the innermost loop or switch saw a reachable break. */
  private hasBreak = false;

  constructor(
    isWanted: (id: number) => boolean,
    visit: (id: number) => void,
    answers: UnitAnswers,
    makeStatic: (declarator: A.Declarator) => void = nothing,
  ) {
    this.isWanted = isWanted;
    this.visit = visit;
    this.answers = answers;
    this.makeStatic = makeStatic;
  }

  body(definition: A.FunctionDefinition, block: A.Block): void {
    this.scope = BlockScope.ofFunction(definition);
    this.isReachable = true;
    const step = definition.declarator.derivations.find((one) => one.kind === 'function');
    if (step?.kind === 'function')
      for (const { specifiers, declarator } of step.parameters) this.typeParts(specifiers, declarator.derivations);
    this.statement(block);
    this.scope = undefined;
  }

  /** `type` is asked for where designators stand in the initializer. */
  initializer(type: () => Type, initializer: A.Initializer): void {
    if (initializer.kind !== 'list') return this.expression(initializer);
    const values = this.answers.inOrder(type, initializer, this.scope);
    if (values === undefined) return this.asWritten(initializer);
    for (const value of values) this.expression(value);
  }

  private asWritten(list: A.InitializerList): void {
    for (const { value } of list.items) {
      if (value.kind === 'list') this.asWritten(value);
      else this.expression(value);
    }
  }

  private statement(s: A.Statement): void {
    switch (s.kind) {
      case 'block':
        return this.block(s);
      case 'label':
      case 'default':
      case 'case':
        this.isReachable = true;
        return this.statement(s.body);
      case 'goto':
      case 'continue':
      case 'break':
        if (s.kind === 'break' && this.isReachable) this.hasBreak = true;
        this.isReachable = false;
        return;
      case 'declare':
        return this.declaration(s);
      default:
    }
    // CodeGenFunction::EmitStmt: unreachable statements are emitted only for the labels in them.
    if (!this.isReachable) {
      if (!containsLabel(s)) return;
      this.isReachable = true;
    }
    switch (s.kind) {
      case 'expression':
        this.expression(s.value);
        if (this.neverReturns(s.value)) this.isReachable = false;
        return;
      case 'if':
        return this.conditionalStatement(s);
      case 'while':
        return this.loop(() => this.expression(s.condition), s.body, undefined, this.isEndless(s.condition));
      case 'for':
        return this.forLoop(s);
      case 'do': {
        const outer = this.hasBreak;
        this.hasBreak = false;
        this.statement(s.body);
        this.isReachable = true;
        this.expression(s.condition);
        this.hasBreak = outer;
        return;
      }
      case 'switch':
        return this.switchStatement(s);
      case 'goto-computed':
        this.expression(s.target);
        this.isReachable = false;
        return;
      case 'return':
        if (s.value !== undefined) this.expression(s.value);
        this.isReachable = false;
        return;
      case 'asm':
        for (const { value } of s.outputs) this.expression(value);
        for (const { value } of s.inputs) this.expression(value);
        return;
      default:
    }
  }

  private block(block: A.Block): void {
    const outer = this.scope;
    this.scope = new BlockScope(outer);
    for (const inner of block.statements) this.statement(inner);
    this.scope = outer;
  }

  /** In unreachable code only static variables are made (CodeGenFunction::EmitVarDecl). */
  private declaration(s: A.BlockDeclaration): void {
    this.scope?.add(s);
    const isStatic = (s.specifiers.storage & S_STATIC) !== 0;
    if (!this.isReachable && !isStatic) return;
    for (const declarator of s.declarators) {
      this.typeParts(s.specifiers, declarator.derivations);
      // CodeGenFunction::EmitStaticVarDecl: the object first, then what its initializer mentions.
      if (isStatic) this.makeStatic(declarator);
      const { scope } = this;
      if (declarator.initializer !== undefined)
        this.initializer(() => this.answers.typeOf(s.specifiers, declarator, scope), declarator.initializer);
    }
  }

  /**
   * Lengths of arrays in a type are evaluated where they are no constants (CodeGenFunction::EmitVariablyModifiedType).
   */
  private typeParts({ base }: A.Specifiers, derivations: readonly A.Derivation[]): void {
    for (const step of derivations) {
      if (step.kind !== 'array' || step.bound === undefined || !this.mentionsAny(step.bound)) continue;
      const bound = this.answers.bound(step.bound);
      if (bound !== undefined) this.expression(bound);
    }
    if (base.kind !== 'typeof' || !this.mentionsAny(base.operand)) return;
    const inner = this.answers.typeName(base.operand);
    if (inner !== undefined) this.typeParts(inner.specifiers, inner.derivations);
  }

  private conditionalStatement(s: Extract<A.Statement, { kind: 'if' }>): void {
    const truth = this.answers.truth(s.condition, this.scope);
    // CGStmt EmitIfStmt: a folded condition drops the dead arm unless it holds a label.
    if (truth !== undefined) {
      const dead = truth ? s.no : s.yes;
      if (dead === undefined || !containsLabel(dead)) {
        const live = truth ? s.yes : s.no;
        if (live !== undefined) this.statement(live);
        return;
      }
    }
    if (hasTemporaries(s.condition)) this.expression(s.condition);
    else this.branch(s.condition);
    this.statement(s.yes);
    const afterYes = this.isReachable;
    this.isReachable = true;
    if (s.no !== undefined) this.statement(s.no);
    this.isReachable ||= afterYes;
  }

  private isEndless(condition: A.Expression): boolean {
    const value = this.answers.lastingValue(condition, this.scope);
    return value !== undefined && value !== 0n;
  }

  private forLoop(s: Extract<A.Statement, { kind: 'for' }>): void {
    const outer = this.scope;
    this.scope = new BlockScope(outer);
    if (s.start?.kind === 'declare') this.declaration(s.start);
    else if (s.start !== undefined) this.expression(s.start);
    const { condition } = s;
    // Unlike `while (1)`, `for (; 1;)` has a way out in clang's eyes (CGStmt.cpp, EmitForStmt).
    this.loop(
      () => {
        if (condition !== undefined) this.expression(condition);
      },
      s.body,
      s.step,
      condition === undefined,
    );
    this.scope = outer;
  }

  private loop(condition: () => void, body: A.Statement, step: A.Expression | undefined, isEndless: boolean): void {
    const outer = this.hasBreak;
    this.hasBreak = false;
    condition();
    this.statement(body);
    this.isReachable = true;
    if (step !== undefined) this.expression(step);
    this.isReachable = !isEndless || this.hasBreak;
    this.hasBreak = outer;
  }

  private switchStatement(s: Extract<A.Statement, { kind: 'switch' }>): void {
    const value = this.answers.value(s.value, this.scope);
    const live =
      value === undefined ? undefined : liveStatements(s, (first) => this.answers.value(first, this.scope) === value);
    if (live !== undefined) {
      const outer = this.scope;
      this.scope = new BlockScope(outer);
      for (const inner of live) this.statement(inner);
      this.scope = outer;
      return;
    }
    this.expression(s.value);
    const outer = this.hasBreak;
    this.hasBreak = false;
    this.isReachable = false;
    this.statement(s.body);
    this.isReachable ||= this.hasBreak || !hasDefault(s.body);
    this.hasBreak = outer;
  }

  /** True when evaluating `e` surely ends in a call that never returns (CodeGenFunction::EmitStmt, "killed" blocks). */
  private neverReturns(e: A.Expression): boolean {
    switch (e.kind) {
      case 'call':
        return this.answers.neverReturns(e.callee, this.scope);
      case 'cast':
        return this.neverReturns(e.operand);
      case 'comma':
        return this.neverReturns(e.right);
      default:
        return false;
    }
  }

  private expression(e: A.Expression): void {
    switch (e.kind) {
      case 'name':
        return this.name(e.name);
      case 'unary':
      case 'step':
        return this.expression(e.operand);
      case 'cast':
      case 'bit-cast':
        this.typeParts(e.type.specifiers, e.type.derivations);
        return this.expression(e.operand);
      case 'binary':
        return this.binary(e);
      case 'assign': {
        // Scalars: right side first (ScalarExprEmitter::VisitBinAssign); aggregates: left side first (AggExprEmitter).
        const leftFirst =
          e.operator === P_ASSIGN &&
          this.mentions(e.left) &&
          this.mentions(e.right) &&
          (this.answers.isRecord(e.left, this.scope) || this.answers.isRecord(e.right, this.scope));
        this.expression(leftFirst ? e.left : e.right);
        return this.expression(leftFirst ? e.right : e.left);
      }
      case 'conditional':
        return this.choice(e);
      case 'comma':
        this.expression(e.left);
        return this.expression(e.right);
      case 'compound-literal': {
        const { scope } = this;
        this.typeParts(e.type.specifiers, e.type.derivations);
        return this.initializer(() => this.answers.typeOf(e.type.specifiers, e.type.derivations, scope), e.initializer);
      }
      case 'index':
        this.expression(e.base);
        return this.expression(e.index);
      case 'call':
        return this.call(e);
      case 'member':
        return this.expression(e.object);
      case 'sizeof':
        if (e.type !== undefined) this.typeParts(e.type.specifiers, e.type.derivations);
        return;
      case 'offsetof':
        for (const designator of e.designators) if (designator.kind === 'index') this.expression(designator.first);
        return;
      case 'statement-expression':
        return this.statement(e.body);
      case 'generic':
      case 'choose': {
        const chosen = this.chosen(e);
        if (chosen !== undefined) this.expression(chosen);
        return;
      }
      case 'va-arg':
        return this.expression(e.list);
      default:
    }
  }

  /** What _Generic or __builtin_choose_expr stands for. */
  private chosen(e: Extract<A.Expression, { kind: 'generic' | 'choose' }>): A.Expression | undefined {
    if (e.kind === 'generic') return this.answers.choice(e, this.scope);
    return this.answers.truth(e.condition, this.scope) === false ? e.no : e.yes;
  }

  private name(id: number): void {
    if (!this.isWanted(id)) return;
    const local = this.scope?.entity(id);
    const isGlobal = local === undefined || (local.kind === 'variable' && (local.specifiers.storage & S_EXTERN) !== 0);
    if (isGlobal) this.visit(id);
  }

  private call(e: Extract<A.Expression, { kind: 'call' }>): void {
    const spelling = e.callee.kind === 'name' ? this.answers.spelling(e.callee.name) : '';
    const [first] = e.arguments;
    // A builtin that folds leaves nothing (CodeGenFunction::EmitBuiltinExpr).
    if (spelling.startsWith('__builtin_') && this.answers.value(e, this.scope) !== undefined) return;
    if (spelling === '__builtin_constant_p' && first !== undefined) {
      if (this.answers.isProbed(first, this.scope)) this.expression(first);
      return;
    }
    // The size of an object that is named is known at once; that of what a pointer points to is asked of the optimizer.
    if (
      /^__builtin_(dynamic_)?object_size$/.test(spelling) &&
      first !== undefined &&
      this.answers.namesObject(first, this.scope)
    )
      return;
    this.expression(e.callee);
    for (const argument of e.arguments) this.expression(argument);
  }

  private binary(e: Extract<A.Expression, { kind: 'binary' }>): void {
    if (e.operator === P_ANDAND || e.operator === P_OROR) {
      // ScalarExprEmitter::VisitBinLAnd: a left side that folds leaves the right one alone, or nothing.
      const truth = this.answers.truth(e.left, this.scope);
      if (truth === (e.operator === P_OROR)) return;
      if (truth === undefined) this.branch(e.left);
    } else this.expression(e.left);
    this.expression(e.right);
  }

  /**
   * What decides where to go on: clang takes !, && and || and the conditional operator apart
   * (CodeGenFunction::EmitBranchOnBoolExpr).
   */
  private branch(e: A.Expression): void {
    if (e.kind === 'unary' && e.operator === P_NOT) return this.branch(e.operand);
    if (e.kind === 'generic' || e.kind === 'choose') {
      const chosen = this.chosen(e);
      if (chosen !== undefined) this.branch(chosen);
      return;
    }
    if (e.kind === 'conditional' && e.yes !== undefined) {
      // Whatever the condition folds to: both arms are emitted.
      this.branch(e.condition);
      this.branch(e.yes);
      return this.branch(e.no);
    }
    if (e.kind !== 'binary' || (e.operator !== P_ANDAND && e.operator !== P_OROR)) return this.expression(e);
    const neutral = e.operator === P_ANDAND;
    if (this.answers.truth(e.left, this.scope) === neutral) return this.branch(e.right);
    this.branch(e.left);
    if (this.answers.truth(e.right, this.scope) !== neutral) this.branch(e.right);
  }

  private choice(e: Extract<A.Expression, { kind: 'conditional' }>): void {
    const truth = this.answers.truth(e.condition, this.scope);
    // Structs are not chosen while compiling (AggExprEmitter::VisitAbstractConditionalOperator).
    if (truth !== undefined && !this.answers.isRecord(e, this.scope)) {
      const live = truth ? e.yes : e.no;
      if (live !== undefined) this.expression(live);
      return;
    }
    if (e.yes === undefined) this.expression(e.condition);
    else this.branch(e.condition);
    if (e.yes !== undefined) this.expression(e.yes);
    this.expression(e.no);
  }

  private mentions(e: A.Expression): boolean {
    let isFound = false;
    const inner = new MentionWalker(
      this.isWanted,
      () => {
        isFound = true;
      },
      this.answers,
    );
    inner.scope = this.scope;
    inner.expression(e);
    return isFound;
  }

  private mentionsAny({ source, from, to }: A.TokenRange): boolean {
    for (let i = from; i < to; i++)
      if (source.tokens.kind[i] === T_IDENT && this.isWanted(source.tokens.value[i] as number)) return true;
    return false;
  }
}
