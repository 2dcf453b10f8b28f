import type { Interner } from '../lexer/interner.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type * as A from '../parser/ast.ts';
import { S_STATIC } from '../parser/ast.ts';
import type { ParsedSegment } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import { BlockScope } from '../types/block-scope.ts';
import { onceWith } from '../text/worked-out.ts';

/** A static object that a function's body declares with a section attribute. */
export interface BlockObject {
  readonly definition: A.FunctionDefinition;
  readonly declaration: A.BlockDeclaration;
  readonly declarator: A.BlockDeclarator;
  readonly scope: BlockScope;
}

/** Functions of a part in whose bodies a section attribute stands; computed once for all units that share it. */
function functionsWithSections(part: ParsedSegment, interner: Interner): readonly A.FunctionDefinition[] {
  const words = [interner.intern('section'), interner.intern('__section__')];
  return part.declarations.filter((declaration): declaration is A.FunctionDefinition => {
    if (declaration.kind !== 'function') return false;
    const {
      source: {
        tokens: { kind, value },
      },
      from,
      to,
    } = declaration.body;
    for (let i = from; i < to; i++) if (kind[i] === T_IDENT && words.includes(value[i] as number)) return true;
    return false;
  });
}

/** The static objects with a section of their own that bodies of a part declare, as they stand. */
export function blockObjects(unit: TranslationUnit, part: ParsedSegment): readonly BlockObject[] {
  const found: BlockObject[] = [];
  for (const definition of onceWith(part, functionsWithSections, unit.interner)) {
    collect(unit.body(definition).block, BlockScope.ofFunction(definition), definition, found);
  }
  return found;
}

/** Walks the parts of a body that may have declarations: statements, and expressions with ({ ... }). */
function collect(node: object, scope: BlockScope, definition: A.FunctionDefinition, found: BlockObject[]): void {
  let inner = scope;
  if ('kind' in node) {
    if (node.kind === 'block' || node.kind === 'for') inner = new BlockScope(scope);
    else if (node.kind === 'declare') {
      const declaration = node as A.BlockDeclaration;
      scope.add(declaration);
      if ((declaration.specifiers.storage & S_STATIC) !== 0) {
        for (const declarator of declaration.declarators) {
          if (hasSection(declaration.specifiers.attributes) || hasSection(declarator.attributes))
            found.push({ definition, declaration, declarator, scope });
        }
      }
    }
  }
  for (const [name, value] of Object.entries(node) as readonly [string, unknown][]) {
    // Tokens and types hold no statements.
    if (name !== 'source' && name !== 'specifiers' && typeof value === 'object' && value !== null)
      collect(value, inner, definition, found);
  }
}

function hasSection(attributes: readonly A.Attribute[]): boolean {
  return attributes.some(({ name }) => name === 'section');
}
