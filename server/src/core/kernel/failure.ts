import type { Problem } from '../text/problem.ts';

/** A question that cannot be answered: the reason in one line, and names that the user may have meant. */
export interface Failure {
  readonly failure: Problem;
  /** The most similar first; empty if there are none or no name was given. */
  readonly near: readonly string[];
}

export function failureAt(file: string, line: number, message: string, near: readonly string[] = []): Failure {
  return { failure: { file, line, message }, near };
}

export function isFailure(answer: object): answer is Failure {
  return 'failure' in answer;
}
