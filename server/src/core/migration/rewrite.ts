import type { TextEdit } from '../text/text-edit.ts';
import type { Spot } from '../text/spot.ts';

/** The older interfaces, in the order in which FreeBSD replaced them. */
export const MIGRATIONS = ['container', 'sysctl', 'static'] as const;
export type Migration = (typeof MIGRATIONS)[number];

/** A construct of an older interface, rewritten as the newer one. The spot is where a developer would point. */
export interface Rewrite extends Spot {
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
