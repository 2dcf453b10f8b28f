/** 31424 -> "31,424" */
export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

export function hexadecimal(value: number): string {
  return `0x${value.toString(16)}`;
}

/** "1 byte", "31,424 bytes"; "unknown" for null. */
export function bytesText(value: number | null): string {
  return value === null ? 'unknown' : `${grouped(value)} byte${value === 1 ? '' : 's'}`;
}

/** "3 variables" */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** 0.1234 -> "12.3 %" */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
