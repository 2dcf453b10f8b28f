import type * as A from '../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../parser/ast.ts';
import type { ParsedSegment } from '../parser/parsed-segment.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { invocationAt } from '../written/invocations.ts';
import type { SourceToken, TranslationUnit } from '../parser/translation-unit.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { blockObjects } from './block-declarations.ts';
import { once } from '../text/worked-out.ts';

/** The linker sets whose members are copied per instance: per vnet (sys/net/vnet.h), per CPU (sys/sys/pcpu.h). */
export type InstanceSet = 'set_vnet' | 'set_pcpu';

/** VNET_SYMPREFIX and DPCPU_SYMPREFIX: unchanged from 8.0 to main. */
export const SYMBOL_PREFIX: Readonly<Record<InstanceSet, string>> = {
  set_vnet: 'vnet_entry_',
  set_pcpu: 'pcpu_entry_',
};

/** A variable that a unit defines in one of the sets, recognized by the section that its declaration ends up with. */
export interface SetVariable {
  readonly set: InstanceSet;
  /** Without the prefix: `tcp_do_sack`. */
  readonly name: string;
  /**
   * The ELF symbol: `vnet_entry_tcp_do_sack`; of a function's own `f.vnet_entry_x`, to which the compiler adds a number
   * where that is taken.
   */
  readonly symbol: string;
  /** Interned symbol. */
  readonly id: number;
  readonly declaration: Pick<A.Declaration, 'specifiers'>;
  readonly declarator: A.InitDeclarator | A.BlockDeclarator;
  /**
   * Where it is declared, when that is a function's body; its symbol then begins with the function's name and a dot.
   */
  readonly inside: { readonly definition: A.FunctionDefinition; readonly scope: BlockScope } | undefined;
  readonly isStatic: boolean;
  readonly isInitialized: boolean;
  /** Where a developer sees the name: inside VNET_DEFINE( ). */
  readonly place: SourceToken | undefined;
}

/** Every member of a set that `unit` defines, at file scope in source order and then in functions' bodies. */
export function setVariables(unit: TranslationUnit): readonly SetVariable[] {
  return [...fileVariables(unit), ...unit.parts.flatMap((part) => blockVariables(unit, part))];
}

/** The members that functions' bodies of a part define: `static` there, or they would be on the stack. */
function blockVariables(unit: TranslationUnit, part: ParsedSegment): readonly SetVariable[] {
  return blockObjects(unit, part).flatMap(({ definition, declaration, declarator, scope }): readonly SetVariable[] => {
    const set = instanceSet(unit, declaration, declarator);
    if (set === undefined) return [];
    const spelling = unit.spelling(declarator.name);
    const name = withoutPrefix(set, spelling);
    return [
      {
        set,
        name,
        symbol: `${unit.spelling(definition.declarator.name)}.${spelling}`,
        id: declarator.name,
        declaration,
        declarator,
        inside: { definition, scope },
        isStatic: true,
        isInitialized: declarator.initializer !== undefined,
        place: definitionPlace(unit, part, declarator.nameToken, name),
      },
    ];
  });
}

function withoutPrefix(set: InstanceSet, symbol: string): string {
  const prefix = SYMBOL_PREFIX[set];
  return symbol.startsWith(prefix) ? symbol.slice(prefix.length) : symbol;
}

function fileVariables(unit: TranslationUnit): readonly SetVariable[] {
  const variables: SetVariable[] = [];
  const seen = new Set<number>();
  for (const part of unit.parts) {
    for (const index of sectionedDeclarations(part)) {
      const declaration = part.declarations[index];
      if (declaration?.kind !== 'declaration') continue;
      for (const declarator of declaration.declarators) {
        const set = instanceSet(unit, declaration, declarator);
        if (set === undefined) continue;
        const isExtern = (declaration.specifiers.storage & S_EXTERN) !== 0 && declarator.initializer === undefined;
        if (isExtern || seen.has(declarator.name)) continue;
        seen.add(declarator.name);
        const symbol = unit.spelling(declarator.name);
        const name = withoutPrefix(set, symbol);
        variables.push({
          set,
          symbol,
          name,
          id: declarator.name,
          declaration,
          declarator,
          inside: undefined,
          isStatic: (declaration.specifiers.storage & S_STATIC) !== 0,
          isInitialized: declarator.initializer !== undefined,
          place: definitionPlace(unit, part, declarator.nameToken, name),
        });
      }
    }
  }
  return variables;
}

/** Its initializer; undefined if it has none, or one that is not understood. */
export function initializerOf(
  unit: TranslationUnit,
  { declarator: { initializer } }: SetVariable,
): A.Initializer | undefined {
  return initializer !== undefined && 'source' in initializer ? unit.initializer(initializer) : initializer;
}

/** Indices of the declarations of a part that carry a section attribute; computed once for all units that share it. */
export function sectionedDeclarations(part: ParsedSegment): readonly number[] {
  return once(part, readSectioned);
}

function readSectioned(part: ParsedSegment): readonly number[] {
  const has = (attributes: readonly A.Attribute[]): boolean => attributes.some(({ name }) => name === 'section');
  return part.declarations.flatMap((declaration, index) =>
    declaration.kind === 'declaration' &&
    (has(declaration.specifiers.attributes) || declaration.declarators.some(({ attributes }) => has(attributes)))
      ? [index]
      : [],
  );
}

function instanceSet(
  unit: TranslationUnit,
  declaration: Pick<A.Declaration, 'specifiers'>,
  declarator: A.Declarator,
): InstanceSet | undefined {
  const section =
    stringOperand(unit, declarator.attributes, 'section') ??
    stringOperand(unit, declaration.specifiers.attributes, 'section');
  return section === 'set_vnet' || section === 'set_pcpu' ? section : undefined;
}

/** Operand of an attribute such as section("..."), its strings joined. */
export function stringOperand(
  unit: TranslationUnit,
  attributes: readonly A.Attribute[],
  attribute: string,
): string | undefined {
  for (const { name, operand } of attributes) {
    if (name !== attribute || operand === undefined) continue;
    let text = '';
    for (let i = operand.from; i < operand.to; i++)
      text += operand.source.tokens.spelling(i, unit.interner).slice(1, -1);
    return text;
  }
  return undefined;
}

/** The name's own token where it is an argument of the outermost macro; else that macro's name. */
function definitionPlace(
  unit: TranslationUnit,
  part: ParsedSegment,
  token: number,
  name: string,
): SourceToken | undefined {
  const place = unit.place(part.source, token);
  if (place === undefined) return undefined;
  const invocation = invocationAt(place.file, place.token);
  for (const { from, to } of invocation?.arguments ?? []) {
    for (let i = from; i < to; i++)
      if (place.file.isIdentifier(i, name) && !isTag(place.file, i)) return { file: place.file, token: i };
  }
  return place;
}

/** `struct tcp_hostcache` in VNET_DEFINE_STATIC(struct tcp_hostcache, tcp_hostcache). */
function isTag(file: TokenFile, token: number): boolean {
  return ['struct', 'union', 'enum'].some((word) => file.isIdentifier(token - 1, word));
}
