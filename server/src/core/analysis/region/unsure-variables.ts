import { lineColumn, type VariableFact } from '../../vnet/file-facts.ts';
import type { TokenFile } from '../../lexer/token-file.ts';
import { SYMBOL_PREFIX, type InstanceSet } from '../../vnet/set-variables.ts';
import type { UnitVariable } from '../../vnet/unit-facts.ts';
import type { UnsureUnit } from '../workspace/workspace.ts';

/**
 * Members of a unit that read a header of unknown content: those that it has without that content, and those that its
 * source defines as written. What they are is told, their sizes are not.
 */
export function unsureVariables(
  found: readonly UnitVariable[],
  { because, definitions }: UnsureUnit,
  set: InstanceSet,
  file: TokenFile,
): readonly UnitVariable[] {
  const names = new Set(found.map(({ name }) => name));
  const unknown = because.message;
  const more = definitions
    .filter((one) => one.set === set && !names.has(one.name))
    .map((one) => asWritten(one, file, unknown));
  return [...found.map((variable) => ({ ...variable, sizeBytes: null, alignBytes: null, unknown })), ...more];
}

function asWritten(
  { set, name, type, start, isStatic, initializer }: VariableFact,
  file: TokenFile,
  unknown: string,
): UnitVariable {
  return {
    set,
    name,
    symbol: `${SYMBOL_PREFIX[set]}${name}`,
    file: file.path,
    ...lineColumn(file, start),
    type,
    sizeBytes: null,
    alignBytes: null,
    isStatic,
    isInitialized: initializer !== undefined,
    unknown,
  };
}
