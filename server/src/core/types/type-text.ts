import type { TokenRange } from '../parser/ast.ts';
import { Q_ATOMIC, Q_CONST, Q_RESTRICT, Q_VOLATILE } from '../parser/ast.ts';
import { F_SPACE } from '../lexer/token-kinds.ts';
import type { TypeResolver } from './type-resolver.ts';
import { isUnknown } from './unknown.ts';
import type { ArrayType, FunctionType, Type, VectorType } from './type.ts';

/**
 * A type as C declares it: "int", "struct ifnethead", "char [32768]", "int (*)(struct mbuf *)", "counter_u64_t [29]".
 * Typedef names stay as written; bounds are numbers where they are known. An unknown type is '?'.
 * `declared` is the name in the middle of a declaration: "char *names[4]".
 */
export function typeText(resolver: TypeResolver, type: Type, declared = ''): string {
  switch (type.kind) {
    case 'unknown':
      return joined('?', declared);
    case 'builtin':
      return joined(qualifierText(type.qualifiers) + (type.name === 'bool' ? '_Bool' : type.name), declared);
    case 'typedef':
      return joined(qualifierText(type.qualifiers) + resolver.spelling(type.name), declared);
    case 'record':
    case 'enum': {
      const { kind, tag } = type.specifier;
      return joined(
        `${qualifierText(type.qualifiers)}${kind} ${tag === 0 ? '{...}' : resolver.spelling(tag)}`,
        declared,
      );
    }
    case 'vector':
      return joined(
        `${qualifierText(type.qualifiers)}${typeText(resolver, type.element)} __attribute__((${vectorText(resolver, type)}))`,
        declared,
      );
    case 'pointer': {
      const name = `*${qualifierText(type.qualifiers)}${declared}`.trimEnd();
      const isWrapped = type.target.kind === 'array' || type.target.kind === 'function';
      return typeText(resolver, type.target, isWrapped ? `(${name})` : name);
    }
    case 'array':
      return typeText(resolver, type.element, `${declared}${boundText(resolver, type)}`);
    case 'function':
      return typeText(resolver, type.result, `${declared}${parameterText(resolver, type)}`);
  }
}

function joined(base: string, declared: string): string {
  return declared === '' ? base : `${base} ${declared}`;
}

function qualifierText(flags: number): string {
  if (flags === 0) return '';
  return `${(flags & Q_CONST) !== 0 ? 'const ' : ''}${(flags & Q_VOLATILE) !== 0 ? 'volatile ' : ''}${(flags & Q_RESTRICT) !== 0 ? 'restrict ' : ''}${(flags & Q_ATOMIC) !== 0 ? '_Atomic ' : ''}`;
}

function vectorText(resolver: TypeResolver, { bytes, elements }: VectorType): string {
  if (bytes !== undefined) return `vector_size(${rangeText(resolver, bytes)})`;
  return `ext_vector_type(${typeof elements === 'object' ? rangeText(resolver, elements) : (elements ?? '')})`;
}

function boundText(resolver: TypeResolver, type: ArrayType): string {
  if (type.count !== undefined) return `[${type.count}]`;
  if (type.bound === undefined) return '[]';
  const count = resolver.oracle?.arrayCount(type);
  return `[${count === undefined || isUnknown(count) ? rangeText(resolver, type.bound) : count}]`;
}

function parameterText(resolver: TypeResolver, type: FunctionType): string {
  if (type.isOldStyle) return '()';
  const texts = type.parameters.map((parameter) => typeText(resolver, parameter));
  if (type.isVariadic) texts.push('...');
  return `(${texts.length === 0 ? 'void' : texts.join(', ')})`;
}

/** Tokens as they are written after macro expansion. */
function rangeText(resolver: TypeResolver, { source, from, to }: TokenRange): string {
  const { tokens } = source;
  let text = '';
  for (let i = from; i < to; i++) {
    if (i > from && ((tokens.flags[i] ?? 0) & F_SPACE) !== 0) text += ' ';
    text += tokens.spelling(i, resolver.unit.interner);
  }
  return text;
}
