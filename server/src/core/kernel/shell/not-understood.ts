/**
 * Something that this program does not follow: thrown where it is met, caught where a reason for "unknown" is wanted.
 */
export class NotUnderstood extends Error {}
