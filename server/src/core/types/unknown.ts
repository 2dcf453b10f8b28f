/** What stands where a type, a number or a value could not be worked out. Nothing is ever guessed instead. */
export interface Unknown {
  readonly kind: 'unknown';
  /** The cause, as a clause: "struct foo is not defined here". */
  readonly reason: string;
  /**
   * True where C itself has no constant here (a variable's value, a call), false where something is missing or not
   * evaluated.
   */
  readonly isNoConstant?: boolean;
}

export function unknown(reason: string): Unknown {
  return { kind: 'unknown', reason };
}

/** An Unknown for an expression that is no constant expression, whatever else were known. */
export function noConstant(reason: string): Unknown {
  return { kind: 'unknown', reason, isNoConstant: true };
}

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && (value as Partial<Unknown>).kind === 'unknown';
}
