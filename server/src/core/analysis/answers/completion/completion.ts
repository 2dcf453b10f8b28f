import type { Spot } from '../../../text/spot.ts';

/** What a completion names, as far as editors tell kinds apart. */
export type CompletionKind =
  'variable' | 'member' | 'snippet' | 'constant' | 'function' | 'rule' | 'option' | 'device' | 'keyword';

/** One name that is offered where somebody types. */
export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** One line beside the label: a type, a value. */
  readonly detail: string | undefined;
  /** Where it comes from: a file of the tree. */
  readonly home: string | undefined;
  /** What is put in place of the word; in a snippet `${1:name}` and `$0` are places to fill in. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** A paragraph for people, where it costs nothing to say; else `resolveCompletion` says it. */
  readonly note: string | undefined;
}

/** What is offered at a place, the likeliest first. */
export interface Completions {
  /** The word that is replaced: what has been typed of it so far. */
  readonly word: Spot;
  readonly items: readonly Completion[];
  /** False where one more letter may bring others. */
  readonly isComplete: boolean;
}

/** More are not shown: nobody reads them, and one more letter brings the others. */
export const MOST_COMPLETIONS = 100;
