import type { Seeded } from '../kit/seeded.ts';

/** Words, numbers, blanks, and single characters: cut without knowledge of any language. */
const PIECE = /[A-Za-z_]\w*|\d\w*|[ \t]+|\n|"(?:\\.|[^"\\\n])*"|[^]/g;
/** Characters that readers stumble over. */
const ODD = [
  '\0',
  '\r',
  '\r\n',
  '\f',
  '\v',
  '\\\n',
  '\\',
  '"',
  "'",
  '\ufeff',
  '\u00e9',
  '\u2028',
  '\ud83d\ude00',
  '\ud800',
  '??/',
  '\t',
  ' ',
  '',
];
const NUMBERS = [
  '0',
  '1',
  '-1',
  '2',
  '8',
  '63',
  '64',
  '65',
  '255',
  '4096',
  '2147483647',
  '4294967296',
  '0x7fffffffffffffff',
  '18446744073709551616',
  '1e9',
  '0x',
  '08',
  '1U',
  '9'.repeat(40),
];

export interface TextMutator {
  /** Words of the language. */
  readonly words: readonly string[];
  /** Texts to take pieces from. */
  readonly seeds: readonly string[];
}

/** Some changes of a text, of its lines, its words and its characters. */
export function mutateText(random: Seeded, text: string, mutator: TextMutator, most = 4): string {
  let mutated = text;
  for (let n = 1 + random.below(most); n > 0; n--)
    mutated = random.chance(0.25) ? mutateLines(random, mutated, mutator) : mutatePieces(random, mutated, mutator);
  return mutated;
}

function mutateLines(random: Seeded, text: string, { seeds }: TextMutator): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  switch (random.below(6)) {
    case 0:
      lines.splice(at, 1 + random.below(3));
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2: {
      const other = random.pick(seeds).split('\n');
      const from = random.below(other.length);
      lines.splice(at, random.below(2), ...other.slice(from, from + 1 + random.below(4)));
      break;
    }
    case 3: {
      const to = random.below(lines.length);
      lines.splice(at, 1);
      lines.splice(to, 0, line);
      break;
    }
    case 4:
      lines.splice(at, 1, `${line}${random.chance(0.5) ? ' ' : '\\\n'}${lines[at + 1] ?? ''}`);
      break;
    default:
      // The text ends in the middle of something.
      return text.slice(0, random.below(text.length + 1));
  }
  return lines.join('\n');
}

function mutatePieces(random: Seeded, text: string, { words, seeds }: TextMutator): string {
  const pieces = text.match(PIECE) ?? [];
  const at = random.below(pieces.length + 1);
  const piece = pieces[at] ?? '';
  switch (random.below(10)) {
    case 0:
      pieces.splice(at, 1 + random.below(4));
      break;
    case 1:
      pieces.splice(at, 0, piece);
      break;
    case 2:
      pieces.splice(at, random.below(2), random.pick(ODD));
      break;
    case 3:
      pieces.splice(at, /^\d/.test(piece) ? 1 : random.below(2), random.pick(NUMBERS));
      break;
    case 4:
    case 5:
      pieces.splice(at, random.below(2), random.chance(0.3) ? ` ${random.pick(words)} ` : random.pick(words));
      break;
    case 6: {
      const other = random.pick(seeds);
      const from = random.below(other.length);
      pieces.splice(at, random.below(3), other.slice(from, from + 1 + random.below(40)));
      break;
    }
    case 7: {
      const from = random.below(pieces.length + 1);
      pieces.splice(at, 0, ...pieces.slice(from, from + 1 + random.below(12)));
      break;
    }
    case 8: {
      const other = random.below(pieces.length + 1);
      if (at < pieces.length && other < pieces.length)
        [pieces[at], pieces[other]] = [pieces[other] ?? '', pieces[at] ?? ''];
      break;
    }
    default: {
      const repeated = pieces.slice(at, at + 1 + random.below(3)).join('');
      pieces.splice(at, 0, repeated.repeat(2 + random.below(random.chance(0.1) ? 400 : 6)));
    }
  }
  return pieces.join('');
}
