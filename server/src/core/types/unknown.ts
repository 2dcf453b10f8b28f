/** Stands for a type, number or value that is unknown. Nothing is ever guessed instead. */
export interface Unknown {
  readonly kind: 'unknown';
  /** The cause, as a clause: "struct foo is not defined here". */
  readonly reason: string;
  /** True if C has no constant here (a variable's value, a call); false if something is missing or not evaluated. */
  readonly isNoConstant?: boolean;
}

export function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason };
}

/** An Unknown for an expression that is not a constant expression. */
export function noConstant(reason: string): Unknown {
  return { kind: 'unknown', reason, isNoConstant: true };
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && (value as Partial<Unknown>).kind === 'unknown';
}
