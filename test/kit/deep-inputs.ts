/** C whose nesting or repetition has no bound in itself. It stands in a source that defines V_first, an int. */
export interface DeepInput {
  readonly name: string;
  /** Preprocesses, and declares at file scope, with names that start with `zz`. */
  readonly code: string;
  /**
   * Bytes of `zz` where the code defines it as a virtualized global: what C says, and what must be answered or be
   * unknown.
   */
  readonly size?: number;
  /** Long, but not deep: the size must be known. */
  readonly isFlat?: true;
}

const times = (count: number, make: string | ((i: number) => string)): string =>
  typeof make === 'string' ? make.repeat(count) : Array.from({ length: count }, (_, i) => make(i)).join('');

const define = (type: string, rest = ''): string => `VNET_DEFINE(${type}, zz)${rest};\n`;
const body = (text: string): string =>
  `void zzf(struct vnet *v, int a);\nvoid\nzzf(struct vnet *v, int a)\n{\n${text}\n}\n`;

/**
 * Every way in which C of ordinary size can be deep or long: one line a form, as long as makes a recursive reader fail.
 */
export const DEEP_INPUTS: readonly DeepInput[] = [
  // The preprocessor.
  { name: 'parentheses in #if', code: `#if ${times(4000, '(')}1${times(4000, ')')}\n#endif\n` },
  { name: 'unary operators in #if', code: `#if ${times(20000, '!')}0\n#endif\n` },
  { name: 'conditionals in #if', code: `#if ${times(5000, '1 ? 1 : ')}0\n#endif\n` },
  { name: '#if in #if', code: `${times(5000, '#if 1\n')}${times(5000, '#endif\n')}` },
  { name: '#elif after #elif', code: `#if 0\n${times(20000, '#elif 0\n')}#endif\n` },
  {
    name: '#elif of different names',
    code: `void\nzzf(void)\n{\n#if 0\n${times(5000, (i) => `#elif defined(ZZ${i})\n\tV_first = ${i};\n`)}#endif\n}\n`,
  },
  {
    name: 'macros in macros',
    size: 4,
    code: `#define ZZ0 1\n${times(5000, (i) => `#define ZZ${i + 1} ZZ${i}\n`)}${define('int', ' = ZZ5000')}`,
  },
  {
    name: 'invocations in arguments',
    size: 4,
    code: `#define ZZ(a) a\n${define('int', ` = ${times(3000, 'ZZ(')}1${times(3000, ')')}`)}`,
  },
  {
    name: 'a macro that doubles',
    code: `#define ZZ0(a) a a\n${times(40, (i) => `#define ZZ${i + 1}(a) ZZ${i}(a a)\n`)}int zzd = sizeof(ZZ40(""));\n`,
  },
  // Types.
  { name: 'structs in structs', size: 4, code: define(`${times(2000, 'struct { ')}int a;${times(1999, ' } a;')} }`) },
  {
    name: 'typedefs of typedefs',
    size: 4,
    code: `typedef int zzt0;\n${times(1999, (i) => `typedef zzt${i} zzt${i + 1};\n`)}${define('zzt1999')}`,
  },
  {
    name: 'structs of structs',
    size: 4,
    code: `struct zzs0 { int a; };\n${times(5000, (i) => `struct zzs${i + 1} { struct zzs${i} a; };\n`)}${define('struct zzs5000')}`,
  },
  {
    name: 'structs that double',
    size: 2 ** 30,
    code: `struct zzs0 { char a; };\n${times(60, (i) => `struct zzs${i + 1} { struct zzs${i} a, b; };\n`)}${define('struct zzs30', ' = { 0 }')}${define('struct zzs60').replace('zz)', 'zzb)')}`,
  },
  { name: 'typeof of typeof', size: 4, code: define(`${times(3000, '__typeof__(')}int${times(3000, ')')}`) },
  {
    name: 'typeof of the one before',
    size: 4,
    code: `int zzv0;\n${times(5000, (i) => `extern __typeof__(zzv${i}) zzv${i + 1};\n`)}${define('__typeof__(zzv5000)')}`,
  },
  { name: 'pointers', size: 8, code: define(`int ${times(100000, '*')}`) },
  { name: 'arrays of arrays', code: `int zz${times(50000, '[1]')};\n` },
  { name: 'declarators in parentheses', code: `int ${times(3000, '(')}zz${times(3000, ')')};\n` },
  { name: 'functions that return functions', code: `int ${times(2000, '(*')}zz${times(2000, ')(void)')};\n` },
  { name: 'parameters of parameters', code: `int zz(${times(2000, 'int (*)(')}void${times(2000, ')')});\n` },
  {
    name: 'an attribute in parentheses',
    size: 4,
    code: `VNET_DEFINE(int, zz) __attribute__((aligned(${times(3000, '(')}8${times(3000, ')')})));\n`,
  },
  {
    name: 'attribute after attribute',
    size: 4,
    isFlat: true,
    code: `VNET_DEFINE(int, zz) ${times(20000, '__attribute__((unused)) ')};\n`,
  },
  {
    name: 'functions of functions',
    size: 8,
    code: `typedef int zzt0;\n${times(1999, (i) => `typedef int zzt${i + 1}(zzt${i} *);\n`)}${define('zzt1999 *')}`,
  },
  {
    name: 'pointers to the one before',
    size: 8,
    code: `int zzv0;\n${times(5000, (i) => `extern __typeof__(&zzv${i}) zzv${i + 1};\n`)}${define('__typeof__(zzv5000)')}`,
  },
  {
    name: 'enumerators',
    size: 4,
    isFlat: true,
    code: `enum { zze, ${times(40000, (i) => `zze${i},\n`)} };\n${define('int', ' = zze39999')}`,
  },
  {
    name: 'enumerators of the one before',
    size: 1,
    code: `enum { zze0, ${times(5000, (i) => `zze${i + 1} = zze${i} + 1,\n`)} };\n${define('char')}int zzx[zze5000];\n`,
  },
  {
    name: 'enums of enums',
    size: 1,
    code: `enum { zze0 = 1 };\n${times(5000, (i) => `enum { zze${i + 1} = sizeof(char [zze${i}]) };\n`)}VNET_DEFINE(char, zz[zze5000]);\n`,
  },
  {
    name: 'many members',
    size: 160_000,
    isFlat: true,
    code: `struct zzs { ${times(40000, (i) => `int a${i};\n`)} };\n${define('struct zzs')}`,
  },
  {
    name: 'members of members',
    size: 4,
    code: `struct zzs { ${times(1000, 'union { struct { ')}int a;${times(1000, ' }; };')} };\n${define('struct zzs')}`,
  },
  {
    name: 'structs in bounds',
    size: 4,
    code: define(`${times(500, 'struct { char a[sizeof(')}int${times(500, ')]; }')}`),
  },
  // Expressions.
  { name: 'parentheses in a bound', size: 4, code: `VNET_DEFINE(int, zz[${times(5000, '(')}1${times(5000, ')')}]);\n` },
  { name: 'unary operators', size: 4, code: `VNET_DEFINE(int, zz[${times(20000, '~~')}1]);\n` },
  { name: 'sizeof of sizeof', size: 8, code: `VNET_DEFINE(char, zz[${times(5000, 'sizeof ')}1]);\n` },
  { name: 'casts', size: 4, code: `VNET_DEFINE(int, zz[${times(5000, '(int)')}1]);\n` },
  { name: 'a sum', size: 50_001, code: `VNET_DEFINE(char, zz[1${times(50000, ' + 1')}]);\n` },
  {
    name: 'sums in parentheses',
    size: 5_001,
    code: `VNET_DEFINE(char, zz[${times(5000, '1 + (')}1${times(5000, ')')}]);\n`,
  },
  { name: 'conditionals', size: 1, code: `VNET_DEFINE(char, zz[${times(5000, '0 ? 1 : ')}1]);\n` },
  {
    name: 'conditionals in the middle',
    size: 1,
    code: `VNET_DEFINE(char, zz[${times(5000, '1 ? ')}1${times(5000, ' : 1')}]);\n`,
  },
  { name: 'a list of commas', size: 1, code: `VNET_DEFINE(char, zz[(${times(20000, '1, ')}1)]);\n` },
  {
    name: '_Generic',
    size: 4,
    code: `VNET_DEFINE(int, zz[${times(1500, '_Generic(1, int: ')}1${times(1500, ')')}]);\n`,
  },
  {
    name: '_Generic with many choices',
    size: 4,
    isFlat: true,
    code: `VNET_DEFINE(int, zz[_Generic(1, int: 1${times(1000, (i) => `, char (*)[${i + 1}]: ${i}`)})]);\n`,
  },
  {
    name: '__builtin_choose_expr',
    size: 4,
    code: `VNET_DEFINE(int, zz[${times(1500, '__builtin_choose_expr(1, ')}1${times(1500, ', 0)')}]);\n`,
  },
  {
    name: 'statement expressions',
    code: `int zz = sizeof(${times(1500, '({ ')}1;${times(1500, ' });').slice(0, -1)});\n`,
  },
  {
    name: 'compound literals',
    code: `struct zzs { struct zzs *n; };\nstruct zzs *zz = ${times(1500, '&(struct zzs){ ')}0${times(1500, ' }')};\n`,
  },
  { name: 'subscripts', code: `extern int zza[1];\nint zzs = sizeof(zza${times(20000, '[0]')});\n` },
  {
    name: 'subscripts in subscripts',
    code: `static const int zza[1];\nint zzs = sizeof(zza[${times(3000, 'zza[')}0${times(3000, ']')}]);\n`,
  },
  {
    name: 'members',
    code: `struct zzs { struct zzs *n; };\nextern struct zzs *zzp;\nint zzz = sizeof(zzp${times(20000, '->n')});\n`,
  },
  { name: 'calls', code: `int zzg(int);\nint zzz = sizeof(${times(3000, 'zzg(')}0${times(3000, ')')});\n` },
  { name: 'a string of many', size: 8, isFlat: true, code: define('const char *', ` = ${times(50000, '"a" ')}`) },
  {
    name: 'offsetof',
    size: 4,
    isFlat: true,
    code: `struct zzs { int a${times(200, '[1]')}; };\nVNET_DEFINE(int, zz[1 + __builtin_offsetof(struct zzs, a${times(200, '[0]')})]);\n`,
  },
  // Initializers.
  {
    name: 'braces in an initializer',
    size: 4,
    isFlat: true,
    code: define('int', ` = ${times(5000, '{ ')}1${times(5000, ' }')}`),
  },
  {
    name: 'an initializer of structs in structs',
    size: 4,
    isFlat: true,
    code: `struct zzs0 { int a; };\n${times(300, (i) => `struct zzs${i + 1} { struct zzs${i} a; };\n`)}${define('struct zzs300', ' = { 1 }')}`,
  },
  {
    name: 'a giant initializer',
    size: 2 ** 40,
    isFlat: true,
    code: `struct zzs { char a[1<<20]; };\nVNET_DEFINE(struct zzs, zz[1<<20]) = { [0 ... (1<<20)-1] = { .a = { [0 ... (1<<20)-1] = 1 } } };\n`,
  },
  {
    name: 'a long initializer',
    size: 240_000,
    isFlat: true,
    code: `VNET_DEFINE(int, zz[]) = { ${times(60000, '1, ')} };\n`,
  },
  {
    name: 'designators',
    size: 4,
    isFlat: true,
    code: `struct zzs { int a; };\nVNET_DEFINE(struct zzs, zz[1]) = { ${times(20000, '[0].a = 1, ')} };\n`,
  },
  {
    name: 'an initializer of doubling structs',
    size: 33_554_432,
    isFlat: true,
    code: `struct zzs0 { char a[2]; };\n${times(24, (i) => `struct zzs${i + 1} { struct zzs${i} a, b; };\n`)}VNET_DEFINE(struct zzs24, zz) = { ${times(20000, '1, ')} };\n`,
  },
  // Functions.
  { name: 'blocks in blocks', code: body(`${times(5000, '{ ')}V_first = 1;${times(5000, ' }')}`) },
  { name: 'if in if', code: body(`${times(5000, 'if (a) ')}V_first = 1;`) },
  {
    name: 'else if',
    code: body(`if (a == 0) ;\n${times(10000, (i) => `else if (a == ${i + 1}) CURVNET_RESTORE();\n`)}`),
  },
  { name: 'loops in loops', code: body(`${times(3000, 'for (;;) while (a) do ')};${times(3000, ' while (a);')}`) },
  { name: 'label after label', code: body(`${times(10000, (i) => `l${i}: `)}return;`) },
  {
    name: 'a switch of many cases',
    code: body(`switch (a) {\n${times(20000, (i) => `case ${i}: V_first = ${i}; break;\n`)}}`),
  },
  { name: 'cases in cases', code: body(`switch (a) ${times(5000, (i) => `case ${i}: `)} ;`) },
  { name: 'parentheses in a body', code: body(`a = ${times(5000, '(')}V_first${times(5000, ')')};`) },
  { name: 'assignments', code: body(`${times(5000, 'a = ')}V_first;`) },
  { name: 'calls in a body', code: body(`a = ${times(3000, 'zzg(')}V_first${times(3000, ')')};`) },
  { name: 'a product in a body', code: body(`a = 1${times(20000, ' * V_first')};`) },
  { name: 'many statements', code: body(times(20000, 'V_first++;\n')) },
  {
    name: 'paths of CURVNET_SET',
    code: body(times(60, (i) => `if (a == ${i}) { CURVNET_SET(v); } else { CURVNET_RESTORE(); }\n`)),
  },
  {
    name: 'paths of CURVNET_SET on one line',
    code: body(times(2000, (i) => `if (a == ${i}) { CURVNET_SET(v); } else { CURVNET_RESTORE(); } `)),
  },
  {
    name: 'jumps',
    code: body(
      times(3000, (i) => `l${i}: CURVNET_SET(v); if (a == ${i}) goto l${(i * 7 + 1) % 3000}; CURVNET_RESTORE();\n`),
    ),
  },
  {
    name: 'functions that call the next',
    code: `${times(5000, (i) => `void zzc${i}(void);\n`)}${times(4999, (i) => `void\nzzc${i}(void)\n{\n\tzzc${i + 1}();\n}\n`)}void\nzzc4999(void)\n{\n\tV_first = 1;\n}\nSYSINIT(zz, SI_SUB_PSEUDO, SI_ORDER_ANY, zzc0, NULL);\n`,
  },
  {
    name: "a list of K&R's parameters",
    code: `int zzk(${times(40000, (i) => `a${i}, `)}a)\n${times(40000, (i) => `int a${i};\n`)}int a;\n{\n\treturn (a);\n}\n`,
  },
  { name: 'many parameters', code: `int zzk(${times(40000, (i) => `int a${i}, `)}int a);\n` },
  {
    name: 'many sysctls',
    code: times(
      3000,
      (i) => `SYSCTL_INT(_net, OID_AUTO, zz${i}, CTLFLAG_VNET | CTLFLAG_RD, &VNET_NAME(first), 0, "");\n`,
    ),
  },
  // Brackets that nothing closes.
  { name: 'open parentheses', code: `int zz = ${times(50000, '(')}\n` },
  { name: 'open braces', code: `struct zzs ${times(50000, '{ ')}\n` },
  { name: 'open blocks', code: `void\nzzf(void)\n${times(50000, '{ ')}\n` },
  { name: 'open brackets', code: `int zz${times(50000, '[')}\n` },
  { name: 'open parameters', code: `int zz${times(50000, '(int ')}\n` },
  { name: 'open pointers', code: `int ${times(50000, '(*')}\n` },
  { name: 'open attributes', code: `int ${times(20000, '__attribute__((')}\n` },
  { name: 'closing braces', code: `${times(50000, '} ')}\n` },
  { name: 'structs without end', code: times(3000, (i) => `struct zzs${i} {\n`) },
  { name: 'no semicolons', code: times(20000, (i) => `int zz${i}\n`) },
];
