import type { Interner } from '../lexer/interner.ts';
import type { Segment } from '../preprocessor/segment.ts';
import type * as A from './ast.ts';
import { S_TYPEDEF } from './ast.ts';
import type { Keywords } from './keywords.ts';
import { parseFile } from './parse-file.ts';
import type { Subject } from '../text/worked-out.ts';

/** What an ordinary identifier is declared as at file scope (C17 6.2.3). */
export type Entity =
  | {
      readonly kind: 'typedef' | 'variable' | 'function';
      readonly part: ParsedSegment;
      /** Position among the part's declarations. */ readonly index: number;
      readonly name: number;
      readonly declaration: A.Declaration;
      readonly declarator: A.InitDeclarator;
    }
  | {
      readonly kind: 'definition';
      readonly part: ParsedSegment;
      readonly index: number;
      readonly name: number;
      readonly definition: A.FunctionDefinition;
    }
  | {
      readonly kind: 'enumerator';
      readonly part: ParsedSegment;
      readonly index: number;
      readonly name: number;
      readonly enumerator: A.Enumerator;
    };

/** The declarations of one segment (or of several joined, where a declaration runs across an #include). */
export interface ParsedSegment extends Subject {
  readonly source: A.SyntaxSource;
  /** The segments whose tokens it holds, in order. */
  readonly segments: readonly Segment[];
  readonly declarations: readonly A.ExternalDeclaration[];
  readonly tags: readonly (A.RecordSpecifier | A.EnumSpecifier)[];
  readonly problems: readonly A.SyntaxProblem[];
  /** First token of a declaration that the segment does not finish. */
  readonly unfinished: number;
  readonly entities: readonly Entity[];
}

export function parseSegment(
  source: A.SyntaxSource,
  segments: readonly Segment[],
  interner: Interner,
  keywords: Keywords,
  isLast: boolean,
): ParsedSegment {
  const parsed = parseFile(source, interner, keywords, isLast);
  const entities: Entity[] = [];
  const part: ParsedSegment = { source, segments, ...parsed, entities };
  parsed.declarations.forEach((declaration, index) => {
    if (declaration.kind === 'function') {
      entities.push({ kind: 'definition', part, index, name: declaration.declarator.name, definition: declaration });
    } else if (declaration.kind === 'declaration') {
      const isTypedef = (declaration.specifiers.storage & S_TYPEDEF) !== 0;
      for (const declarator of declaration.declarators) {
        if (declarator.name === 0) continue;
        const kind = isTypedef ? 'typedef' : declarator.derivations[0]?.kind === 'function' ? 'function' : 'variable';
        entities.push({ kind, part, index, name: declarator.name, declaration, declarator });
      }
    }
  });
  for (const tag of parsed.tags) {
    if (tag.kind !== 'enum') continue;
    for (const enumerator of tag.enumerators ?? [])
      entities.push({ kind: 'enumerator', part, index: 0, name: enumerator.name, enumerator });
  }
  return part;
}
