/** What stands where a type, a number or a value could not be worked out. Nothing is ever guessed instead. */
export interface Unknown {
  readonly kind: 'unknown';
  /** The cause, as a clause: "struct foo is not defined here". */
  readonly reason: string;
}

export function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason };
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && (value as Partial<Unknown>).kind === 'unknown';
}
