/** "struct route" of "struct route", "struct route [4]"; undefined for a pointer. */
export function heldName(type: string): string | undefined {
  return /^((?:struct|union) \w+)(?: (?:\[\d*\])+)?$/.exec(type)?.[1];
}
