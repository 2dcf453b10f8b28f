import { InitializerWalk, type InitializerSink } from '../abi/initializer-walk.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import type * as A from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { Type } from '../types/type.ts';

/** Longer lists are taken as they are written. */
const MOST_VALUES = 200_000;

/**
 * The values of a list in the order of the object's members, as clang emits them (its semantic form): designators may
 * stand out of order, and a later one replaces what an earlier one said. Undefined where the object's layout is
 * unknown.
 */
export function valuesInOrder(
  engine: LayoutEngine,
  type: Type,
  list: A.InitializerList,
  scope: BlockScope | undefined,
): readonly A.Expression[] | undefined {
  const values = new Map<number, A.Expression>();
  let isTooLong = false;
  const sink: InitializerSink = {
    scalar(_type, offsetBits, _widthBits, value) {
      if (value === undefined) values.delete(offsetBits);
      else if (values.size < MOST_VALUES) values.set(offsetBits, value);
      else isTooLong = true;
      return undefined;
    },
    string: () => undefined,
    clear(offsetBytes, sizeBytes) {
      if (values.size > 0)
        for (const offset of values.keys())
          if (offset >= offsetBytes * 8 && offset < (offsetBytes + sizeBytes) * 8) values.delete(offset);
    },
    reach: () => undefined,
  };
  const walk = new InitializerWalk(engine, scope, sink);
  walk.whole(type, 0, list);
  if (walk.problem !== undefined || isTooLong) return undefined;
  return [...values].sort(([a], [b]) => a - b).map(([, value]) => value);
}

/** True if some designator stands in the list or in one inside it. */
export function hasDesignators(list: A.InitializerList): boolean {
  return list.items.some(
    ({ designators, value }) => designators.length > 0 || (value.kind === 'list' && hasDesignators(value)),
  );
}
