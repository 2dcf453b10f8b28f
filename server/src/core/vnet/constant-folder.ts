import type { LayoutEngine } from '../abi/layout-engine.ts';
import type * as A from '../parser/ast.ts';
import { plain } from '../types/type.ts';
import type { TypeResolver } from '../types/type-resolver.ts';
import type { ConstantFolder } from './mentions.ts';

/** Answers the mention walker from the types and constants of a unit. Names of block scope are not known to it. */
export function constantFolder(resolver: TypeResolver, engine: LayoutEngine): ConstantFolder {
  return {
    truth(expression) {
      if (!mayFold(expression)) return undefined;
      const value = engine.integer(expression);
      return typeof value === 'bigint' ? value !== 0n : undefined;
    },
    isAggregate(expression) {
      return plain(resolver.ofExpression(expression)).kind === 'record';
    },
  };
}

/** A quick look: conditions that read an object are never folded, and most do. */
function mayFold(e: A.Expression): boolean {
  switch (e.kind) {
    case 'number': case 'character': case 'sizeof': case 'alignof': case 'offsetof': case 'types-compatible': case 'name': return true;
    case 'unary': case 'cast': return mayFold(e.operand);
    case 'binary': return mayFold(e.left) && mayFold(e.right);
    case 'conditional': return mayFold(e.condition) && (e.yes === undefined || mayFold(e.yes)) && mayFold(e.no);
    case 'call': return e.callee.kind === 'name' && e.arguments.every(mayFold);
    case 'choose': return mayFold(e.condition);
    default: return false;
  }
}
