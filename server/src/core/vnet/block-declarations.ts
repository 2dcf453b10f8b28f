import type { Interner } from '../lexer/interner.ts';
import * as P from '../lexer/punctuators.ts';
import { T_IDENT, T_PUNCT, T_STRING } from '../lexer/token-kinds.ts';
import type { TokenBuffer } from '../preprocessor/token-buffer.ts';
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

/** Sections whose objects have a copy per vnet or per CPU. */
const SETS: ReadonlySet<string> = new Set(['set_vnet', 'set_pcpu']);

/**
 * Functions of a part in whose bodies an attribute names the section of a set; computed once for all units that share
 * it.
 */
function functionsWithSections(part: ParsedSegment, interner: Interner): readonly A.FunctionDefinition[] {
  const words = [interner.intern('section'), interner.intern('__section__')];
  return part.declarations.filter((declaration): declaration is A.FunctionDefinition => {
    if (declaration.kind !== 'function') return false;
    const {
      source: { tokens },
      from,
      to,
    } = declaration.body;
    for (let i = from; i < to; i++)
      if (
        tokens.kind[i] === T_IDENT &&
        words.includes(tokens.value[i] as number) &&
        mayNameSet(tokens, i + 1, interner)
      )
        return true;
    return false;
  });
}

/** Tokens from `at` on are `("set_vnet")`, in one string or in several, or something that only the parser can read. */
function mayNameSet(tokens: TokenBuffer, at: number, interner: Interner): boolean {
  if (tokens.kind[at] !== T_PUNCT || tokens.value[at] !== P.P_LPAREN) return false;
  let name = '';
  let i = at + 1;
  while (tokens.kind[i] === T_STRING) name += tokens.spelling(i++, interner).slice(1, -1);
  return tokens.kind[i] !== T_PUNCT || tokens.value[i] !== P.P_RPAREN || SETS.has(name);
}

/** The static objects that bodies of a part declare in the section of a set, as they stand. */
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
