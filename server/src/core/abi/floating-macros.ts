import type { Target } from './target.ts';

interface Format {
  readonly decimalDigits: number;
  readonly digits: number;
  readonly mantissaDigits: number;
  readonly exponents: readonly [min: number, max: number, minDecimal: number, maxDecimal: number];
  readonly denormMin: string;
  readonly epsilon: string;
  readonly max: string;
  readonly min: string;
}

/** What float.h says of each format clang knows (clang, InitPreprocessor.cpp, DefineFloatMacros). */
const FORMATS: Readonly<Record<'half' | 'single' | Target['longDouble']['format'], Format>> = {
  half: {
    decimalDigits: 5,
    digits: 3,
    mantissaDigits: 11,
    exponents: [-13, 16, -4, 4],
    denormMin: '5.9604644775390625e-8',
    epsilon: '9.765625e-4',
    max: '6.5504e+4',
    min: '6.103515625e-5',
  },
  single: {
    decimalDigits: 9,
    digits: 6,
    mantissaDigits: 24,
    exponents: [-125, 128, -37, 38],
    denormMin: '1.40129846e-45',
    epsilon: '1.19209290e-7',
    max: '3.40282347e+38',
    min: '1.17549435e-38',
  },
  double: {
    decimalDigits: 17,
    digits: 15,
    mantissaDigits: 53,
    exponents: [-1021, 1024, -307, 308],
    denormMin: '4.9406564584124654e-324',
    epsilon: '2.2204460492503131e-16',
    max: '1.7976931348623157e+308',
    min: '2.2250738585072014e-308',
  },
  x87: {
    decimalDigits: 21,
    digits: 18,
    mantissaDigits: 64,
    exponents: [-16381, 16384, -4931, 4932],
    denormMin: '3.64519953188247460253e-4951',
    epsilon: '1.08420217248550443401e-19',
    max: '1.18973149535723176502e+4932',
    min: '3.36210314311209350626e-4932',
  },
  quad: {
    decimalDigits: 36,
    digits: 33,
    mantissaDigits: 113,
    exponents: [-16381, 16384, -4931, 4932],
    denormMin: '6.47517511943802511092443895822764655e-4966',
    epsilon: '1.92592994438723585305597794258492732e-34',
    max: '1.18973149535723176508575932662800702e+4932',
    min: '3.36210314311209350626267781732175260e-4932',
  },
};

export function floatingMacros(target: Target): ReadonlyMap<string, string> {
  const macros = new Map<string, string>();
  if (!target.lacks.has('_Float16')) describe(macros, 'FLT16', FORMATS.half, 'F16');
  describe(macros, 'FLT', FORMATS.single, 'F');
  describe(macros, 'DBL', FORMATS.double, '');
  describe(macros, 'LDBL', FORMATS[target.longDouble.format], 'L');
  return macros;
}

function describe(macros: Map<string, string>, prefix: string, format: Format, suffix: string): void {
  const [minExponent, maxExponent, minDecimal, maxDecimal] = format.exponents;
  const values: readonly (readonly [string, string | number])[] = [
    ['DENORM_MIN', format.denormMin + suffix],
    ['NORM_MAX', format.max + suffix],
    ['HAS_DENORM', 1],
    ['DIG', format.digits],
    ['DECIMAL_DIG', format.decimalDigits],
    ['EPSILON', format.epsilon + suffix],
    ['HAS_INFINITY', 1],
    ['HAS_QUIET_NAN', 1],
    ['MANT_DIG', format.mantissaDigits],
    ['MAX_10_EXP', maxDecimal],
    ['MAX_EXP', maxExponent],
    ['MAX', format.max + suffix],
    ['MIN_10_EXP', `(${minDecimal})`],
    ['MIN_EXP', `(${minExponent})`],
    ['MIN', format.min + suffix],
  ];
  for (const [name, value] of values) macros.set(`__${prefix}_${name}__`, String(value));
}
