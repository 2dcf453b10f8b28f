export function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}

/** 0.1234 -> "12.3 %" */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
