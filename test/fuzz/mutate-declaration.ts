import type { Seeded } from '../kit/seeded.ts';

const PIECE = /_Pragma\("[^"]*"\)|__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)|[A-Za-z_]\w*|\d\w*|'(?:\\.|[^'])'|\S/g;
const TYPES = [
  'char',
  'unsigned char',
  'short',
  'unsigned short',
  'int',
  'unsigned int',
  'long',
  'unsigned long',
  'long long',
  'unsigned long long',
  '_Bool',
  'float',
  'double',
  'long double',
  'void *',
  'enum plain',
  'enum tiny',
  'enum wide',
  'a2',
  'a1',
  'a16',
  'q4',
  'c8',
  'word',
  'words',
  'v4',
  'v2',
  'tagless',
  'line',
  'half',
  'three',
  'six',
  'byte_mode',
  'struct empty',
  'struct flexible',
  '_Atomic int',
  '_Atomic(three)',
  '__typeof__(int[3])',
  '__int128',
  'float _Complex',
  '_BitInt(37)',
  'unsigned _BitInt(7)',
  '__builtin_va_list',
  '_Float16',
  'const volatile int',
];
const ATTRIBUTES = [
  'packed',
  'aligned',
  'aligned(1)',
  'aligned(2)',
  'aligned(4)',
  'aligned(8)',
  'aligned(16)',
  'aligned(64)',
  'aligned(sizeof(long))',
  '__packed__',
  '__aligned__(4)',
  'packed, aligned(2)',
  'aligned(4), aligned(2)',
  'unused',
  'mode(QI)',
  'mode(DI)',
  'mode(word)',
  'vector_size(8)',
  'may_alias',
  'deprecated',
  'ms_struct',
  'gcc_struct',
  'transparent_union',
  'randomize_layout',
  'no_randomize_layout',
  'counted_by(m)',
  'warn_if_not_aligned(8)',
  'section("x")',
  'cleanup(f)',
  'designated_init',
  'scalar_storage_order("big-endian")',
  'aligned(0)',
  'aligned(3)',
  'aligned(1 << 29)',
];
const PRAGMAS = [
  'pack(1)',
  'pack(2)',
  'pack(4)',
  'pack(16)',
  'pack()',
  'pack(push, 1)',
  'pack(push, fz, 2)',
  'pack(pop)',
  'pack(pop, fz)',
  'pack(push)',
  'pack(3)',
  'pack(0)',
  'ms_struct on',
  'ms_struct off',
  'ms_struct reset',
  'options align=packed',
  'options align=reset',
  'GCC diagnostic push',
];
const BOUNDS = [
  '0',
  '1',
  '2',
  '3',
  '7',
  '',
  'sizeof(int)',
  'sizeof(struct flexible)',
  'P7 - 4',
  '(1 << 3) - 5',
  "'c' - 'a'",
  '_Alignof(long long)',
  'sizeof(long) > 4 ? 3 : 7',
  '~-3u',
  '(char)257',
  '2147483648',
  '-1',
  '1.5',
  '(int)2.7',
  '0x1p3',
  'sizeof("abc")',
  "sizeof(L'a')",
  '__builtin_offsetof(tagless, q)',
  '_Generic(1L, long: 3, default: 5)',
  '__builtin_choose_expr(1, 2, "")',
  '({ 3; })',
  '(int)(long)&((tagless *)0)->q',
  '5 / 2 * 2',
  '-7 % 3 + 4',
  '1 ? 2 : 1 / 0',
  '1 || 1 / 0',
  'sizeof(int[3]) / sizeof(int)',
  '__builtin_constant_p(1)',
  '__builtin_strlen("abc")',
  '!!8',
  '3, 4',
  '1u - 2 > 0',
  '(unsigned char)-1',
  '(_Bool)0.3',
  '~0ull >> 61',
];
const MEMBERS = [
  'int m : 3 ;',
  'unsigned : 0 ;',
  'char m [ ] ;',
  'struct { char m ; int n ; } ;',
  'union { long m ; char n [ 9 ] ; } ;',
  'struct { int m : 5 , n : 27 , o : 1 ; } q ;',
  '_Static_assert ( 1 , "" ) ;',
  'enum { fz_A , fz_B } m ;',
  'int ( * m ) ( int ) ;',
  'int m , * n , o [ 2 ] ;',
  'long long : 33 ;',
  '_Bool m : 1 ;',
  '_Alignas ( 16 ) char m ;',
  '_Alignas ( long ) char m ;',
  'struct fz * m ;',
  'char m [ 0 ] ;',
  ';',
];

/** Some changes of a declaration; its brackets stay in pairs, and it stays on one line. */
export function mutateDeclaration(random: Seeded, text: string, others: readonly string[]): string {
  let current = text;
  for (let n = random.below(5); n > 0; n--) {
    const next = mutateOnce(random, current, others);
    if (isClosed(next)) current = next;
  }
  return current;
}

function mutateOnce(random: Seeded, text: string, others: readonly string[]): string {
  const pieces = text.match(PIECE) ?? [];
  const at = random.below(pieces.length);
  const insert = (what: string): string => pieces.toSpliced(at, 0, what).join(' ');
  switch (random.below(14)) {
    case 0:
      return insert(`__attribute__((${random.pick(ATTRIBUTES)}))`);
    case 1:
      return random.chance(0.3)
        ? insert(
            random.pick([
              '_Alignas(8)',
              '_Alignas(32)',
              '_Alignas(double)',
              '__extension__',
              'const',
              '_Atomic',
              'volatile',
              'static',
              'inline',
              'register',
              '_Thread_local',
            ]),
          )
        : `${pieces.join(' ').replace(/;$/, '')} __attribute__((${random.pick(ATTRIBUTES)})) ;`;
    case 2: {
      const open = random.chance(0.5) ? at : 0;
      return pieces.toSpliced(open, 0, `_Pragma("${random.pick(PRAGMAS)}")`).join(' ');
    }
    case 3: {
      const types = pieces.flatMap((piece, i) =>
        /^(?:char|short|int|long|unsigned|u?int\d+_t|u_\w+|void|caddr_t|size_t)$/.test(piece) ? [i] : [],
      );
      return types.length === 0 ? text : pieces.toSpliced(random.pick(types), 1, random.pick(TYPES)).join(' ');
    }
    case 4:
    case 5: {
      // Behind a member's name: a bound, or a width.
      const ends = pieces.flatMap((piece, i) => (piece === ';' && /^\w+$/.test(pieces[i - 1] ?? '') ? [i] : []));
      if (ends.length === 0) return text;
      const more = random.chance(0.5)
        ? `[ ${random.pick(BOUNDS)} ]`
        : `: ${random.chance(0.2) ? random.pick(BOUNDS) : random.below(random.chance(0.1) ? 70 : 33)}`;
      return pieces.toSpliced(random.pick(ends), 0, more).join(' ');
    }
    case 6: {
      const starts = pieces.flatMap((piece, i) => (piece === '{' || piece === ';' ? [i + 1] : []));
      return starts.length === 0 ? text : pieces.toSpliced(random.pick(starts), 0, random.pick(MEMBERS)).join(' ');
    }
    case 7:
      return pieces.toSpliced(at, 1 + random.below(3)).join(' ');
    case 8:
      return insert(pieces.slice(at, at + 1 + random.below(8)).join(' '));
    case 9: {
      const numbers = pieces.flatMap((piece, i) => (/^\d/.test(piece) ? [i] : []));
      return numbers.length === 0 ? text : pieces.toSpliced(random.pick(numbers), 1, random.pick(BOUNDS)).join(' ');
    }
    case 10: {
      // Members of another declaration.
      const other = random.pick(others).match(PIECE) ?? [];
      const from = random.below(other.length);
      return insert(other.slice(from, from + 1 + random.below(12)).join(' '));
    }
    case 11:
      return pieces.map((piece) => (piece === 'struct' && random.chance(0.3) ? 'union' : piece)).join(' ');
    case 12: {
      const members = text.split(';');
      const [a, b] = [random.below(members.length), random.below(members.length)];
      [members[a], members[b]] = [members[b] ?? '', members[a] ?? ''];
      return members.join(';');
    }
    default:
      return insert(random.pick(TYPES));
  }
}

/** All brackets are in pairs, and nothing runs on into the next line. */
function isClosed(text: string): boolean {
  const open: string[] = [];
  const plain = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '0');
  if (/["'\n\\]|\/\/|\/\*|^\s*#/.test(plain)) return false;
  for (const character of plain) {
    if ('([{'.includes(character)) open.push(character);
    else if (')]}'.includes(character) && open.pop() !== { ')': '(', ']': '[', '}': '{' }[character]) return false;
  }
  return open.length === 0;
}
