import { integerValue } from '../abi/constant.ts';
import { foldInteger } from '../abi/builtin-calls.ts';
import type { Expression } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { isUnknown } from '../types/unknown.ts';
import { PathEnd, type Interpreter } from './interpreter.ts';
import { isPlainModel, modelOf, type Call } from './models.ts';
import { notFollowed } from './not-followed.ts';
import { unknownValue, type Value } from './value.ts';

/** A call of a compiler's builtin, or of a function that nothing declares. */
export function builtinCall(
  m: Interpreter,
  e: Extract<Expression, { kind: 'call' }>,
  name: string,
  call: Call,
  scope: BlockScope | undefined,
): Value {
  const { engine } = m.current.code.source;
  const short = name.replace(/^__builtin_/, '');
  switch (short) {
    case 'expect':
    case 'expect_with_probability':
    case 'assume_aligned':
      return call.value(0);
    case 'unreachable':
    case 'trap':
      throw new PathEnd(undefined);
    case 'prefetch':
    case 'va_start':
    case 'va_end':
    case 'va_copy':
    case 'assume':
      return unknownValue('no value');
    case 'constant_p': {
      // At run time the compiler has decided; both answers must lead to the same.
      const known = engine.constant(e, scope);
      return isUnknown(known) || known.kind !== 'integer' ? integerValue(0n, 'int', m.target) : known;
    }
    case 'object_size':
      return integerValue(-1n, m.target.sizeType, m.target);
    case 'align_up':
    case 'align_down':
    case 'is_aligned':
      return aligned(m, short, call.value(0), call.value(1));
    default:
  }
  const model = name === short ? undefined : modelOf(short);
  if (model !== undefined) {
    if (!isPlainModel(short)) m.watch?.end();
    return model(call);
  }
  const first = call.count > 0 ? call.value(0) : undefined;
  if (first?.kind === 'integer') {
    const made = foldInteger(engine, short, first.value);
    if (made?.kind === 'integer') return made;
  }
  const constant = engine.constant(e, scope);
  if (!isUnknown(constant) && constant.kind === 'integer') return constant;
  const args = e.arguments.map((_, i) => call.value(i));
  if (first?.kind === 'unknown' && name !== short) return unknownValue(first.reason);
  return notFollowed(m, name, args, 'nothing declares it', call.resultType());
}

/** __builtin_align_up and its kin (clang, Language Extensions). */
function aligned(m: Interpreter, short: string, value: Value, to: Value): Value {
  // Room for it is behind what is aligned up.
  const sure = BigInt((value.kind === 'address' ? value.thing.alignBytes : undefined) ?? 8);
  if (value.kind === 'address' && value.thing.isOne === true && to.kind === 'integer' && to.value > sure)
    return short === 'is_aligned'
      ? unknownValue('an address is aligned', 0n, 1n)
      : { kind: 'address', thing: value.thing, offset: NaN };
  if (
    to.kind !== 'integer' ||
    to.value <= 0n ||
    (value.kind !== 'integer' && (value.kind !== 'address' || to.value > sure || Number.isNaN(value.offset)))
  )
    return unknownValue(value.kind === 'unknown' ? value.reason : 'an address is aligned');
  const mask = to.value - 1n;
  const number = value.kind === 'integer' ? value.value : BigInt(value.offset);
  if (short === 'is_aligned') return integerValue((number & mask) === 0n ? 1n : 0n, 'int', m.target);
  const made = short === 'align_up' ? (number + mask) & ~mask : number & ~mask;
  return value.kind === 'integer' ? integerValue(made, value.type, m.target) : { ...value, offset: Number(made) };
}
