import type * as A from '../parser/ast.ts';
import { S_EXTERN, S_INLINE, S_STATIC } from '../parser/ast.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';

/** clang's MustBeEmitted for a function: external linkage and not merely inline, or __attribute__((used)). */
export function isEmittedAtOnce(unit: TranslationUnit, definition: A.FunctionDefinition): boolean {
  const declared = [
    { specifiers: definition.specifiers, attributes: definition.declarator.attributes },
    ...earlier(unit, definition),
  ];
  const has = (...names: readonly string[]): boolean =>
    declared.some(({ specifiers, attributes }) =>
      [...specifiers.attributes, ...attributes].some(({ name }) => names.includes(name)),
    );
  if (has('used', 'constructor', 'destructor')) return true;
  const storages = declared.map(({ specifiers }) => specifiers.storage);
  if (storages.some((storage) => (storage & S_STATIC) !== 0)) return false;
  if (storages.every((storage) => (storage & S_INLINE) === 0)) return true;
  const isInlineAlone = (storage: number): boolean => (storage & S_INLINE) !== 0 && (storage & S_EXTERN) === 0;
  // C17 6.7.4p7: one declaration without `inline`, or with `extern`, makes it an external definition; GNU's inline is
  // the reverse.
  if (has('gnu_inline'))
    return (
      (definition.specifiers.storage & (S_INLINE | S_EXTERN)) !== (S_INLINE | S_EXTERN) || storages.some(isInlineAlone)
    );
  return !storages.every(isInlineAlone);
}

/** Declarations of the function before its definition: later ones come too late to decide. */
function earlier(
  unit: TranslationUnit,
  definition: A.FunctionDefinition,
): readonly { readonly specifiers: A.Specifiers; readonly attributes: readonly A.Attribute[] }[] {
  const entities = unit.entities(definition.declarator.name);
  const own = entities.find((entity) => entity.kind === 'definition' && entity.definition === definition);
  const order = own === undefined ? Infinity : unit.orderOf(own.part);
  return entities.flatMap((entity) => {
    if (entity.kind !== 'function') return [];
    const place = unit.orderOf(entity.part);
    if (place > order || (place === order && own !== undefined && entity.index > own.index)) return [];
    return [{ specifiers: entity.declaration.specifiers, attributes: entity.declarator.attributes }];
  });
}
