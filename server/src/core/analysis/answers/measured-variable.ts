import type { Exact } from '../../abi/exact.ts';
import { S_EXTERN, S_STATIC } from '../../parser/ast.ts';
import { typeText } from '../../types/type-text.ts';
import { isUnknown } from '../../types/unknown.ts';
import { SYMBOL_PREFIX, type InstanceSet } from '../../vnet/set-variables.ts';
import type { UnitVariable } from '../../vnet/unit-facts.ts';
import type { VariableFact } from '../../vnet/file-facts.ts';
import type { InitialValue } from '../region/initial-value.ts';
import type { SourcePart } from '../region/live-region.ts';
import type { Session } from '../session/session.ts';
import type { Located } from '../workspace/tree-index.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/**
 * Type, size and alignment of a variable, from its definition if that is known, else from a declaration in the file.
 */
export interface MeasuredVariable {
  readonly symbol: string;
  readonly type: string;
  readonly sizeBytes: Exact | null;
  readonly alignBytes: number | null;
  readonly unknown: string | undefined;
  readonly isStatic: boolean | undefined;
  readonly isInitialized: boolean | undefined;
  readonly initial: InitialValue | undefined;
  /** File that its definition stands in; undefined if these are a declaration's. */
  readonly definedIn: string | undefined;
}

/**
 * @param definitions the definition that the file means comes first
 * @returns undefined if nothing read so far declares it
 */
export function measureVariable(
  session: Session,
  path: string,
  set: InstanceSet,
  name: string,
  definitions: readonly Located<VariableFact>[],
): MeasuredVariable | undefined {
  const [definition] = definitions;
  if (definition !== undefined) {
    const source = definition.path.endsWith('.c') ? definition.path : session.regions.readerOf(definition.path);
    const known = source === undefined ? undefined : session.regions.knownPart(source);
    const found = known === undefined ? undefined : fromPart(known, set, name);
    if (found !== undefined) return found;
    // A definition without a declaration elsewhere is known to its own file only.
    const declared = source === path ? undefined : fromUnit(session, path, set, name);
    if (declared !== undefined) return declared;
    if (source === undefined) return undefined;
    const part = known ?? session.regions.part(source);
    const late = part === undefined ? undefined : fromPart(part, set, name);
    return late ?? fromUnit(session, source, set, name);
  }
  const [row] = session.regions.region(set)?.byName.get(name) ?? [];
  const part = row === undefined ? undefined : session.regions.knownPart(row.source);
  return (part === undefined ? undefined : fromPart(part, set, name)) ?? fromUnit(session, path, set, name);
}

function fromPart({ sets, values }: SourcePart, set: InstanceSet, name: string): MeasuredVariable | undefined {
  const variable = sets[set].find((one) => one.name === name);
  return variable === undefined ? undefined : fromDefinition(variable, values.get(variable.symbol));
}

function fromDefinition(variable: UnitVariable, initial: InitialValue | undefined): MeasuredVariable {
  const { symbol, type, sizeBytes, alignBytes, unknown, isStatic, isInitialized, file } = variable;
  return { symbol, type, sizeBytes, alignBytes, unknown, isStatic, isInitialized, initial, definedIn: file };
}

/** Reads the declarations in the file's unit. The alignment stays unknown: only the definition may give it. */
function fromUnit(session: Session, path: string, set: InstanceSet, name: string): MeasuredVariable | undefined {
  const measured = session.unitFor(path);
  return measured === undefined ? undefined : declaredVariable(measured, set, name, session.workspace.kernel.vimage);
}

function declaredVariable(
  { unit, resolver, engine }: MeasuredUnit,
  set: InstanceSet,
  name: string,
  vimage: boolean,
): MeasuredVariable | undefined {
  // Without VIMAGE the symbol has no prefix.
  const symbol = set === 'set_vnet' && !vimage ? name : `${SYMBOL_PREFIX[set]}${name}`;
  for (const entity of unit.entities(unit.interner.intern(symbol))) {
    if (entity.kind !== 'variable') continue;
    const { specifiers } = entity.declaration;
    const type = resolver.ofDeclarator(specifiers, entity.declarator);
    const size = engine.sizeOfVariable(type, entity.declarator);
    const isDefinition = (specifiers.storage & S_EXTERN) === 0;
    const align = isDefinition ? engine.variableAlign(type, specifiers, entity.declarator) : null;
    const reason = isUnknown(size) ? size.reason : isUnknown(align) ? align.reason : undefined;
    return {
      symbol,
      type: typeText(resolver, type),
      sizeBytes: isUnknown(size) ? null : size,
      alignBytes: isUnknown(align) ? null : align,
      unknown: reason,
      isStatic: isDefinition ? (specifiers.storage & S_STATIC) !== 0 : undefined,
      isInitialized: isDefinition ? entity.declarator.initializer !== undefined : undefined,
      initial: undefined,
      definedIn: isDefinition ? unit.path : undefined,
    };
  }
  return undefined;
}
