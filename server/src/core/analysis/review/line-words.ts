/** "a, b and 3 more" */
export function some(names: readonly string[], most: number): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

/** 244,872 */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "1 byte", "1,024 bytes" */
export function bytes(value: number): string {
  return `${grouped(value)} byte${value === 1 ? '' : 's'}`;
}

/** "+16 bytes" */
export function signed(value: number): string {
  return `${value > 0 ? '+' : '-'}${bytes(Math.abs(value))}`;
}

/** "2 findings" */
export function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`;
}
