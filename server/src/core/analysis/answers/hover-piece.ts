import type { Location } from './answer-terms.ts';

/** A piece of a line: plain words, code, something to notice, a link to a place. */
export type Piece =
  string | { readonly code: string } | { readonly strong: Piece } | { readonly link: Location; readonly text: string };
