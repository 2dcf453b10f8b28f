/** Thrown at a construct that is not supported; caught where a reason for "unknown" is needed. */
export class NotUnderstood extends Error {}
