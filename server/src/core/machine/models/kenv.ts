import { nullEnded } from '../null-ended.ts';
import { integerValue } from '../../abi/constant.ts';
import { plain } from '../../types/type.ts';
import { store } from '../access.ts';
import { convertValue } from '../convert-value.ts';
import type { Call, Model } from '../models.ts';
import { unknownValue, type Value } from '../value.ts';
import { writeBytes } from '../access.ts';
import { stringAt } from './strings.ts';

/** kern_environment.c, getenv_quad(): a number with k, m, g or t behind it. */
function numberOf(text: string): bigint | undefined {
  const match = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)([tTgGmMkK]?)$/.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = '', unit = ''] = match;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const shift = { k: 10n, m: 20n, g: 30n, t: 40n }[unit.toLowerCase()] ?? 0n;
  return (sign === '-' ? -value : value) << shift;
}

function fetchNumber(call: Call): Value {
  const { m } = call;
  const fetched = (found: boolean): Value => integerValue(found ? 1n : 0n, 'int', m.target);
  const name = stringAt(m, call.value(0));
  const to = m.steps.behind(m, call.value(1), call.type(1));
  if (name === undefined) {
    store(m, to, unknownValue('a variable of the environment whose name is not known'));
    return unknownValue('a variable of the environment whose name is not known', 0n, 1n);
  }
  const text = m.kernel.kenv(name);
  const value = text === undefined ? undefined : numberOf(text);
  if (value === undefined) return fetched(false);
  const isBool =
    to.kind === 'place' && plain(to.type).kind === 'builtin' && (plain(to.type) as { name: string }).name === 'bool';
  const read = isBool ? (truthWord(text ?? '') ?? value) : value;
  store(m, to, to.kind === 'unknown' ? to : convertValue(m, integerValue(read, 'long long', m.target), to.type));
  return fetched(true);
}

function truthWord(text: string): bigint | undefined {
  return /^(true|yes|on|1)$/i.test(text) ? 1n : /^(false|no|off|0)$/i.test(text) ? 0n : undefined;
}

function fetchString(call: Call): Value {
  const { m } = call;
  const name = stringAt(m, call.value(0));
  const [to, size] = [call.value(1), call.value(2)];
  const text = name === undefined ? undefined : m.kernel.kenv(name);
  if (name === undefined || (text !== undefined && (to.kind !== 'address' || size.kind !== 'integer')))
    return unknownValue('a variable of the environment');
  if (text !== undefined && to.kind === 'address' && size.kind === 'integer') {
    writeBytes(m, to.thing, to.offset, {
      bytes: nullEnded(text.slice(0, Math.max(0, Number(size.value) - 1))),
      marks: undefined,
    });
  }
  return integerValue(text === undefined ? 0n : 1n, 'int', m.target);
}

const getenv: Model = (call) => {
  const { m } = call;
  const name = stringAt(m, call.value(0));
  if (name === undefined) return unknownValue('a variable of the environment whose name is not known');
  const text = m.kernel.kenv(name);
  if (text === undefined) return integerValue(0n, m.target.sizeType, m.target);
  return { kind: 'address', thing: m.string(nullEnded(text)), offset: 0 };
};

/** The kernel environment, kenv(1): what loader(8) and a scenario have set. */
export const KENV_MODELS: ReadonlyMap<string, Model> = new Map<string, Model>([
  ...[
    'getenv_int',
    'getenv_uint',
    'getenv_long',
    'getenv_ulong',
    'getenv_quad',
    'getenv_int64',
    'getenv_uint64',
    'getenv_bool',
  ].map((name): [string, Model] => [name, fetchNumber]),
  ['getenv_string', fetchString],
  ['kern_getenv', getenv],
  ['getenv', getenv],
  ['freeenv', () => unknownValue('no value')],
  [
    'testenv',
    (call) => {
      const name = stringAt(call.m, call.value(0));
      return name === undefined
        ? unknownValue('a variable of the environment')
        : integerValue(call.m.kernel.kenv(name) === undefined ? 0n : 1n, 'int', call.m.target);
    },
  ],
]);
