import { ANYWHERE, WHOLE_FILE, type WantedUntil } from '../preprocessor/body-filter.ts';
import type { FileFacts } from './file-facts.ts';
import type { MacroRoles } from './macro-roles.ts';
import { SYMBOL_PREFIX, type SetVariable } from './set-variables.ts';

/**
 * Which function bodies can affect the order of a unit's members: those that name a tentative definition of the file or
 * an initialized one after them, and those that define a member. Takes names as written: `x` of VNET_DEFINE(t, x),
 * which V_x, VNET(x) and IPSTAT_INC lead to.
 */
export function decidingBodies(facts: FileFacts, roles: MacroRoles): WantedUntil {
  const until = new Map<string, number>([['__COUNTER__', ANYWHERE]]);
  for (const [name, { role }] of roles) if (role === 'define') until.set(name, ANYWHERE);
  // A single member has no order.
  if (facts.definitions.length > 1) {
    for (const { name, set, initializer, start } of facts.definitions) {
      const reach = Math.max(until.get(name) ?? 0, initializer === undefined ? WHOLE_FILE : start);
      until.set(name, reach).set(`${SYMBOL_PREFIX[set]}${name}`, reach);
    }
  }
  return (spelling) => until.get(spelling) ?? 0;
}

/**
 * True if all members were known from the file's own text, so that `decidingBodies` saw them. Whether and where a
 * variable of a function's body is emitted, any body may decide.
 */
export function coversAll(facts: FileFacts, variables: readonly SetVariable[]): boolean {
  const names = new Set(facts.definitions.map(({ name }) => name));
  return variables.every(({ name, inside }) => inside === undefined && names.has(name));
}
