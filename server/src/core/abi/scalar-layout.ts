import type { BuiltinName } from '../parser/ast.ts';
import { complexPart, integerShape } from '../types/arithmetic.ts';
import type { Target } from './target.ts';

/** Size and alignment of an arithmetic type, void or va_list in bytes; undefined where the target has no such type. */
export interface ScalarLayout {
  readonly size: number;
  readonly align: number;
}

const KNOWN = new Map<Target, Map<BuiltinName, ScalarLayout | undefined>>();

export function scalarLayout(name: BuiltinName, target: Target): ScalarLayout | undefined {
  let table = KNOWN.get(target);
  if (table === undefined) {
    table = new Map<BuiltinName, ScalarLayout | undefined>();
    KNOWN.set(target, table);
  }
  let layout = table.get(name);
  if (layout === undefined) table.set(name, (layout = work(name, target)));
  return layout;
}

function work(name: BuiltinName, target: Target): ScalarLayout | undefined {
  switch (name) {
    // GNU C: sizeof (void) is 1.
    case 'void': case 'bool': return { size: 1, align: 1 };
    case '_Float16': return target.hasFloat16 ? { size: 2, align: 2 } : undefined;
    case 'float': return { size: 4, align: 4 };
    case 'double': return { size: 8, align: target.longLongAlign };
    case 'long double': return { size: target.longDouble.size, align: target.longDouble.align };
    case '__float128': return target.hasFloat128 ? { size: 16, align: 16 } : undefined;
    case '__int128': case 'unsigned __int128': return target.hasInt128 ? { size: 16, align: 16 } : undefined;
    case '__builtin_va_list': return target.vaList;
    case 'long long': case 'unsigned long long': return { size: 8, align: target.longLongAlign };
    default: {
      const part = complexPart(name);
      if (part !== undefined) {
        const one = work(part, target);
        return one && { size: one.size * 2, align: one.align };
      }
      const bytes = (integerShape(name, target)?.bits ?? 0) / 8;
      return bytes === 0 ? undefined : { size: bytes, align: bytes };
    }
  }
}
