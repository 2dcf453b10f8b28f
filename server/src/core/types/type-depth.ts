import type { Type } from './type.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/**
 * A type of more steps than this (pointers, arrays, functions, vectors and typedef names, one around the other) is
 * unknown: types are read recursively. C17 5.2.4.1 asks for 12.
 */
export const MAX_STEPS = 256;
export const TOO_DEEP_TYPE = `a type nested more than ${MAX_STEPS} pointers, arrays, functions and typedefs deep`;

/**
 * Beside the types, which do not change: a step count says nothing about a tree, so no edit makes it stale, and it goes
 * with its type. A field of the type would be copied into types that are made of it by spreading, with other targets.
 */
// eslint-disable-next-line no-restricted-syntax -- see above
const stepsByType = new WeakMap<Type, number>();

/**
 * True for a type of more than MAX_STEPS steps down to its records, enums and basic types. Every type is checked when
 * it is made, so its components have been checked and only its own steps are new.
 */
export function isTooDeep(type: Type): boolean {
  return stepsOf(type) > MAX_STEPS;
}

function stepsOf(type: Type): number {
  switch (type.kind) {
    case 'typedef':
    case 'pointer':
      return measured(type, () => stepsOf(type.target));
    case 'array':
    case 'vector':
      return measured(type, () => stepsOf(type.element));
    case 'function':
      return measured(type, () =>
        type.parameters.reduce((most, parameter) => Math.max(most, stepsOf(parameter)), stepsOf(type.result)),
      );
    default:
      return 0;
  }
}

function measured(type: Type, below: () => number): number {
  return getOrMake(stepsByType, type, () => below() + 1);
}
