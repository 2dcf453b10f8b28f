/** Numbers as people read them, in every face: "31,424", "1 byte", "3 variables". */

/** 31424 -> "31,424" */
export function grouped(value: number | bigint): string {
  return value.toString().replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** "1 byte", "31,424 bytes"; "unknown" for null. */
export function bytesText(bytes: number | bigint | null): string {
  return bytes === null ? 'unknown' : countText(bytes, 'byte');
}

/** "1 variable", "1,024 variables"; the noun takes an s. */
export function countText(count: number | bigint, noun: string): string {
  return `${grouped(count)} ${noun}${count.toString() === '1' ? '' : 's'}`;
}
