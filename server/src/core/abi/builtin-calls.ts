import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { integerShape } from '../types/arithmetic.ts';
import { isUnknown, noConstant, type Unknown } from '../types/unknown.ts';
import { floatingValue, integerValue, type ConstantValue } from './constant.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { hasSideEffects } from './side-effects.ts';

/** Calls that clang folds (GCC manual, "Other Builtins"): the value, or Unknown when the call is no constant. */
export function evaluateBuiltin(
  engine: LayoutEngine,
  name: string,
  args: readonly Expression[],
  scope: BlockScope | undefined,
): ConstantValue | Unknown {
  const notConstant = noConstant(`a call of '${name}' is not a constant`);
  const first = args[0];
  if (!name.startsWith('__builtin_')) return notConstant;
  const short = name.slice('__builtin_'.length);
  if (/^(?:inf|huge_val|nan)[fl]?$/.test(short))
    return floatingValue(
      short.startsWith('nan') ? NaN : Infinity,
      short.endsWith('f') && short !== 'inf'
        ? 'float'
        : short.endsWith('l') && short !== 'huge_val'
          ? 'long double'
          : 'double',
    );
  if (first === undefined) return notConstant;
  const value = engine.constant(first, scope);
  if (short === 'constant_p') return constantP(engine, first, value);
  if (isUnknown(value)) return value;
  if (short === 'strlen') {
    if (value.kind !== 'address' || value.base?.kind !== 'string' || value.offset < 0n) return notConstant;
    const { units } = value.base;
    const zero = units.indexOf(0, Number(value.offset));
    return integerValue(BigInt(zero < 0 ? units.length : zero) - value.offset, engine.target.sizeType, engine.target);
  }
  if (short === 'expect' || short === 'expect_with_probability')
    return value.kind === 'integer' ? integerValue(value.value, 'long', engine.target) : value;
  return value.kind === 'integer' ? (foldInteger(engine, short, value.value) ?? notConstant) : notConstant;
}

/**
 * __builtin_constant_p (clang, EvaluateBuiltinConstantP). If the operand is not a constant, the value is 0 in a
 * constant expression. In a function's body the optimizer decides, so neither branch is removed, unless the operand has
 * side effects.
 */
function constantP(engine: LayoutEngine, operand: Expression, value: ConstantValue | Unknown): ConstantValue | Unknown {
  if (isUnknown(value) && value.isNoConstant !== true) return value;
  if (
    !isUnknown(value) &&
    (value.kind !== 'address' || value.base === undefined || (value.base.kind === 'string' && value.offset === 0n))
  )
    return integerValue(1n, 'int', engine.target);
  return engine.isFolding && !hasSideEffects(operand, (callee) => engine.isPure(callee))
    ? noConstant('the optimizer decides the value of __builtin_constant_p')
    : integerValue(0n, 'int', engine.target);
}

/** The value of a builtin with one integer operand; undefined for other builtins. `short`: without `__builtin_`. */
export function foldInteger(engine: LayoutEngine, short: string, value: bigint): ConstantValue | undefined {
  const { target } = engine;
  const swap = /^bswap(16|32|64)$/.exec(short);
  if (swap !== null) {
    const bits = Number(swap[1]);
    return integerValue(
      swapBytes(value, bits),
      bits === 16
        ? 'unsigned short'
        : bits === 32
          ? 'unsigned int'
          : target.longBytes === 8
            ? 'unsigned long'
            : 'unsigned long long',
      target,
    );
  }
  const absolute = /^(l|ll)?abs$/.exec(short);
  if (absolute !== null)
    return integerValue(
      value < 0n ? -value : value,
      absolute[1] === 'l' ? 'long' : absolute[1] === 'll' ? 'long long' : 'int',
      target,
    );
  const count = /^(ffs|clz|ctz|popcount|parity|clrsb)(l|ll|s)?$/.exec(short);
  if (count === null) return undefined;
  const bits =
    count[2] === 's'
      ? 16
      : (integerShape(count[2] === 'l' ? 'long' : count[2] === 'll' ? 'long long' : 'int', target)?.bits ?? 32);
  const digits = BigInt.asUintN(bits, value).toString(2).padStart(bits, '0');
  const ones = digits.replaceAll('0', '').length;
  const trailing = digits.length - 1 - digits.lastIndexOf('1');
  switch (count[1]) {
    case 'ffs':
      return integerValue(ones === 0 ? 0n : BigInt(trailing + 1), 'int', target);
    // The result for 0 is undefined.
    case 'clz':
      return ones === 0 ? undefined : integerValue(BigInt(digits.indexOf('1')), 'int', target);
    case 'ctz':
      return ones === 0 ? undefined : integerValue(BigInt(trailing), 'int', target);
    case 'popcount':
      return integerValue(BigInt(ones), 'int', target);
    case 'parity':
      return integerValue(BigInt(ones % 2), 'int', target);
    default:
      return integerValue(BigInt((/^(0+|1+)/.exec(digits)?.[0].length ?? 1) - 1), 'int', target);
  }
}

function swapBytes(value: bigint, bits: number): bigint {
  let rest = BigInt.asUintN(bits, value);
  let swapped = 0n;
  for (let i = 0; i < bits; i += 8) {
    swapped = (swapped << 8n) | (rest & 0xffn);
    rest >>= 8n;
  }
  return swapped;
}

/** clang's builtins with the attribute `const` or `pure` (Builtins.td) that kernels use. */
export function isPureBuiltin(name: string): boolean {
  return /^__builtin_(?:expect(?:_with_probability)?|bswap\d+|bitreverse\d+|(?:ffs|clz|ctz|popcount|parity|clrsb)(?:l|ll|s|g)?|l?l?abs|constant_p|object_size|strlen|strcmp|strncmp|memcmp|strchr|offsetof|types_compatible_p|(?:inf|huge_val|nan)[fl]?|isnan|isinf)$/.test(
    name,
  );
}
