import type { Attribute, Declarator, Derivation, Specifiers } from '../parser/ast.ts';
import { Q_PTR32, Q_PTR64 } from '../parser/ast.ts';
import { isUnknownAttribute } from '../parser/attribute-table.ts';
import type { BlockScope } from './block-scope.ts';
import { withMode } from './machine-mode.ts';
import type { TypeResolver } from './type-resolver.ts';
import { qualified, type Type } from './type.ts';
import { isUnknown, unknown, type Unknown } from './unknown.ts';
import { vectorOf } from './vector-type.ts';

const NONE: readonly Attribute[] = [];

/**
 * The attributes that a declaration gives the declared name: those among the specifiers, after the declarator, and in
 * its pointers (clang, Sema::ProcessDeclAttributes). Those of a struct's own specifier are the type's, not these.
 */
export function declarationAttributes(
  specifiers: Specifiers,
  declarator: Declarator | undefined,
): readonly Attribute[] {
  const shared = specifiers.attributes;
  if (declarator === undefined) return shared;
  let all: readonly Attribute[] = declarator.attributes;
  if (shared.length > 0) all = all.length === 0 ? shared : [...shared, ...all];
  for (const step of declarator.derivations)
    if (step.kind === 'pointer' && step.attributes.length > 0) all = [...all, ...step.attributes];
  return all.length === 0 ? NONE : all;
}

export function hasAttribute(attributes: readonly Attribute[], name: string): boolean {
  for (const attribute of attributes) if (attribute.name === name) return true;
  return false;
}

/** Why these attributes make their declaration unknown; undefined if all are understood or harmless. */
export function unknownAttribute(attributes: readonly Attribute[]): Unknown | undefined {
  for (const { name } of attributes) {
    if (!isUnknownAttribute(name)) continue;
    const text =
      /\W/.test(name) && !/^\w+::\w+$/.test(name)
        ? name
        : name.includes('::')
          ? `[[${name}]]`
          : `__attribute__((${name}))`;
    return unknown(`${text} is not understood: it may change the layout`);
  }
  return undefined;
}

/**
 * Applies the attributes that make another type of `type`: vectors and address spaces (clang, processTypeAttrs). Those
 * of a declaration alone, as mode, are left to withModes.
 */
export function withTypeAttributes(
  resolver: TypeResolver,
  type: Type,
  attributes: readonly Attribute[],
  scope: BlockScope | undefined,
): Type {
  let attributed: Type = unknownAttribute(attributes) ?? type;
  for (const { name, operand } of attributes) {
    if (operand === undefined || isUnknown(attributed)) continue;
    switch (name) {
      case 'vector_size':
        attributed = vectorOf(resolver, attributed, { bytes: operand }, scope);
        break;
      case 'ext_vector_type':
      case 'clang::ext_vector_type':
        attributed = vectorOf(resolver, attributed, { elements: operand }, scope);
        break;
      case 'address_space':
      case 'clang::address_space':
        attributed = inSpace(resolver, attributed, operand, scope);
        break;
      default:
    }
  }
  return attributed;
}

/** Applies the modes among the attributes of a declaration to its whole type. */
export function withModes(resolver: TypeResolver, type: Type, attributes: readonly Attribute[]): Type {
  let made = type;
  for (const { name, operand } of attributes)
    if (name === 'mode')
      made = operand === undefined ? unknown('a mode without a name') : withMode(resolver, made, operand);
  return made;
}

/** A pointer's own attributes; the type they stand in is `pointer`. */
export function withPointerAttributes(
  resolver: TypeResolver,
  pointer: Type,
  step: Extract<Derivation, { kind: 'pointer' }>,
  scope: BlockScope | undefined,
): Type {
  return step.attributes.length === 0 ? pointer : withTypeAttributes(resolver, pointer, step.attributes, scope);
}

/** On x86, pointers into three spaces have their own widths; pointers into others are like any pointer. */
function inSpace(
  resolver: TypeResolver,
  type: Type,
  operand: NonNullable<Attribute['operand']>,
  scope: BlockScope | undefined,
): Type {
  const space = resolver.oracle?.integer(operand, scope) ?? unknown('an address space is not evaluated');
  if (isUnknown(space)) return space;
  if (space < 0n || space > 8_388_581n) return unknown(`clang refuses address space ${space.toString()}`);
  return space === 270n || space === 271n ? qualified(type, Q_PTR32) : space === 272n ? qualified(type, Q_PTR64) : type;
}
