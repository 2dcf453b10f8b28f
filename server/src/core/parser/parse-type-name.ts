import type { TypeName } from './ast.ts';
import type { BodyCursor } from './body-cursor.ts';
import { parseDeclarator } from './parse-declarator.ts';
import { parseSpecifiers } from './parse-specifiers.ts';

/** type-name, C17 6.7.7. */
export function parseTypeName(cursor: BodyCursor): TypeName {
  const specifiers = parseSpecifiers(cursor, 'type-name') ?? {
    storage: 0,
    qualifiers: 0,
    base: { kind: 'builtin' as const, name: 'int' as const },
    attributes: [],
    source: cursor.source,
  };
  const { derivations, attributes } = parseDeclarator(cursor, 'type-name');
  return { specifiers, derivations, attributes };
}
