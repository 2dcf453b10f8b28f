import { NotUnderstood } from './not-understood.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  '/': '/',
};

/** C's escapes in a string of printf(1), sed(1) or awk(1). */
export function unescaped(text: string): string {
  return text.replace(/\\(\d{1,3}|[^])/g, (whole, one: string) =>
    /^[0-7]/.test(one) ? String.fromCharCode(Number.parseInt(one, 8)) : (ESCAPES[one] ?? whole),
  );
}

const CONVERSION = /%([-0+ #]*)(\d*)(?:\.(\d+))?(.)/g;

/**
 * A format of printf with its arguments.
 * @param hasEscapes true: the format's backslashes are resolved too (printf(1)); awk's strings have none left
 * @returns the text, and how many arguments it took
 */
export function formatted(
  format: string,
  values: readonly string[],
  hasEscapes: boolean,
): { readonly text: string; readonly used: number } {
  let used = 0;
  const text = (hasEscapes ? unescaped(format) : format).replace(
    CONVERSION,
    (whole, flags: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value = values[used++] ?? '';
      let made: string;
      switch (kind) {
        case 's':
          made = precision === undefined ? value : value.slice(0, Number(precision));
          break;
        case 'c':
          made = value.slice(0, 1);
          break;
        case 'd':
        case 'i':
          made = String(Math.trunc(Number(value) || 0));
          break;
        case 'u':
          made = String(Math.trunc(Number(value) || 0));
          break;
        case 'x':
        case 'X':
        case 'o': {
          const digits = Math.trunc(Number(value) || 0).toString(kind === 'o' ? 8 : 16);
          made = `${flags.includes('#') && kind !== 'o' ? '0x' : ''}${kind === 'X' ? digits.toUpperCase() : digits}`;
          break;
        }
        default:
          throw new NotUnderstood(`printf ${whole}`);
      }
      if (flags.includes('-')) return made.padEnd(Number(width));
      return made.padStart(Number(width), flags.includes('0') ? '0' : ' ');
    },
  );
  return { text, used };
}
