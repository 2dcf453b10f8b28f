import { bytesText } from '../../text/amounts.ts';

/** "a, b and 3 more" */
export function some(names: readonly string[], most: number): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');
}

/** "+16 bytes" */
export function signed(value: number): string {
  return `${value > 0 ? '+' : '-'}${bytesText(Math.abs(value))}`;
}
