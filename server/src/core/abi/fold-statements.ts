import type { Block, BlockDeclaration, Expression, Initializer, Statement } from '../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import { BlockScope } from '../types/block-scope.ts';
import { plain } from '../types/type.ts';
import { isUnknown, noConstant, unknown, type Unknown } from '../types/unknown.ts';
import { truth, type ConstantValue } from './constant.ts';
import type { LayoutEngine } from './layout-engine.ts';

/** How a statement that only computes constants ends. */
type End = 'next' | 'break' | 'continue' | Unknown;

/**
 * The value of ({ ... }) where clang folds it: its statements compute constants and assign nothing (ExprConstant.cpp,
 * VisitStmtExpr and EvaluateStmt in C).
 */
export function foldStatementExpression(
  engine: LayoutEngine,
  { statements }: Block,
  outer: BlockScope | undefined,
): ConstantValue | Unknown {
  const scope = new BlockScope(outer);
  const last = statements[statements.length - 1];
  if (last?.kind !== 'expression') return noConstant('a statement expression without a value');
  for (const statement of statements.slice(0, -1)) {
    const end = evaluateStatement(engine, statement, scope);
    if (isUnknown(end)) return end;
    if (end !== 'next') return noConstant('control leaves a statement expression');
  }
  return engine.constant(last.value, scope);
}

function evaluateStatement(engine: LayoutEngine, s: Statement, scope: BlockScope): End {
  switch (s.kind) {
    case 'empty':
      return 'next';
    case 'break':
    case 'continue':
      return s.kind;
    case 'declare':
      return declare(engine, s, scope) ?? 'next';
    case 'expression':
      return ignored(engine, s.value, scope) ?? 'next';
    case 'block': {
      const inner = new BlockScope(scope);
      for (const one of s.statements) {
        const end = evaluateStatement(engine, one, inner);
        if (end !== 'next') return end;
      }
      return 'next';
    }
    case 'if': {
      const isTrue = truthOf(engine, s.condition, scope);
      if (isUnknown(isTrue)) return isTrue;
      const taken = isTrue ? s.yes : s.no;
      return taken === undefined ? 'next' : evaluateStatement(engine, taken, scope);
    }
    case 'do': {
      const end = evaluateStatement(engine, s.body, scope);
      return isUnknown(end) ? end : end === 'break' ? 'next' : once(engine, s.condition, scope);
    }
    case 'while':
      return loop(engine, s.condition, s.body, scope);
    case 'for': {
      const inner = new BlockScope(scope);
      const trouble =
        s.start === undefined
          ? undefined
          : s.start.kind === 'declare'
            ? declare(engine, s.start, inner)
            : ignored(engine, s.start, inner);
      return trouble ?? loop(engine, s.condition, s.body, inner);
    }
    case 'switch':
      return unknown('a switch in a statement expression is not evaluated');
    default:
      return noConstant('a statement expression has a side effect');
  }
}

/** Constants do not change: a condition that is true once is always true. */
function loop(engine: LayoutEngine, condition: Expression | undefined, body: Statement, scope: BlockScope): End {
  const isTrue = condition === undefined ? true : truthOf(engine, condition, scope);
  if (isTrue !== true) return isTrue === false ? 'next' : isTrue;
  const end = evaluateStatement(engine, body, scope);
  return isUnknown(end) ? end : end === 'break' ? 'next' : noConstant('a loop that does not end');
}

function once(engine: LayoutEngine, condition: Expression, scope: BlockScope): End {
  const isTrue = truthOf(engine, condition, scope);
  return isUnknown(isTrue) ? isTrue : isTrue ? noConstant('a loop that does not end') : 'next';
}

function truthOf(engine: LayoutEngine, condition: Expression, scope: BlockScope): boolean | Unknown {
  const value = engine.constant(condition, scope);
  return isUnknown(value) ? value : truth(value);
}

/** An expression whose value is discarded: the reason why it cannot be folded, if any. */
function ignored(engine: LayoutEngine, e: Expression, scope: BlockScope): Unknown | undefined {
  if (e.kind === 'comma') return ignored(engine, e.left, scope) ?? ignored(engine, e.right, scope);
  if (e.kind === 'cast') {
    const type = plain(engine.resolver.ofTypeName(e.type, scope));
    if (type.kind === 'builtin' && type.name === 'void') return ignored(engine, e.operand, scope);
  }
  const value = engine.constant(e, scope);
  return isUnknown(value) ? value : undefined;
}

/** Variables of the block: a variable that is not static must be initialized with constants, or not at all. */
function declare(engine: LayoutEngine, declaration: BlockDeclaration, scope: BlockScope): Unknown | undefined {
  scope.add(declaration);
  if ((declaration.specifiers.storage & (S_STATIC | S_EXTERN)) !== 0) return undefined;
  for (const { initializer } of declaration.declarators) {
    const trouble = initializer === undefined ? undefined : notConstantIn(engine, initializer, scope);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

function notConstantIn(engine: LayoutEngine, initializer: Initializer, scope: BlockScope): Unknown | undefined {
  if (initializer.kind !== 'list') {
    const value = engine.constant(initializer, scope);
    return isUnknown(value) ? value : undefined;
  }
  for (const { value } of initializer.items) {
    const trouble = notConstantIn(engine, value, scope);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}
