/** An integer constant's value and what its suffix says (C17 6.4.4.1). */
export interface IntegerConstant {
  readonly value: bigint;
  readonly isUnsigned: boolean;
  /** 0: none, 1: l, 2: ll. */
  readonly longs: 0 | 1 | 2;
  /** C23's wb. */
  readonly isBitPrecise: boolean;
  readonly isDecimal: boolean;
}

const INTEGER = /^(0[xX][0-9a-fA-F']+|0[bB][01']+|[0-9']+)([uU]?(?:ll|LL|[lLzZ]|wb|WB)?|(?:ll|LL|[lLzZ]|wb|WB)[uU])$/;

/** undefined if `spelling` is not an integer constant. */
export function parseIntegerConstant(spelling: string): IntegerConstant | undefined {
  const match = INTEGER.exec(spelling);
  if (match === null) return undefined;
  const digits = (match[1] as string).replace(/'/g, '');
  const suffix = (match[2] as string).toLowerCase();
  const isOctal = /^0[0-7]*$/.test(digits);
  if (!isOctal && /^0\d/.test(digits)) return undefined;
  const value = BigInt(isOctal && digits.length > 1 ? `0o${digits.slice(1)}` : digits);
  return {
    value,
    isUnsigned: suffix.includes('u'),
    longs: suffix.includes('ll') ? 2 : suffix.includes('l') || suffix.includes('z') ? 1 : 0,
    isBitPrecise: suffix.includes('wb'),
    isDecimal: !isOctal && !/^0[xXbB]/.test(digits),
  };
}

const SIMPLE: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  E: 27,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
};

/**
 * Code units of the text between quotes, escapes resolved (C17 6.4.4.4p1). Characters above 127 are given as UTF-8
 * bytes when `unitBytes` is 1.
 */
export function decodeEscapes(body: string, unitBytes: 1 | 2 | 4): number[] {
  const units: number[] = [];
  const encode = (code: number): void => {
    if (unitBytes !== 1 || code < 128) units.push(code);
    else for (const byte of utf8(code)) units.push(byte);
  };
  for (let i = 0; i < body.length; i++) {
    const c = body.codePointAt(i) as number;
    if (c !== 92) {
      encode(c);
      if (c > 0xffff) i++;
      continue;
    }
    const d = body[++i] ?? '';
    if (d in SIMPLE) units.push(SIMPLE[d] as number);
    else if (d >= '0' && d <= '7') {
      const octal = /^[0-7]{1,3}/.exec(body.slice(i))?.[0] ?? '0';
      units.push(parseInt(octal, 8) & (unitBytes === 1 ? 0xff : 0xffffffff));
      i += octal.length - 1;
    } else if (d === 'x') {
      const hex = /^[0-9a-fA-F]+/.exec(body.slice(i + 1))?.[0] ?? '';
      units.push(Number(BigInt.asUintN(unitBytes * 8, BigInt(`0x${hex || '0'}`))));
      i += hex.length;
    } else if (d === 'u' || d === 'U') {
      const hex = body.slice(i + 1, i + 1 + (d === 'u' ? 4 : 8));
      encode(parseInt(hex, 16) || 0);
      i += hex.length;
    } else encode(d.charCodeAt(0) || 0);
  }
  return units;
}

function utf8(code: number): number[] {
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

/**
 * Value of a character constant as an int, or undefined (C17 6.4.4.4p10; several characters as clang packs them; char
 * is signed).
 */
export function parseCharConstant(spelling: string, isCharSigned = true): bigint | undefined {
  const match = /^(L|u8|u|U)?'(.*)'$/s.exec(spelling);
  if (match === null) return undefined;
  const units = decodeEscapes(match[2] as string, match[1] === 'L' || match[1] === 'U' ? 4 : match[1] === 'u' ? 2 : 1);
  if (units.length === 0) return undefined;
  if (match[1] !== undefined) return BigInt(units[units.length - 1] as number);
  if (units.length === 1)
    return isCharSigned ? BigInt.asIntN(8, BigInt(units[0] as number)) : BigInt(units[0] as number);
  return BigInt.asIntN(
    32,
    units.reduce((sum, unit) => (sum << 8n) | BigInt(unit), 0n),
  );
}
