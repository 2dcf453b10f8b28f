import { runAwk } from './awk.ts';
import { formatted } from './format-text.ts';
import { NotUnderstood } from './not-understood.ts';
import { posixRegex } from './posix-regex.ts';
import { runSed } from './sed.ts';
import { inputOf, linesOf, readOptions, textOf, type Utility, type UtilityFiles } from './utility.ts';

const DONE = { status: 0, output: '' };
const written = (output: string): ReturnType<Utility> => ({ status: 0, output });

/** echo(1) of FreeBSD: no escapes without -e; -n. */
const echo: Utility = (operands) => {
  const isBare = operands[0] === '-n';
  if (operands[0] === '-e') throw new NotUnderstood('echo -e');
  return written(`${operands.slice(isBare ? 1 : 0).join(' ')}${isBare ? '' : '\n'}`);
};

/** printf(1): the format is reused as long as there are arguments. */
const printf: Utility = ([format = '', ...operands]) => {
  let output = '';
  let rest = [...operands];
  do {
    const made = formatted(format, rest, true);
    output += made.text;
    if (made.used === 0) break;
    rest = rest.slice(made.used);
  } while (rest.length > 0);
  return written(output);
};

const cat: Utility = (operands, input, files) => {
  const { text, status } = inputOf(readOptions('cat', operands, 'u').operands, input, files);
  return { status, output: text };
};

const touch: Utility = (operands, _input, files) => {
  for (const path of readOptions('touch', operands, 'amc').operands) files.write(path, files.read(path) ?? '');
  return DONE;
};

/** cp(1), mv(1) and ln(1) all write the same text to another path. */
function copying(name: string, letters: string): Utility {
  return (operands, _input, files) => {
    const paths = readOptions(name, operands, letters).operands;
    const [from, to] = paths;
    if (from === undefined || to === undefined || paths.length > 2)
      throw new NotUnderstood(`${name} ${operands.join(' ')}`);
    const text = files.read(from);
    if (text === undefined) return { status: 1, output: '' };
    const isFolder = /(^|\/)\.?\/?$/.test(to) || files.list(to).length > 0;
    if (name === 'mv') files.remove(from);
    files.write(isFolder ? `${to.replace(/\/$/, '')}/${from.slice(from.lastIndexOf('/') + 1)}` : to, text);
    return DONE;
  };
}

const remove: Utility = (operands, _input, files) => {
  for (const path of readOptions('rm', operands, 'f').operands) files.remove(path);
  return DONE;
};

function grepAs(name: string, kind: 'basic' | 'extended' | 'fixed'): Utility {
  return (words, input, files) => {
    const { given, values, operands } = readOptions(name, words, 'EFGabchilnoqsvwxe:');
    for (const letter of 'bchlno')
      if (given.has(letter) && letter !== 'h') throw new NotUnderstood(`${name} -${letter}`);
    const [pattern = '', ...rest] = operands;
    const patterns = values.get('e') ?? pattern.split('\n');
    const isFixed = given.has('F') || (kind === 'fixed' && !given.has('E'));
    const isExtended = given.has('E') || kind === 'extended';
    const fit = patterns.map((one) => {
      const { source } = isFixed
        ? new RegExp(one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
        : posixRegex(one, isExtended);
      const bounded = given.has('w') ? `(?<!\\w)(?:${source})(?!\\w)` : given.has('x') ? `^(?:${source})$` : source;
      return new RegExp(bounded, given.has('i') ? 'i' : '');
    });
    const { text, status } = inputOf(values.has('e') ? operands : rest, input, files);
    const matching = linesOf(text).filter((line) => fit.some((one) => one.test(line)) !== given.has('v'));
    return { status: status > 0 ? 2 : matching.length > 0 ? 0 : 1, output: given.has('q') ? '' : textOf(matching) };
  };
}

function inCLocale(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const sort: Utility = (words, input, files) => {
  const { given, operands } = readOptions('sort', words, 'runb');
  const { text, status } = inputOf(operands, input, files);
  const lines = status === 0 ? linesOf(text) : [];
  lines.sort(
    given.has('n')
      ? (a, b): number => (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0) || inCLocale(a, b)
      : inCLocale,
  );
  if (given.has('r')) lines.reverse();
  return { status, output: textOf(given.has('u') ? [...new Set(lines)] : lines) };
};

const uniq: Utility = (words, input, files) => {
  const { text, status } = inputOf(readOptions('uniq', words, '').operands, input, files);
  const lines = linesOf(text);
  return { status, output: textOf(lines.filter((line, i) => i === 0 || line !== lines[i - 1])) };
};

/** The characters of a set of tr(1): ranges, classes and escapes. */
function characterSet(set: string): string {
  const named = set
    .replace(/\[:(\w+):\]/g, (_whole, name: string) => {
      if (name === 'upper') return 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
      if (name === 'lower') return 'abcdefghijklmnopqrstuvwxyz';
      if (name === 'digit') return '0123456789';
      if (name === 'space') return ' \t\n\v\f\r';
      throw new NotUnderstood(`tr ${set}`);
    })
    .replace(/\\([nt\\])/g, (_whole, one: string) => (one === 'n' ? '\n' : one === 't' ? '\t' : '\\'));
  return named.replace(/([^\\])-([^\\])/g, (_whole, from: string, to: string) => {
    let all = '';
    for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) all += String.fromCharCode(code);
    return all;
  });
}

const tr: Utility = (words, input) => {
  const { given, operands } = readOptions('tr', words, 'ds');
  const from = characterSet(operands[0] ?? '');
  const to = characterSet(operands[1] ?? '');
  if (given.has('s') && operands.length > 1) throw new NotUnderstood('tr -s with two sets');
  return written(
    input.replace(/[^]/g, (one, at: number) => {
      const place = from.indexOf(one);
      if (place < 0) return one;
      if (given.has('d')) return '';
      if (given.has('s')) return input[at - 1] === one ? '' : one;
      return to[Math.min(place, to.length - 1)] ?? one;
    }),
  );
};

const head: Utility = (words, input, files) => {
  const [first = '', ...others] = words;
  const { values, operands } = readOptions(
    'head',
    /^-\d+$/.test(first) ? ['-n', first.slice(1), ...others] : words,
    'n:',
  );
  const { text, status } = inputOf(operands, input, files);
  return { status, output: textOf(linesOf(text).slice(0, Number(values.get('n')?.[0] ?? 10))) };
};

const cut: Utility = (words, input, files) => {
  const { values, operands } = readOptions('cut', words, 'd:f:');
  const fields = (values.get('f')?.[0] ?? '').split(',').map(Number);
  const delimiter = values.get('d')?.[0] ?? '\t';
  if (fields.some((field) => !Number.isInteger(field) || field < 1)) throw new NotUnderstood(`cut ${words.join(' ')}`);
  const { text, status } = inputOf(operands, input, files);
  const made = linesOf(text).map((line) => {
    const pieces = line.split(delimiter);
    return pieces.length === 1 ? line : fields.map((field) => pieces[field - 1] ?? '').join(delimiter);
  });
  return { status, output: textOf(made) };
};

function isThere(path: string, files: UtilityFiles, wants: 'file' | 'folder' | 'either'): boolean {
  return (wants !== 'folder' && files.read(path) !== undefined) || (wants !== 'file' && files.list(path).length > 0);
}

/** test(1): XCU's forms of up to four arguments, and -a and -o between them. */
function truth(words: readonly string[], files: UtilityFiles): boolean {
  for (const [operator, joins] of [
    ['-o', true],
    ['-a', false],
  ] as const) {
    const at = words.indexOf(operator, 1);
    if (words.length <= 3 || at < 0) continue;
    const [left, right] = [truth(words.slice(0, at), files), truth(words.slice(at + 1), files)];
    return joins ? left || right : left && right;
  }
  const [first = '', second = '', third = ''] = words;
  if (words.length > 1 && first === '!') return !truth(words.slice(1), files);
  if (words.length <= 1) return first !== '';
  if (words.length === 2) {
    switch (first) {
      case '-n':
        return second !== '';
      case '-z':
        return second === '';
      case '-f':
      case '-r':
        return isThere(second, files, 'file');
      case '-d':
        return isThere(second, files, 'folder');
      case '-e':
        return isThere(second, files, 'either');
      case '-s':
        return isThere(second, files, 'file') && files.read(second) !== '';
      default:
        throw new NotUnderstood(`test ${words.join(' ')}`);
    }
  }
  if (words.length > 3) throw new NotUnderstood(`test ${words.join(' ')}`);
  if (second === '=' || second === '==') return first === third;
  if (second === '!=') return first !== third;
  const [a, b] = [Number(first), Number(third)];
  if (!/^\s*[-+]?\d+\s*$/.test(first) || !/^\s*[-+]?\d+\s*$/.test(third))
    throw new NotUnderstood(`test ${words.join(' ')}`);
  switch (second) {
    case '-eq':
      return a === b;
    case '-ne':
      return a !== b;
    case '-lt':
      return a < b;
    case '-le':
      return a <= b;
    case '-gt':
      return a > b;
    case '-ge':
      return a >= b;
    default:
      throw new NotUnderstood(`test ${words.join(' ')}`);
  }
}

const test: Utility = (operands, _input, files) => ({ status: truth(operands, files) ? 0 : 1, output: '' });

/** The text utilities that recipes and newvers.sh use. */
export const UTILITIES: ReadonlyMap<string, Utility> = new Map<string, Utility>([
  [':', (): ReturnType<Utility> => DONE],
  ['true', (): ReturnType<Utility> => DONE],
  ['false', (): ReturnType<Utility> => ({ status: 1, output: '' })],
  ['echo', echo],
  ['printf', printf],
  ['cat', cat],
  ['touch', touch],
  ['rm', remove],
  ['cp', copying('cp', 'fp')],
  ['mv', copying('mv', 'f')],
  ['ln', copying('ln', 'sfnh')],
  ['grep', grepAs('grep', 'basic')],
  ['egrep', grepAs('egrep', 'extended')],
  ['fgrep', grepAs('fgrep', 'fixed')],
  ['sort', sort],
  ['uniq', uniq],
  ['tr', tr],
  ['head', head],
  ['cut', cut],
  ['sed', runSed],
  ['awk', runAwk],
  ['test', test],
  [
    '[',
    (operands, input, files): ReturnType<Utility> => {
      if (operands.at(-1) !== ']') throw new NotUnderstood('[ without ]');
      return test(operands.slice(0, -1), input, files);
    },
  ],
  [
    'basename',
    ([path = '', suffix = '']): ReturnType<Utility> => {
      const name = path.replace(/\/+$/, '').replace(/^.*\//, '');
      return written(
        `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
      );
    },
  ],
  [
    'dirname',
    ([path = '']): ReturnType<Utility> =>
      written(`${path.includes('/') ? path.replace(/\/[^/]*\/*$/, '') || '/' : '.'}\n`),
  ],
]);
