/** "struct route" of "struct route", "struct route [4]"; a pointer holds nothing. */
export function heldName(type: string): string | undefined {
  return /^((?:struct|union) \w+)(?: (?:\[\d*\])+)?$/.exec(type)?.[1];
}
