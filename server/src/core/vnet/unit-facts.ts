import type { Exact } from '../abi/exact.ts';
import type { LayoutEngine } from '../abi/layout-engine.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import type { TypeResolver } from '../types/type-resolver.ts';
import { typeText } from '../types/type-text.ts';
import { isUnknown } from '../types/unknown.ts';
import { emissionOrder } from './emission-order.ts';
import { setVariables, type InstanceSet, type SetVariable } from './set-variables.ts';
import { UnitAnswers } from './unit-answers.ts';

/** A member of a set as its object brings it: plain data, free of the unit it was read from. */
export interface UnitVariable {
  readonly set: InstanceSet;
  readonly name: string;
  readonly symbol: string;
  /** File and 1-based place of the name in its definition. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The declared type as C text. */
  readonly type: string;
  readonly sizeBytes: Exact | null;
  readonly alignBytes: number | null;
  readonly isStatic: boolean;
  readonly isInitialized: boolean;
  /** Why size or alignment is null. */
  readonly unknown: string | undefined;
  /**
   * Where the object's source includes the file that defines it, when the definition is not in the source itself;
   * 1-based.
   */
  readonly includedAt?: { readonly line: number; readonly column: number } | undefined;
}

/** The same with its place in the set of a kernel or module. */
export interface PlacedVariable extends UnitVariable {
  /** From the set's start; null after a member of unknown size. */
  readonly offsetBytes: Exact | null;
  /** The object's source. */
  readonly source: string;
}

/** The members of `set` that a unit's object holds, in emission order, measured for the engine's target. */
export function unitVariables(
  unit: TranslationUnit,
  resolver: TypeResolver,
  engine: LayoutEngine,
  set: InstanceSet,
): readonly UnitVariable[] {
  const variables = setVariables(unit).filter((variable) => variable.set === set);
  return emissionOrder(unit, variables, new UnitAnswers(resolver, engine)).map((variable) =>
    measure(unit, resolver, engine, variable),
  );
}

function measure(
  unit: TranslationUnit,
  resolver: TypeResolver,
  engine: LayoutEngine,
  variable: SetVariable,
): UnitVariable {
  const { declaration, declarator, inside, place } = variable;
  const type = resolver.ofDeclarator(declaration.specifiers, declarator, inside?.scope);
  const size = engine.sizeOfVariable(type, declarator, inside?.scope);
  const align = engine.variableAlign(type, declaration.specifiers, declarator, inside?.scope);
  const position = place?.file.lines.position(place.file.start[place.token] ?? 0);
  return {
    set: variable.set,
    name: variable.name,
    symbol: variable.symbol,
    file: place?.file.path ?? unit.path,
    line: (position?.line ?? 0) + 1,
    column: (position?.character ?? 0) + 1,
    type: typeText(resolver, type),
    sizeBytes: isUnknown(size) ? null : size,
    alignBytes: typeof align === 'number' ? align : null,
    isStatic: variable.isStatic,
    isInitialized: variable.isInitialized,
    unknown: isUnknown(size) ? size.reason : isUnknown(align) ? align.reason : undefined,
  };
}
