import type * as A from '../parser/ast.ts';

/**
 * Whether evaluating an expression may change something (clang, Expr::HasSideEffects). `isPure` tells a function that
 * changes nothing.
 */
export function hasSideEffects(e: A.Expression, isPure: (callee: A.Expression) => boolean): boolean {
  const hasSideEffectsInside = (inner: A.Expression): boolean => hasSideEffects(inner, isPure);
  switch (e.kind) {
    case 'assign':
    case 'step':
    case 'va-arg':
    case 'statement-expression':
      return true;
    case 'call':
      return !isPure(e.callee) || e.arguments.some(hasSideEffectsInside);
    case 'unary':
    case 'cast':
    case 'bit-cast':
      return hasSideEffectsInside(e.operand);
    case 'binary':
    case 'comma':
      return hasSideEffectsInside(e.left) || hasSideEffectsInside(e.right);
    case 'conditional':
      return (
        hasSideEffectsInside(e.condition) ||
        (e.yes !== undefined && hasSideEffectsInside(e.yes)) ||
        hasSideEffectsInside(e.no)
      );
    case 'index':
      return hasSideEffectsInside(e.base) || hasSideEffectsInside(e.index);
    case 'member':
      return hasSideEffectsInside(e.object);
    case 'compound-literal':
      return hasSideEffectsIn(e.initializer, hasSideEffectsInside);
    case 'choose':
      return hasSideEffectsInside(e.yes) || hasSideEffectsInside(e.no);
    case 'generic':
      return e.choices.some(({ value }) => hasSideEffectsInside(value));
    default:
      return false;
  }
}

function hasSideEffectsIn(initializer: A.Initializer, inside: (e: A.Expression) => boolean): boolean {
  return initializer.kind === 'list'
    ? initializer.items.some(({ value }) => hasSideEffectsIn(value, inside))
    : inside(initializer);
}
