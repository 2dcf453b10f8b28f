/**
 * printf(9) for the few conversions of the messages that are simulated: %s %d %u %x %p with `#`, `0`, a width and the
 * length modifiers, which do not matter here. A conversion without an argument stays as it is written.
 */
export function sprintf(format: string, ...values: readonly (string | number | bigint)[]): string {
  let next = 0;
  return unescaped(format).replace(
    /%([#0]*)(\d*)(?:hh|h|ll|l|j|z|t)?([sduxp%])/g,
    (whole, flags: string, width: string, conversion: string) => {
      if (conversion === '%') return '%';
      const value = values[next++];
      if (value === undefined) return whole;
      return padded(convert(value, conversion, flags.includes('#')), Number(width), flags.includes('0'));
    },
  );
}

/** A format as C spells it has its escapes still. */
function unescaped(format: string): string {
  return format.replace(/\\(n|t|"|\\)/g, (_, code: string) => ({ n: '\n', t: '\t' })[code] ?? code);
}

function convert(value: string | number | bigint, conversion: string, hasPrefix: boolean): string {
  if (typeof value === 'string' || conversion === 's') return String(value);
  if (conversion === 'd' || conversion === 'u') return value.toString();
  const digits = value.toString(16);
  // 0 has no prefix, not even with %p (kern/subr_prf.c, kvprintf()).
  return (conversion === 'p' || hasPrefix) && digits !== '0' ? `0x${digits}` : digits;
}

function padded(text: string, width: number, withZeros: boolean): string {
  if (!withZeros) return text.padStart(width);
  return text.startsWith('0x') ? `0x${text.slice(2).padStart(width - 2, '0')}` : text.padStart(width, '0');
}
