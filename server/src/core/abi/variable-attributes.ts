import { S_EXTERN, type Attribute, type Declarator, type Specifiers } from '../parser/ast.ts';
import type { Entity } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { declarationAttributes } from '../types/type-attributes.ts';

type Variable = Extract<Entity, { kind: 'typedef' | 'variable' | 'function' }>;

/**
 * The attributes of a variable: each declaration has those of the ones before it (clang, Sema::mergeDeclAttributes),
 * and of several tentative definitions the last is the one that is emitted (VarDecl::getActingDefinition).
 */
export function variableAttributes(
  unit: TranslationUnit,
  specifiers: Specifiers,
  declarator: Declarator,
  scope: BlockScope | undefined,
): readonly Attribute[] {
  const own = declarationAttributes(specifiers, declarator);
  if (scope !== undefined || declarator.name === 0) return own;
  const all = declarationsOf(unit, declarator.name);
  const asked = all.findIndex((one) => one.declarator === declarator);
  if (asked < 0 || all.length === 1) return own;
  const isInitialized = all[asked]?.declarator.initializer !== undefined;
  const last = isInitialized ? asked : Math.max(asked, lastTentative(all));
  return all.slice(0, last + 1).flatMap((one) => declarationAttributes(one.declaration.specifiers, one.declarator));
}

/** The attributes that all declarations of a file-scope name give it. */
export function allAttributes(unit: TranslationUnit, name: number): readonly Attribute[] {
  return declarationsOf(unit, name).flatMap((one) => declarationAttributes(one.declaration.specifiers, one.declarator));
}

function declarationsOf(unit: TranslationUnit, name: number): readonly Variable[] {
  return unit.inOrder(
    unit
      .entities(name)
      .filter((entity): entity is Variable => entity.kind === 'variable' || entity.kind === 'function'),
  );
}

function lastTentative(all: readonly Variable[]): number {
  return all.findLastIndex(
    ({ declaration, declarator }) =>
      (declaration.specifiers.storage & S_EXTERN) === 0 && declarator.initializer === undefined,
  );
}
