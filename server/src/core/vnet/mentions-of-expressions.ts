import { P_ANDAND, P_ASSIGN, P_NOT, P_OROR } from '../lexer/punctuators.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type * as A from '../parser/ast.ts';
import { S_EXTERN } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';
import type { UnitAnswers } from './unit-answers.ts';

/** What statements do for expressions. */
export interface StatementMentions {
  /** Visits the names in a statement expression. */
  block(block: A.Block): void;
  /** Whether an expression mentions any wanted name; nothing is visited. */
  mentions(e: A.Expression): boolean;
}

/** Visits the names in expressions, initializers and types in the order of clang's code generation. */
export class ExpressionMentions {
  /** The block that the next expression stands in. */
  scope: BlockScope | undefined;
  private readonly isWanted: (id: number) => boolean;
  private readonly visit: (id: number) => void;
  private readonly answers: UnitAnswers;
  private readonly statements: StatementMentions;

  constructor(
    isWanted: (id: number) => boolean,
    visit: (id: number) => void,
    answers: UnitAnswers,
    statements: StatementMentions,
  ) {
    this.isWanted = isWanted;
    this.visit = visit;
    this.answers = answers;
    this.statements = statements;
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

  /**
   * Lengths of arrays in a type are evaluated where they are no constants (CodeGenFunction::EmitVariablyModifiedType).
   */
  typeParts({ base }: A.Specifiers, derivations: readonly A.Derivation[]): void {
    for (const step of derivations) {
      if (step.kind !== 'array' || step.bound === undefined || !this.mentionsAny(step.bound)) continue;
      const bound = this.answers.bound(step.bound);
      if (bound !== undefined) this.expression(bound);
    }
    if (base.kind !== 'typeof' || !this.mentionsAny(base.operand)) return;
    const inner = this.answers.typeName(base.operand);
    if (inner !== undefined) this.typeParts(inner.specifiers, inner.derivations);
  }

  expression(e: A.Expression): void {
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
          this.statements.mentions(e.left) &&
          this.statements.mentions(e.right) &&
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
        return this.statements.block(e.body);
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
    // A builtin that folds mentions nothing (CodeGenFunction::EmitBuiltinExpr).
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
   * A branch condition: clang splits !, && and || and the conditional operator (CodeGenFunction::EmitBranchOnBoolExpr).
   */
  branch(e: A.Expression): void {
    if (e.kind === 'unary' && e.operator === P_NOT) return this.branch(e.operand);
    if (e.kind === 'generic' || e.kind === 'choose') {
      const chosen = this.chosen(e);
      if (chosen !== undefined) this.branch(chosen);
      return;
    }
    if (e.kind === 'conditional' && e.yes !== undefined) {
      // Both arms are emitted, even if the condition folds.
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

  private mentionsAny({ source, from, to }: A.TokenRange): boolean {
    for (let i = from; i < to; i++)
      if (source.tokens.kind[i] === T_IDENT && this.isWanted(source.tokens.value[i] as number)) return true;
    return false;
  }
}
