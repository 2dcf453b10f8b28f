/** Value of a floating constant (C17 6.4.4.2), suffix included in `spelling`; undefined if it is none. */
export function parseFloating(spelling: string): number | undefined {
  const hex = /^0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)[fFlL]?$/.exec(spelling);
  if (hex !== null) {
    const [, whole = '', part = '', exponent = '0'] = hex;
    const digits = whole + part;
    return digits === '' ? undefined : Number(BigInt(`0x${digits}`)) * 2 ** (Number(exponent) - 4 * part.length);
  }
  const decimal = /^((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:[fFlLqQ]|[fF]16)?$/.exec(spelling);
  return decimal === null ? undefined : Number(decimal[1]);
}
