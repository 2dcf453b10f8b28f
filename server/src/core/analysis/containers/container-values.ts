import { isUnknown } from '../../types/unknown.ts';
import type { VimageMode } from './vimage-modes.ts';
import { extendedUnit } from './vimage-units.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * Values of integer constant expressions where a source ends, with its own macros; undefined for what is none there.
 * One unit answers for all.
 */
export function valuesIn(
  workspace: Workspace,
  mode: VimageMode,
  path: string,
  expressions: readonly string[],
): ReadonlyMap<string, string | undefined> {
  const wanted = [...new Set(expressions)];
  const { unit, engine } = extendedUnit(
    workspace,
    mode,
    path,
    wanted
      .map((expression, i) => `\nstatic const long vnetscope_value_${i} = (long)(${expression});`)
      .join('')
      .concat('\n'),
  );
  return new Map(
    wanted.map((expression, i) => {
      const value = engine.constVariable(unit.interner.intern(`vnetscope_value_${i}`));
      return [
        expression,
        value === undefined || isUnknown(value) || value.kind !== 'integer' ? undefined : String(value.value),
      ];
    }),
  );
}
