import type { Problem } from '../text/problem.ts';

/** An answer that could not be given: one clear line, and the names that may have been meant. */
export interface Failure {
  readonly failure: Problem;
  /** Nearest first; empty when nothing is near or nothing was named. */
  readonly near: readonly string[];
}

export function failureAt(file: string, line: number, message: string, near: readonly string[] = []): Failure {
  return { failure: { file, line, message }, near };
}

export function isFailure(answer: object): answer is Failure {
  return 'failure' in answer;
}
