import type * as A from '../parser/ast.ts';
import { S_STATIC } from '../parser/ast.ts';
import { BlockScope } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import { hasTemporaries } from './expression-shape.ts';
import { ExpressionMentions } from './mentions-of-expressions.ts';
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
  private readonly answers: UnitAnswers;
  private readonly expressions: ExpressionMentions;
  /** Called for a block's static objects where they are created. */
  private readonly makeStatic: (declarator: A.Declarator) => void;
  /** False if clang has no insertion point: after return, goto, break, continue, a call that never returns. */
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
    this.expressions = new ExpressionMentions(isWanted, visit, answers, {
      block: (block) => this.statement(block),
      mentions: (e) => this.mentions(e),
    });
    this.answers = answers;
    this.makeStatic = makeStatic;
  }

  /** `type` is asked for where designators stand in the initializer. */
  initializer(type: () => Type, initializer: A.Initializer): void {
    this.expressions.initializer(type, initializer);
  }

  body(definition: A.FunctionDefinition, block: A.Block): void {
    this.expressions.scope = BlockScope.ofFunction(definition);
    this.isReachable = true;
    const step = definition.declarator.derivations.find((one) => one.kind === 'function');
    if (step?.kind === 'function')
      for (const { specifiers, declarator } of step.parameters)
        this.expressions.typeParts(specifiers, declarator.derivations);
    this.statement(block);
    this.expressions.scope = undefined;
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
        this.expressions.expression(s.value);
        if (this.neverReturns(s.value)) this.isReachable = false;
        return;
      case 'if':
        return this.conditionalStatement(s);
      case 'while':
        return this.loop(
          () => this.expressions.expression(s.condition),
          s.body,
          undefined,
          this.isEndless(s.condition),
        );
      case 'for':
        return this.forLoop(s);
      case 'do': {
        const outer = this.hasBreak;
        this.hasBreak = false;
        this.statement(s.body);
        this.isReachable = true;
        this.expressions.expression(s.condition);
        this.hasBreak = outer;
        return;
      }
      case 'switch':
        return this.switchStatement(s);
      case 'goto-computed':
        this.expressions.expression(s.target);
        this.isReachable = false;
        return;
      case 'return':
        if (s.value !== undefined) this.expressions.expression(s.value);
        this.isReachable = false;
        return;
      case 'asm':
        for (const { value } of s.outputs) this.expressions.expression(value);
        for (const { value } of s.inputs) this.expressions.expression(value);
        return;
      default:
    }
  }

  private block(block: A.Block): void {
    const outer = this.expressions.scope;
    this.expressions.scope = new BlockScope(outer);
    for (const inner of block.statements) this.statement(inner);
    this.expressions.scope = outer;
  }

  /** In unreachable code only static variables are made (CodeGenFunction::EmitVarDecl). */
  private declaration(s: A.BlockDeclaration): void {
    this.expressions.scope?.add(s);
    const isStatic = (s.specifiers.storage & S_STATIC) !== 0;
    if (!this.isReachable && !isStatic) return;
    for (const declarator of s.declarators) {
      this.expressions.typeParts(s.specifiers, declarator.derivations);
      // CodeGenFunction::EmitStaticVarDecl: the object first, then what its initializer mentions.
      if (isStatic) this.makeStatic(declarator);
      const { scope } = this.expressions;
      if (declarator.initializer !== undefined)
        this.expressions.initializer(
          () => this.answers.typeOf(s.specifiers, declarator, scope),
          declarator.initializer,
        );
    }
  }

  private conditionalStatement(s: Extract<A.Statement, { kind: 'if' }>): void {
    const truth = this.answers.truth(s.condition, this.expressions.scope);
    // CGStmt EmitIfStmt: a folded condition drops the dead arm unless it holds a label.
    if (truth !== undefined) {
      const dead = truth ? s.no : s.yes;
      if (dead === undefined || !containsLabel(dead)) {
        const live = truth ? s.yes : s.no;
        if (live !== undefined) this.statement(live);
        return;
      }
    }
    if (hasTemporaries(s.condition)) this.expressions.expression(s.condition);
    else this.expressions.branch(s.condition);
    this.statement(s.yes);
    const afterYes = this.isReachable;
    this.isReachable = true;
    if (s.no !== undefined) this.statement(s.no);
    this.isReachable ||= afterYes;
  }

  private isEndless(condition: A.Expression): boolean {
    const value = this.answers.lastingValue(condition, this.expressions.scope);
    return value !== undefined && value !== 0n;
  }

  private forLoop(s: Extract<A.Statement, { kind: 'for' }>): void {
    const outer = this.expressions.scope;
    this.expressions.scope = new BlockScope(outer);
    if (s.start?.kind === 'declare') this.declaration(s.start);
    else if (s.start !== undefined) this.expressions.expression(s.start);
    const { condition } = s;
    // Unlike `while (1)`, `for (; 1;)` has a way out in clang's eyes (CGStmt.cpp, EmitForStmt).
    this.loop(
      () => {
        if (condition !== undefined) this.expressions.expression(condition);
      },
      s.body,
      s.step,
      condition === undefined,
    );
    this.expressions.scope = outer;
  }

  private loop(condition: () => void, body: A.Statement, step: A.Expression | undefined, isEndless: boolean): void {
    const outer = this.hasBreak;
    this.hasBreak = false;
    condition();
    this.statement(body);
    this.isReachable = true;
    if (step !== undefined) this.expressions.expression(step);
    this.isReachable = !isEndless || this.hasBreak;
    this.hasBreak = outer;
  }

  private switchStatement(s: Extract<A.Statement, { kind: 'switch' }>): void {
    const value = this.answers.value(s.value, this.expressions.scope);
    const live =
      value === undefined
        ? undefined
        : liveStatements(s, (first) => this.answers.value(first, this.expressions.scope) === value);
    if (live !== undefined) {
      const outer = this.expressions.scope;
      this.expressions.scope = new BlockScope(outer);
      for (const inner of live) this.statement(inner);
      this.expressions.scope = outer;
      return;
    }
    this.expressions.expression(s.value);
    const outer = this.hasBreak;
    this.hasBreak = false;
    this.isReachable = false;
    this.statement(s.body);
    this.isReachable ||= this.hasBreak || !hasDefault(s.body);
    this.hasBreak = outer;
  }

  /** True if evaluating `e` surely ends in a call that never returns (CodeGenFunction::EmitStmt, "killed" blocks). */
  private neverReturns(e: A.Expression): boolean {
    switch (e.kind) {
      case 'call':
        return this.answers.neverReturns(e.callee, this.expressions.scope);
      case 'cast':
        return this.neverReturns(e.operand);
      case 'comma':
        return this.neverReturns(e.right);
      default:
        return false;
    }
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
    inner.expressions.scope = this.expressions.scope;
    inner.expressions.expression(e);
    return isFound;
  }
}
