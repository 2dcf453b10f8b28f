import { P_STAR } from '../lexer/punctuators.ts';
import type * as A from '../parser/ast.ts';

/** Names an object, so that a member of it is one too (C17 6.5.2.3p3). */
function isLvalue(e: A.Expression): boolean {
  switch (e.kind) {
    case 'name':
    case 'index':
    case 'compound-literal':
    case 'string':
      return true;
    case 'unary':
      return e.operator === P_STAR;
    case 'member':
      return e.isArrow || isLvalue(e.object);
    case 'choose':
      return isLvalue(e.yes);
    case 'generic':
      return e.choices.some(({ value }) => isLvalue(value));
    default:
      return false;
  }
}

/**
 * True if a whole expression has a member of a value that is no object, `f().x`: clang puts the value into a temporary
 * object, and an ExprWithCleanups around the expression, which then is not taken apart where it decides a branch.
 */
export function hasTemporaries(e: A.Expression): boolean {
  switch (e.kind) {
    case 'member':
      return (!e.isArrow && !isLvalue(e.object)) || hasTemporaries(e.object);
    case 'unary':
    case 'step':
    case 'cast':
    case 'bit-cast':
      return hasTemporaries(e.operand);
    case 'binary':
    case 'assign':
    case 'comma':
      return hasTemporaries(e.left) || hasTemporaries(e.right);
    case 'conditional':
      return hasTemporaries(e.condition) || (e.yes !== undefined && hasTemporaries(e.yes)) || hasTemporaries(e.no);
    case 'index':
      return hasTemporaries(e.base) || hasTemporaries(e.index);
    case 'call':
      return hasTemporaries(e.callee) || e.arguments.some(hasTemporaries);
    case 'compound-literal':
      return hasTemporariesIn(e.initializer);
    case 'choose':
      return hasTemporaries(e.condition) || hasTemporaries(e.yes) || hasTemporaries(e.no);
    case 'generic':
      return e.choices.some(({ value }) => hasTemporaries(value));
    case 'va-arg':
      return hasTemporaries(e.list);
    default:
      return false;
  }
}

function hasTemporariesIn(initializer: A.Initializer): boolean {
  return initializer.kind === 'list'
    ? initializer.items.some(({ value }) => hasTemporariesIn(value))
    : hasTemporaries(initializer);
}

/**
 * True if the code of an expression loads something even where its value is known: an element, a literal, what a
 * statement expression leaves.
 */
export function readsMemory(e: A.Expression): boolean {
  switch (e.kind) {
    case 'index':
    case 'compound-literal':
    case 'statement-expression':
      return true;
    case 'unary':
      return e.operator === P_STAR || readsMemory(e.operand);
    case 'cast':
    case 'bit-cast':
      return readsMemory(e.operand);
    case 'binary':
    case 'comma':
      return readsMemory(e.left) || readsMemory(e.right);
    case 'conditional':
      return readsMemory(e.condition) || (e.yes !== undefined && readsMemory(e.yes)) || readsMemory(e.no);
    default:
      return false;
  }
}
