import type { TextEdit } from '../text/text-edit.ts';
import type { Spot } from '../text/spot.ts';

/** The older ways, in the order in which FreeBSD left them. */
export const MIGRATIONS = ['container', 'sysctl', 'static'] as const;
export type Migration = (typeof MIGRATIONS)[number];

/** One construct of an older way, put in the newer one. Its spot is what a developer would point at. */
export interface Change extends Spot {
  readonly migration: Migration;
  /** What is done, in the imperative. */
  readonly title: string;
  /** In one file; they don't overlap. */
  readonly edits: readonly TextEdit[];
}

/** What has to be looked at by hand. */
export interface Remark extends Spot {
  readonly message: string;
}
