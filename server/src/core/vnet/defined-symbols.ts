import type { LayoutEngine } from '../abi/layout-engine.ts';
import type { Interner } from '../lexer/interner.ts';
import { T_STRING } from '../lexer/token-kinds.ts';
import type * as A from '../parser/ast.ts';
import { S_EXTERN, S_STATIC, S_TYPEDEF } from '../parser/ast.ts';
import type { ParsedSegment } from '../parser/parsed-segment.ts';
import type { TranslationUnit } from '../parser/translation-unit.ts';
import { onceWith } from '../text/worked-out.ts';

/**
 * A superset of the symbols in a unit's object: its functions and variables, static and inline ones too, aliases, and
 * every word of its file-scope asm; from headers only what is not static.
 */
export function definedSymbols({
  unit,
  engine,
}: {
  readonly unit: TranslationUnit;
  readonly engine: LayoutEngine;
}): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of unit.parts) {
    const { names, words } = onceWith(part, readDefinitions, unit.interner);
    for (const { name, isLabelled } of names) found.add(isLabelled ? engine.symbolName(name) : unit.spelling(name));
    for (const word of words) found.add(word);
  }
  return found;
}

interface PartDefinitions {
  readonly names: readonly { readonly name: number; readonly isLabelled: boolean }[];
  readonly words: readonly string[];
}

/** Worked out once for all units that share a part. */
function readDefinitions(part: ParsedSegment, interner: Interner): PartDefinitions {
  const names: { name: number; isLabelled: boolean }[] = [];
  const words: string[] = [];
  // Static functions of headers are in every object.
  const isHeader = !part.segments.some(({ file }) => file.path.endsWith('.c'));
  const isOwn = ({ storage }: A.Specifiers): boolean => isHeader && (storage & S_STATIC) !== 0;
  const add = ({ name, attributes }: A.Declarator): void => {
    names.push({ name, isLabelled: attributes.some((attribute) => attribute.name === 'asm label') });
  };
  for (const declaration of part.declarations) {
    if (declaration.kind === 'static-assert') continue;
    if (declaration.kind === 'asm') words.push(...asmWords(declaration.operand, interner));
    else if (isOwn(declaration.specifiers)) continue;
    else if (declaration.kind === 'function') add(declaration.declarator);
    else {
      const { storage, attributes } = declaration.specifiers;
      if ((storage & S_TYPEDEF) !== 0) continue;
      for (const declarator of declaration.declarators) {
        const isObject =
          declarator.derivations[0]?.kind !== 'function' &&
          ((storage & S_EXTERN) === 0 || declarator.initializer !== undefined);
        if (
          isObject ||
          [...attributes, ...declarator.attributes].some(({ name }) => name === 'alias' || name === 'ifunc')
        )
          add(declarator);
      }
    }
  }
  return { names, words };
}

function asmWords({ source: { tokens }, from, to }: A.TokenRange, interner: Interner): readonly string[] {
  const words: string[] = [];
  for (let i = from; i < to; i++)
    if (tokens.kind[i] === T_STRING) words.push(...(tokens.spelling(i, interner).match(/[A-Za-z_]\w*/g) ?? []));
  return words;
}
