import type { BuiltinName } from '../parser/ast.ts';
import { complexPart, integerShape } from '../types/arithmetic.ts';
import type { Target } from './target.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/**
 * Size and alignment of an arithmetic type, void or va_list in bytes. Types that a target lacks are included, because a
 * mode attribute may create them.
 */
export interface ScalarLayout {
  readonly size: number;
  readonly align: number;
}

// eslint-disable-next-line no-restricted-syntax -- derived from constants: so many machines, so many types
const LAYOUTS = new Map<Target, Map<BuiltinName, ScalarLayout | undefined>>();

export function scalarLayout(name: BuiltinName, target: Target): ScalarLayout | undefined {
  const table = getOrMake(LAYOUTS, target, () => new Map<BuiltinName, ScalarLayout | undefined>());
  return getOrMake(table, name, () => work(name, target));
}

function work(name: BuiltinName, target: Target): ScalarLayout | undefined {
  switch (name) {
    // GNU C: sizeof (void) is 1.
    case 'void':
    case 'bool':
      return { size: 1, align: 1 };
    case '_Float16':
    case '__bf16':
    case '__fp16':
      return { size: 2, align: 2 };
    case 'float':
      return { size: 4, align: 4 };
    case 'double':
      return { size: 8, align: target.longLongAlign };
    case 'long double':
      return { size: target.longDouble.size, align: target.longDouble.align };
    case '__float128':
    case '__ibm128':
    case '__int128':
    case 'unsigned __int128':
      return { size: 16, align: 16 };
    case '__builtin_va_list':
      return target.vaList;
    case 'long long':
    case 'unsigned long long':
      return { size: 8, align: target.longLongAlign };
    default: {
      const part = complexPart(name);
      if (part !== undefined) {
        const one = work(part, target);
        return one && { size: one.size * 2, align: one.align };
      }
      const shape = integerShape(name, target);
      if (shape?.isBitPrecise === true) return bitIntLayout(shape.bits, target);
      const bytes = (shape?.bits ?? 0) / 8;
      return bytes === 0 ? undefined : { size: bytes, align: bytes };
    }
  }
}

/**
 * clang, TargetInfo::getBitIntAlign and getBitIntWidth: a power of two up to the greatest alignment, then multiples of
 * that.
 */
function bitIntLayout(bits: number, target: Target): ScalarLayout {
  const align = Math.min(2 ** Math.ceil(Math.log2(Math.max(bits, 8))) / 8, target.bitIntMaxAlign);
  return { size: Math.ceil(bits / 8 / align) * align, align };
}
