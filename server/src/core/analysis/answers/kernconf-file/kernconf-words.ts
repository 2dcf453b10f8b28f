import type { Spot } from '../../../text/spot.ts';

/** What a line of a KERNCONF names (config(5)). */
type KernconfWordKind = 'option' | 'device' | 'include' | 'keyword' | 'other';

export interface KernconfWord extends Spot {
  readonly kind: KernconfWordKind;
  readonly text: string;
  /** The line's first word. */
  readonly keyword: string;
}

/** Statements of config(5), as completion offers them. */
export const KERNCONF_KEYWORDS: readonly string[] = [
  'cpu',
  'device',
  'env',
  'envvar',
  'files',
  'hints',
  'ident',
  'include',
  'machine',
  'makeoptions',
  'maxusers',
  'nocpu',
  'nodevice',
  'nomakeoption',
  'nooption',
  'nooptions',
  'options',
  'profile',
];

const KIND: Readonly<Record<string, KernconfWordKind>> = {
  options: 'option',
  option: 'option',
  nooptions: 'option',
  nooption: 'option',
  device: 'device',
  devices: 'device',
  nodevice: 'device',
  nodevices: 'device',
  include: 'include',
};

/** The words of a KERNCONF that name something, in their order; comments are left out. */
export function kernconfWords(text: string): readonly KernconfWord[] {
  const found: KernconfWord[] = [];
  for (const line of text.matchAll(/^[ \t]*([a-z]+)\b([^#\n]*)/gm)) {
    const [whole, keyword = '', rest = ''] = line;
    const start = line.index + whole.indexOf(keyword);
    found.push({ kind: 'keyword', text: keyword, keyword, start, end: start + keyword.length });
    const kind = KIND[keyword];
    if (kind === undefined) continue;
    const from = start + keyword.length;
    // `options A,B=1`; a value ends the word.
    for (const word of rest.matchAll(/(?:^[ \t]*|,[ \t]*)"?([\w./-]+)/g)) {
      const at = from + word.index + word[0].length - (word[1] ?? '').length;
      found.push({ kind, text: word[1] ?? '', keyword, start: at, end: at + (word[1] ?? '').length });
    }
  }
  return found;
}

/** The word that an offset stands in or right behind. */
export function kernconfWordAt(text: string, offset: number): KernconfWord | undefined {
  return kernconfWords(text).find(({ start, end }) => start <= offset && offset <= end);
}
