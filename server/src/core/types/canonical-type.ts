import type { TypeResolver } from './type-resolver.ts';
import { isAnonymousMember } from './members.ts';
import { plain, type RecordType, type Type } from './type.ts';
import { isUnknown, unknown, type Unknown } from './unknown.ts';

/**
 * A text that is equal for compatible types in different units (C17 6.2.7p1): typedef names expanded, bounds as
 * numbers, tags by name, records without a tag by their members. It reads from the outside in: "[29]*unsigned long",
 * "*(int,*struct mbuf)void". Unknown when a part of the type is. Compare two of them with sameCanonical.
 */
export function canonicalType(resolver: TypeResolver, type: Type): string | Unknown {
  const parts: string[] = [];
  const problem = write(resolver, type, parts, 0);
  return problem ?? parts.join('');
}

/** True if two canonical texts are compatible: equal, or one leaves out bounds or parameters that the other gives. */
export function sameCanonical(left: string, right: string): boolean {
  if (left === right) return true;
  const a = /^\[\d*\](.*)$/s.exec(left);
  const b = /^\[\d*\](.*)$/s.exec(right);
  if (a === null || b === null || (!left.startsWith('[]') && !right.startsWith('[]'))) return false;
  return a[1] === b[1];
}

function write(resolver: TypeResolver, type: Type, parts: string[], extraQualifiers: number): Unknown | undefined {
  if (type.kind === 'typedef') return write(resolver, type.target, parts, extraQualifiers | type.qualifiers);
  const inner = plain(type);
  const qualifiers = extraQualifiers | ('qualifiers' in inner ? inner.qualifiers : 0);
  if (qualifiers !== 0 && inner.kind !== 'array' && inner.kind !== 'function') parts.push(`${qualifiers}:`);
  switch (inner.kind) {
    case 'unknown':
      return inner;
    case 'builtin':
      parts.push(inner.name);
      return undefined;
    case 'pointer':
      parts.push('*');
      return write(resolver, inner.target, parts, 0);
    case 'array': {
      if (inner.bound === undefined && inner.count === undefined) parts.push('[]');
      else {
        const count = resolver.oracle?.arrayCount(inner) ?? unknown('bounds are not evaluated');
        if (isUnknown(count)) return count;
        parts.push(`[${count}]`);
      }
      return write(resolver, inner.element, parts, extraQualifiers);
    }
    case 'function': {
      parts.push('(');
      if (!inner.isOldStyle) {
        for (const parameter of inner.parameters) {
          // A parameter's own qualifiers don't count (C17 6.7.6.3p15).
          const value = plain(parameter);
          const problem = write(resolver, 'qualifiers' in value ? { ...value, qualifiers: 0 } : value, parts, 0);
          if (problem !== undefined) return problem;
          parts.push(',');
        }
        parts.push(inner.isVariadic ? '...' : inner.parameters.length === 0 ? 'void' : '');
      }
      parts.push(')');
      return write(resolver, inner.result, parts, 0);
    }
    case 'enum': {
      const { tag, enumerators } = inner.specifier;
      parts.push(
        tag !== 0
          ? `enum ${resolver.spelling(tag)}`
          : `enum{${(enumerators ?? []).map((one) => resolver.spelling(one.name)).join(',')}}`,
      );
      return undefined;
    }
    case 'vector': {
      const count = resolver.oracle?.vectorCount(inner) ?? unknown('a vector size is not evaluated');
      if (isUnknown(count)) return count;
      parts.push(`<${count}>`);
      return write(resolver, inner.element, parts, 0);
    }
    case 'record':
      return writeRecord(resolver, inner, parts);
  }
}

function writeRecord(resolver: TypeResolver, record: RecordType, parts: string[]): Unknown | undefined {
  const { kind, tag, members } = record.specifier;
  if (tag !== 0) {
    parts.push(`${kind} ${resolver.spelling(tag)}`);
    return undefined;
  }
  parts.push(`${kind}{`);
  for (const member of members ?? []) {
    const declarators = isAnonymousMember(member) ? [undefined] : member.declarators;
    for (const declarator of declarators) {
      if (declarator !== undefined) parts.push(resolver.spelling(declarator.name));
      if (declarator?.bitWidth !== undefined) {
        const width =
          resolver.oracle?.integer(declarator.bitWidth, record.scope) ?? unknown('bit widths are not evaluated');
        if (isUnknown(width)) return width;
        parts.push(`:${width.toString()}`);
      }
      parts.push(' ');
      const problem = write(resolver, resolver.ofMember(member, declarator, record.scope), parts, 0);
      if (problem !== undefined) return problem;
      parts.push(';');
    }
  }
  parts.push('}');
  return undefined;
}
