import { qualified, type Type } from './type.ts';

/**
 * The type with every typedef name in it replaced by what it stands for: "unsigned int" for u_int, so that two ways to
 * write a type are one. A record without a tag keeps the typedef name that stands for it, which is all the name it has.
 */
export function expandedType(type: Type): Type {
  switch (type.kind) {
    case 'typedef': {
      const target = type.target.kind === 'record' && type.target.specifier.tag === 0 ? undefined : type.target;
      return target === undefined ? type : qualified(expandedType(target), type.qualifiers);
    }
    case 'pointer':
      return { ...type, target: expandedType(type.target) };
    case 'array':
      return { ...type, element: expandedType(type.element) };
    case 'function':
      return { ...type, result: expandedType(type.result), parameters: type.parameters.map(expandedType) };
    case 'vector':
      return { ...type, element: expandedType(type.element) };
    default:
      return type;
  }
}
