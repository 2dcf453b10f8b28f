import { patternExpression } from './make-pattern.ts';
import { makeWords } from './make-words.ts';

/** What a modifier needs from its makefile. */
export interface ModifierContext {
  /** Expands text with the variables as they stand. */
  expand(text: string): string;
  /** Expands with one more variable (:@var@...@). */
  expandWith(text: string, name: string, value: string): string;
  /** Decides a condition (:? on a variable's name). */
  condition(text: string): boolean;
  shell(command: string): string;
  problem(message: string): void;
}

/** A variable's value while modifiers are applied; `undefined` is an undefined variable. */
export interface ModifiedValue {
  readonly name: string;
  readonly value: string | undefined;
}

function eachWord(value: string, change: (word: string) => string): string {
  return makeWords(value)
    .map(change)
    .filter((word) => word !== '')
    .join(' ');
}

function head(word: string): string {
  const slash = word.lastIndexOf('/');
  return slash < 0 ? '.' : word.slice(0, slash) || '/';
}

function suffixStart(word: string): number {
  const dot = word.lastIndexOf('.');
  return dot > word.lastIndexOf('/') ? dot : -1;
}

/** The parts of `:S/old/new/flags` and `:C`; undefined if a delimiter is missing. */
function splitDelimited(text: string): { from: string; to: string; flags: string } | undefined {
  const delimiter = text[1] ?? '';
  const parts: string[] = [];
  let part = '';
  let at = 2;
  for (; at < text.length && parts.length < 2; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && at + 1 < text.length) {
      const next = text[++at] ?? '';
      part += next === delimiter ? next : `\\${next}`;
    } else if (character === delimiter) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  if (parts.length < 2) return undefined;
  return { from: parts[0] ?? '', to: parts[1] ?? '', flags: text.slice(at) };
}

/** :S — plain text, '^' and '$' anchor, '&' in the new text is the old. */
function substitute(word: string, from: string, to: string, flags: string): string {
  const atStart = from.startsWith('^');
  const body = atStart ? from.slice(1) : from;
  const atEnd = body.endsWith('$') && !body.endsWith('\\$');
  const plain = (atEnd ? body.slice(0, -1) : body).replace(/\\(.)/g, '$1');
  const replacement = to.replace(/\\(.)|&/g, (_, escaped: string | undefined) => escaped ?? plain);
  if (atStart && atEnd) return word === plain ? replacement : word;
  if (atStart) return word.startsWith(plain) ? replacement + word.slice(plain.length) : word;
  if (atEnd) return word.endsWith(plain) ? word.slice(0, word.length - plain.length) + replacement : word;
  if (plain === '') return word;
  return flags.includes('g') ? word.replaceAll(plain, () => replacement) : word.replace(plain, () => replacement);
}

/** :C — an extended regular expression with \1 to \9 and '&'. */
function substituteRegExp(word: string, pattern: RegExp, to: string): string {
  return word.replace(pattern, (...match: unknown[]) =>
    to.replace(/\\([0-9])|\\(.)|&/g, (_, group: string | undefined, escaped: string | undefined) =>
      group === undefined ? (escaped ?? String(match[0])) : ((match[Number(group)] as string | undefined) ?? ''),
    ),
  );
}

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
};

function compile(source: string, flags: string): RegExp | undefined {
  const translated = source.replace(/\[:([a-z]+):\]/g, (_, name: string) => POSIX_CLASSES[name] ?? '');
  try {
    return new RegExp(translated, flags.includes('g') ? 'g' : '');
  } catch {
    return undefined;
  }
}

/** The text of :U and :D: a backslash escapes ':', a closing bracket, '$' and itself. */
function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\([:})\\])/g, '$1').replaceAll('\\$', '$$') : text;
}

/** :[1], :[-1], :[2..3], :[#], :[*], :[@] */
function selectWords(selector: string, value: string): string {
  const words = makeWords(value);
  if (selector === '#') return String(words.length);
  if (selector === '*' || selector === '@') return value;
  const position = (text: string): number => (Number(text) < 0 ? words.length + Number(text) : Number(text) - 1);
  const [first = '1', last = first] = selector.split('..');
  return words.slice(position(first), position(last) + 1).join(' ');
}

function orderWords(modifier: string, value: string): string {
  const words = makeWords(value);
  const numeric = modifier.includes('n');
  words.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0));
  if (modifier.includes('r')) words.reverse();
  return words.join(' ');
}

function toLetterModifier(modifier: string, value: string, context: ModifierContext): string {
  switch (modifier) {
    case 'tl':
      return value.toLowerCase();
    case 'tu':
      return value.toUpperCase();
    case 'tA':
      return value;
    case 'tW':
    case 'tw':
      return value;
    default:
      if (modifier.startsWith('ts'))
        return makeWords(value).join(modifier === 'ts' ? '' : modifier === 'ts\\n' ? '\n' : modifier.slice(2));
      context.problem(`modifier :${modifier} is not understood`);
      return value;
  }
}

function substituteModifier(modifier: string, value: string, context: ModifierContext): string {
  const parts = splitDelimited(modifier);
  if (parts === undefined) {
    context.problem(`modifier :${modifier} lacks a delimiter`);
    return value;
  }
  const from = context.expand(parts.from);
  const to = context.expand(parts.to);
  const whole = parts.flags.includes('W');
  if (modifier.startsWith('S')) {
    const change = (word: string): string => substitute(word, from, to, parts.flags);
    return whole ? change(value) : eachWord(value, change);
  }
  const pattern = compile(from, parts.flags);
  if (pattern === undefined) {
    context.problem(`modifier :${modifier} holds no regular expression`);
    return value;
  }
  return whole ? substituteRegExp(value, pattern, to) : eachWord(value, (word) => substituteRegExp(word, pattern, to));
}

/** :old=new, the System V substitution; '%' matches the part that stays. */
function systemVModifier(modifier: string, value: string, context: ModifierContext): string {
  const equals = modifier.indexOf('=');
  const from = context.expand(modifier.slice(0, equals));
  const to = context.expand(modifier.slice(equals + 1));
  const percent = from.indexOf('%');
  return eachWord(value, (word) => {
    if (percent < 0) return word.endsWith(from) ? word.slice(0, word.length - from.length) + to : word;
    const before = from.slice(0, percent);
    const after = from.slice(percent + 1);
    if (word.length < before.length + after.length || !word.startsWith(before) || !word.endsWith(after)) return word;
    return to.replace('%', () => word.slice(before.length, word.length - after.length));
  });
}

/**
 * One modifier, without its ':' (contrib/bmake/var.c, ApplyModifiers; make(1), "Variable modifiers"). A modifier that
 * is not understood is a problem and leaves the value unchanged.
 */
export function applyModifier(
  modifier: string,
  { name, value }: ModifiedValue,
  context: ModifierContext,
): ModifiedValue {
  const kind = modifier[0] ?? '';
  if (kind === 'U') return { name, value: value ?? context.expand(unescapeText(modifier.slice(1))) };
  if (kind === 'D')
    return { name, value: value === undefined ? undefined : context.expand(unescapeText(modifier.slice(1))) };
  if (kind === '?') {
    const colon = modifier.indexOf(':');
    const chosen = context.condition(name) ? modifier.slice(1, colon) : modifier.slice(colon + 1);
    return { name, value: context.expand(chosen) };
  }
  if (kind === '!' && modifier.endsWith('!'))
    return { name, value: context.shell(context.expand(modifier.slice(1, -1))) };
  if (modifier === 'L') return { name, value: name };
  const text = value ?? '';
  const isShort = modifier.length === 1;
  if ((kind === 'S' || kind === 'C') && modifier.length > 1)
    return { name, value: substituteModifier(modifier, text, context) };
  if (kind === 'M' || kind === 'N') {
    const pattern = patternExpression(context.expand(modifier.slice(1)));
    return {
      name,
      value: makeWords(text)
        .filter((word) => pattern.test(word) === (kind === 'M'))
        .join(' '),
    };
  }
  if (isShort && kind === 'T') return { name, value: eachWord(text, (word) => word.slice(word.lastIndexOf('/') + 1)) };
  if (isShort && kind === 'H') return { name, value: eachWord(text, head) };
  if (isShort && kind === 'R')
    return { name, value: eachWord(text, (word) => (suffixStart(word) < 0 ? word : word.slice(0, suffixStart(word)))) };
  if (isShort && kind === 'E')
    return { name, value: eachWord(text, (word) => (suffixStart(word) < 0 ? '' : word.slice(suffixStart(word) + 1))) };
  if (isShort && (kind === 'Q' || kind === 'q')) return { name, value: text.replace(/[^A-Za-z0-9_./:=@%+-]/g, '\\$&') };
  if (isShort && kind === 'u')
    return {
      name,
      value: makeWords(text)
        .filter((word, index, words) => word !== words[index - 1])
        .join(' '),
    };
  if (/^O[rn]*$/.test(modifier)) return { name, value: orderWords(modifier, text) };
  if (kind === 't') return { name, value: toLetterModifier(modifier, text, context) };
  if (kind === '[' && modifier.endsWith(']'))
    return { name, value: selectWords(context.expand(modifier.slice(1, -1)), text) };
  if (kind === '@') {
    const [, variable = '', body = ''] = modifier.split('@');
    return {
      name,
      value: makeWords(text)
        .map((word) => context.expandWith(body, variable, word))
        .filter((word) => word !== '')
        .join(' '),
    };
  }
  if (modifier === 'sh') return { name, value: context.shell(text) };
  if (modifier.includes('=')) return { name, value: systemVModifier(modifier, text, context) };
  context.problem(`modifier :${modifier} is not understood`);
  return { name, value };
}
