import type { MemberDeclaration, MemberDeclarator } from '../parser/ast.ts';
import type { TypeResolver } from './type-resolver.ts';
import { plain, qualified, qualifiersOf, type RecordType, type Type } from './type.ts';
import { isUnknown, unknown, type Unknown } from './unknown.ts';

/** A member found by name. */
export interface Member {
  readonly declaration: MemberDeclaration;
  /** undefined for an anonymous struct or union itself. */
  readonly declarator: MemberDeclarator | undefined;
  readonly type: Type;
}

/** The words of a record type: "struct foo", "union (unnamed)". */
export function recordName(resolver: TypeResolver, { specifier }: RecordType): string {
  return `${specifier.kind} ${specifier.tag === 0 ? '(unnamed)' : resolver.spelling(specifier.tag)}`;
}

/** True for a member without declarator that is an anonymous struct or union (C17 6.7.2.1p13). */
export function isAnonymousMember({ declarators, specifiers: { base } }: MemberDeclaration): boolean {
  return (
    declarators.length === 0 &&
    (base.kind === 'struct' || base.kind === 'union') &&
    base.tag === 0 &&
    base.members !== undefined
  );
}

/**
 * Finds `name` among the members, those of anonymous structs and unions included: the members on the way to it,
 * outermost first. Unknown when the record is incomplete or has no such member.
 */
export function memberPath(resolver: TypeResolver, record: RecordType, name: number): readonly Member[] | Unknown {
  const { members } = record.specifier;
  if (members === undefined) return unknown(`${recordName(resolver, record)} is not defined here`);
  for (const declaration of members) {
    if (isAnonymousMember(declaration)) {
      const type = resolver.ofMember(declaration, undefined, record.scope);
      const inner = plain(type);
      const rest = inner.kind === 'record' ? memberPath(resolver, inner, name) : [];
      if (!isUnknown(rest) && rest.length > 0) return [{ declaration, declarator: undefined, type }, ...rest];
      continue;
    }
    for (const declarator of declaration.declarators) {
      if (declarator.name === name)
        return [{ declaration, declarator, type: resolver.ofMember(declaration, declarator, record.scope) }];
    }
  }
  return unknown(`${recordName(resolver, record)} has no member '${resolver.spelling(name)}'`);
}

/** The type of `object.name`: the member's, with the object's qualifiers (C17 6.5.2.3p3). */
export function memberType(resolver: TypeResolver, object: Type, name: number): Type {
  const record = plain(object);
  if (isUnknown(record)) return record;
  if (record.kind !== 'record')
    return unknown(`'${resolver.spelling(name)}' is not a member: its left side is not a struct or union`);
  const path = memberPath(resolver, record, name);
  if (isUnknown(path)) return path;
  const last = path[path.length - 1];
  return last === undefined ? unknown('an empty member path') : qualified(last.type, qualifiersOf(object));
}
