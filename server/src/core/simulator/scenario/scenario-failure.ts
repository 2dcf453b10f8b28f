import type { ScenarioPlace } from './statement.ts';

/** A statement did not do what it says. */
export interface ScenarioFailure extends ScenarioPlace {
  /** The first is what went wrong; behind it what the kernel printed meanwhile. */
  readonly messages: readonly [string, ...string[]];
  /** The scenario asks for something that there is not: no kernel would be asked. */
  readonly isMistake: boolean;
}

export function mistake({ line, column }: ScenarioPlace, message: string): ScenarioFailure {
  return { line, column, messages: [message], isMistake: true };
}

export function failure({ line, column }: ScenarioPlace, message: string): ScenarioFailure {
  return { line, column, messages: [message], isMistake: false };
}
