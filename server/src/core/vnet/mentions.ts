import { P_ANDAND, P_ASSIGN, P_OROR } from '../lexer/punctuators.ts';
import type * as A from '../parser/ast.ts';

/** What the walker asks about constants and types; undefined where it is not known. */
export interface ConstantFolder {
  /** Truth of a condition that clang folds (ConstantFoldsToSimpleInteger); undefined when it does not. */
  truth(expression: A.Expression): boolean | undefined;
  /** True when the expression has struct or union type. */
  isAggregate(expression: A.Expression): boolean;
}

/**
 * Visits the names in a body or an initializer in the order in which clang's code generation reaches them (CGExpr,
 * CGExprScalar, CGExprAgg, CGStmt). Names that are not evaluated (sizeof, typeof, dead branches) are not visited.
 */
export class MentionWalker {
  private readonly isWanted: (id: number) => boolean;
  private readonly visit: (id: number) => void;
  private readonly fold: ConstantFolder;
  /** False where clang has no insertion point: after return, goto, break, continue. */
  private isReachable = true;
  /** Whether the innermost loop or switch saw a reachable break. */
  private hasBreak = false;

  constructor(isWanted: (id: number) => boolean, visit: (id: number) => void, fold: ConstantFolder) {
    this.isWanted = isWanted;
    this.visit = visit;
    this.fold = fold;
  }

  body(block: A.Block): void {
    this.isReachable = true;
    this.statement(block);
  }

  initializer(initializer: A.Initializer): void {
    if (initializer.kind === 'list') for (const item of initializer.items) this.initializer(item.value);
    else this.expression(initializer);
  }

  private statement(s: A.Statement): void {
    switch (s.kind) {
      case 'block':
        for (const inner of s.statements) this.statement(inner);
        return;
      case 'label': case 'default':
        this.isReachable = true;
        return this.statement(s.body);
      case 'case':
        this.isReachable = true;
        return this.statement(s.body);
      case 'goto': case 'continue': case 'break':
        if (s.kind === 'break' && this.isReachable) this.hasBreak = true;
        this.isReachable = false;
        return;
      case 'declare':
        if (this.isReachable) for (const declarator of s.declarators) this.declarator(declarator);
        return;
      default:
    }
    // CodeGenFunction::EmitStmt: unreachable statements are emitted only for the labels in them.
    if (!this.isReachable) {
      if (!containsLabel(s)) return;
      this.isReachable = true;
    }
    switch (s.kind) {
      case 'expression': return this.expression(s.value);
      case 'if': return this.conditionalStatement(s);
      case 'while': return this.loop(s.condition, s.body, undefined);
      case 'for':
        if (s.start !== undefined) {
          if (s.start.kind === 'declare') for (const declarator of s.start.declarators) this.declarator(declarator);
          else this.expression(s.start);
        }
        return this.loop(s.condition, s.body, s.step);
      case 'do': {
        const outer = this.hasBreak;
        this.hasBreak = false;
        this.statement(s.body);
        this.isReachable = true;
        this.expression(s.condition);
        this.hasBreak = outer;
        return;
      }
      case 'switch': return this.switchStatement(s);
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

  private declarator(declarator: A.BlockDeclarator): void {
    if (declarator.initializer !== undefined) this.initializer(declarator.initializer);
  }

  private conditionalStatement(s: Extract<A.Statement, { kind: 'if' }>): void {
    const truth = this.fold.truth(s.condition);
    // CGStmt EmitIfStmt: a folded condition drops the dead arm unless it holds a label.
    if (truth !== undefined) {
      const dead = truth ? s.no : s.yes;
      if (dead === undefined || !containsLabel(dead)) {
        const live = truth ? s.yes : s.no;
        if (live !== undefined) this.statement(live);
        return;
      }
    }
    this.expression(s.condition);
    this.statement(s.yes);
    const afterYes = this.isReachable;
    this.isReachable = true;
    if (s.no !== undefined) this.statement(s.no);
    this.isReachable ||= afterYes;
  }

  private loop(condition: A.Expression | undefined, body: A.Statement, step: A.Expression | undefined): void {
    const outer = this.hasBreak;
    this.hasBreak = false;
    if (condition !== undefined) this.expression(condition);
    this.statement(body);
    this.isReachable = true;
    if (step !== undefined) this.expression(step);
    const isEndless = condition === undefined || this.fold.truth(condition) === true;
    this.isReachable = !isEndless || this.hasBreak;
    this.hasBreak = outer;
  }

  private switchStatement(s: Extract<A.Statement, { kind: 'switch' }>): void {
    this.expression(s.value);
    const outer = this.hasBreak;
    this.hasBreak = false;
    this.isReachable = false;
    this.statement(s.body);
    this.isReachable ||= this.hasBreak || !hasDefault(s.body);
    this.hasBreak = outer;
  }

  private expression(e: A.Expression): void {
    switch (e.kind) {
      case 'name':
        if (this.isWanted(e.name)) this.visit(e.name);
        return;
      case 'unary': case 'step': case 'cast': case 'bit-cast': return this.expression(e.operand);
      case 'binary': return this.binary(e);
      case 'assign': {
        // Scalars: right side first (ScalarExprEmitter::VisitBinAssign); aggregates: left side first (AggExprEmitter).
        const leftFirst = e.operator === P_ASSIGN && this.mentions(e.left) && this.mentions(e.right) && (this.fold.isAggregate(e.left) || this.fold.isAggregate(e.right));
        this.expression(leftFirst ? e.left : e.right);
        return this.expression(leftFirst ? e.right : e.left);
      }
      case 'conditional': return this.choice(e);
      case 'comma':
        this.expression(e.left);
        return this.expression(e.right);
      case 'compound-literal': return this.initializer(e.initializer);
      case 'index':
        this.expression(e.base);
        return this.expression(e.index);
      case 'call':
        this.expression(e.callee);
        for (const argument of e.arguments) this.expression(argument);
        return;
      case 'member': return this.expression(e.object);
      case 'statement-expression': return this.statement(e.body);
      case 'generic': {
        // Without types the default is as good a guess as any; only one choice is evaluated.
        const choice = e.choices.find((c) => c.type === undefined) ?? e.choices[0];
        if (choice !== undefined) this.expression(choice.value);
        return;
      }
      case 'va-arg': return this.expression(e.list);
      case 'choose': {
        const truth = this.fold.truth(e.condition);
        return this.expression(truth === false ? e.no : e.yes);
      }
      default:
    }
  }

  private binary(e: Extract<A.Expression, { kind: 'binary' }>): void {
    if (e.operator === P_ANDAND || e.operator === P_OROR) {
      const truth = this.fold.truth(e.left);
      // `0 && x` and `1 || x` fold without x.
      if (truth !== undefined && truth === (e.operator === P_OROR)) return;
    }
    this.expression(e.left);
    this.expression(e.right);
  }

  private choice(e: Extract<A.Expression, { kind: 'conditional' }>): void {
    const truth = this.fold.truth(e.condition);
    if (truth !== undefined) {
      const live = truth ? e.yes : e.no;
      if (live !== undefined) this.expression(live);
      return;
    }
    this.expression(e.condition);
    if (e.yes !== undefined) this.expression(e.yes);
    this.expression(e.no);
  }

  private mentions(e: A.Expression): boolean {
    let isFound = false;
    new MentionWalker(this.isWanted, () => { isFound = true; }, this.fold).expression(e);
    return isFound;
  }
}

/** CodeGenFunction::ContainsLabel: a label, or a case outside its switch. */
function containsLabel(s: A.Statement, ignoresCases = false): boolean {
  switch (s.kind) {
    case 'label': return true;
    case 'case': case 'default': return !ignoresCases || containsLabel(s.body, ignoresCases);
    case 'block': return s.statements.some((inner) => containsLabel(inner, ignoresCases));
    case 'if': return containsLabel(s.yes, ignoresCases) || (s.no !== undefined && containsLabel(s.no, ignoresCases));
    case 'while': case 'do': case 'for': return containsLabel(s.body, ignoresCases);
    case 'switch': return containsLabel(s.body, true);
    default: return false;
  }
}

function hasDefault(s: A.Statement): boolean {
  switch (s.kind) {
    case 'default': return true;
    case 'case': case 'label': return hasDefault(s.body);
    case 'block': return s.statements.some(hasDefault);
    case 'if': return hasDefault(s.yes) || (s.no !== undefined && hasDefault(s.no));
    case 'while': case 'do': case 'for': return hasDefault(s.body);
    default: return false;
  }
}
