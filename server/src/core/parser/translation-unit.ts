import type { Interner } from '../lexer/interner.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import type { TokenAddresses } from '../preprocessor/addresses.ts';
import type { Translation } from '../preprocessor/preprocessor.ts';
import type * as A from './ast.ts';
import { BodyCursor } from './body-cursor.ts';
import { GRAMMAR } from './grammar.ts';
import type { Keywords } from './keywords.ts';
import { parseConditional, parseExpression } from './parse-expression.ts';
import { parseInitializer } from './parse-initializer.ts';
import { parseTypeName } from './parse-type-name.ts';
import { parseBlock } from './parse-statement.ts';
import { InnerNames } from './inner-names.ts';
import type { Entity, ParsedSegment } from './parsed-segment.ts';
import { addTo } from '../collections/multimap.ts';

/** A token of a file that a token of a unit comes from, as a developer sees it. */
export interface SourceToken {
  readonly file: TokenFile;
  /** Token index in `file`. */
  readonly token: number;
}

/** Declarations by name that many units share; each unit picks those of its own parts. */
export class SharedNames {
  readonly entities = new Map<number, Entity[]>();
  readonly tags = new Map<
    number,
    { readonly part: ParsedSegment; readonly tag: A.RecordSpecifier | A.EnumSpecifier }[]
  >();
  /** Tags that a mention gives attributes. */
  readonly attributed = new Set<number>();

  add(part: ParsedSegment): void {
    for (const entity of part.entities) {
      addTo(this.entities, entity.name, entity);
    }
    for (const tag of part.tags) {
      if (tag.tag === 0) continue;
      if (tag.attributes.length > 0 && !isDefinition(tag)) this.attributed.add(tag.tag);
      const known = this.tags.get(tag.tag);
      const entry = { part, tag };
      if (known === undefined) this.tags.set(tag.tag, [entry]);
      else known.push(entry);
    }
  }
}

/** A parsed translation unit: file scope by name, and the parsers for its token ranges. */
export class TranslationUnit {
  readonly translation: Translation;
  readonly parts: readonly ParsedSegment[];
  readonly interner: Interner;
  readonly addresses: TokenAddresses;
  private readonly keywords: Keywords;
  private readonly shared: SharedNames;
  private readonly own = new SharedNames();
  private readonly order: ReadonlyMap<ParsedSegment, number>;
  private readonly inner: InnerNames;
  private readonly asTypedef = (identifier: number): boolean => this.isTypedef(identifier);

  /** `ownParts` are those of `parts` that are not in `shared`. */
  constructor(
    translation: Translation,
    parts: readonly ParsedSegment[],
    ownParts: readonly ParsedSegment[],
    shared: SharedNames,
    interner: Interner,
    keywords: Keywords,
    addresses: TokenAddresses,
  ) {
    this.translation = translation;
    this.parts = parts;
    this.shared = shared;
    this.interner = interner;
    this.keywords = keywords;
    this.addresses = addresses;
    this.order = new Map(parts.map((part, i) => [part, i]));
    for (const part of ownParts) this.own.add(part);
    this.inner = new InnerNames(this, keywords);
  }

  get path(): string {
    return this.translation.mainFile.path;
  }

  /** Everything that declares `name` at file scope, in no particular order. */
  entities(name: number): readonly Entity[] {
    const own = this.own.entities.get(name) ?? [];
    const shared = this.shared.entities.get(name)?.filter((entity) => this.order.has(entity.part)) ?? [];
    const found = own.length === 0 ? shared : shared.length === 0 ? own : [...shared, ...own];
    return found.length === 0 ? this.inner.enumerators(name) : found;
  }

  /** Declarations of one name in the order of their text. */
  inOrder<One extends Entity>(entities: readonly One[]): readonly One[] {
    if (entities.length < 2) return entities;
    const nameToken = (one: Entity): number => ('declarator' in one ? one.declarator.nameToken : 0);
    return entities.toSorted(
      (a, b) => this.orderOf(a.part) - this.orderOf(b.part) || a.index - b.index || nameToken(a) - nameToken(b),
    );
  }

  /** The definition of a tag, or a mention of it when it is not defined here. */
  tag(name: number, kind: 'struct' | 'union' | 'enum'): A.RecordSpecifier | A.EnumSpecifier | undefined {
    let mention: A.RecordSpecifier | A.EnumSpecifier | undefined;
    for (const { tag, part } of [...(this.own.tags.get(name) ?? []), ...(this.shared.tags.get(name) ?? [])]) {
      if (tag.kind !== kind || !this.order.has(part)) continue;
      if (isDefinition(tag)) return tag;
      mention = tag;
    }
    return this.inner.tag(name, kind) ?? mention;
  }

  /**
   * The attributes of a struct, union or enum: its own, and those that declarations before its definition give the tag
   * (clang, Sema::mergeDeclAttributes).
   */
  tagAttributes(specifier: A.RecordSpecifier | A.EnumSpecifier): readonly A.Attribute[] {
    const { tag: name, kind, attributes } = specifier;
    if (name === 0 || !(this.own.attributed.has(name) || this.shared.attributed.has(name))) return attributes;
    const all = [...(this.own.tags.get(name) ?? []), ...(this.shared.tags.get(name) ?? [])].filter(
      ({ tag, part }) => tag.kind === kind && this.order.has(part),
    );
    const defined = all.find(({ tag }) => tag === specifier && isDefinition(tag));
    // A type that a block or a prototype defines differs from the file's type of the same tag.
    if (isDefinition(specifier) && defined === undefined && !this.inner.holds(specifier)) return attributes;
    const before = all.filter(
      ({ tag, part }) =>
        tag !== specifier &&
        !isDefinition(tag) &&
        (defined === undefined ||
          this.orderOf(part) < this.orderOf(defined.part) ||
          (part === defined.part && tag.nameToken < specifier.nameToken)),
    );
    return [...attributes, ...before.flatMap(({ tag }) => tag.attributes)];
  }

  isTypedef(name: number): boolean {
    return this.entities(name).some((entity) => entity.kind === 'typedef');
  }

  /** Position of a part among the unit's parts. */
  orderOf(part: ParsedSegment): number {
    return this.order.get(part) ?? -1;
  }

  spelling(id: number): string {
    return this.interner.spelling(id);
  }

  /** Where a developer sees token `token`: the outermost macro invocation, or the token itself. */
  place(source: A.SyntaxSource, token: number): SourceToken | undefined {
    const expansion = source.tokens.expansion[token] ?? 0;
    const address = expansion === 0 ? source.tokens.spelled[token] : source.log.calls[expansion];
    return this.at(address);
  }

  /** Where token `token` is spelled: for a macro's result, in the macro's arguments or its body. */
  spelledAt(source: A.SyntaxSource, token: number): SourceToken | undefined {
    return this.at(source.tokens.spelled[token]);
  }

  at(address: number | undefined): SourceToken | undefined {
    if (address === undefined) return undefined;
    const file = this.addresses.fileOf(address);
    return file === undefined ? undefined : { file, token: address - file.base };
  }

  cursor(range: A.TokenRange): BodyCursor {
    return new BodyCursor(range, this.interner, this.keywords, this.asTypedef, GRAMMAR);
  }

  /** A function's body with all its statements, and the problems of parsing it. */
  body(definition: A.FunctionDefinition): { readonly block: A.Block; readonly problems: readonly A.SyntaxProblem[] } {
    const cursor = this.cursor(definition.body);
    cursor.enterScope();
    for (const name of parameterNames(definition)) cursor.declare(name, false);
    const block = parseBlock(cursor);
    return { block, problems: cursor.problems };
  }

  /** The constant expression in a token range; undefined if the range is not one. */
  expression(range: A.TokenRange): A.Expression | undefined {
    const cursor = this.cursor(range);
    const value = parseConditional(cursor);
    return cursor.isAtEnd && cursor.problems.length === 0 ? value : undefined;
  }

  initializer(range: A.TokenRange): A.Initializer | undefined {
    const cursor = this.cursor(range);
    const value = parseInitializer(cursor);
    return cursor.isAtEnd && cursor.problems.length === 0 ? value : undefined;
  }

  /** Why `expression` or `initializer` cannot read a range. */
  problemIn(range: A.TokenRange): string | undefined {
    const cursor = this.cursor(range);
    parseInitializer(cursor);
    return cursor.problems[0]?.message ?? (cursor.isAtEnd ? undefined : `unexpected '${cursor.spelling(cursor.at)}'`);
  }

  /** The operand of typeof or _Alignas: a type name or an expression. */
  typeOrExpression(
    range: A.TokenRange,
  ): { readonly type: A.TypeName } | { readonly expression: A.Expression } | undefined {
    const cursor = this.cursor(range);
    if (cursor.isTypeNameAt(range.from)) {
      const type = parseTypeName(cursor);
      return cursor.isAtEnd && cursor.problems.length === 0 ? { type } : undefined;
    }
    const expression = parseExpression(cursor);
    return cursor.isAtEnd && cursor.problems.length === 0 ? { expression } : undefined;
  }
}

function isDefinition(tag: A.RecordSpecifier | A.EnumSpecifier): boolean {
  return tag.kind === 'enum' ? tag.enumerators !== undefined : tag.members !== undefined;
}

function parameterNames(definition: A.FunctionDefinition): readonly number[] {
  const own = definition.declarator.derivations.find((step) => step.kind === 'function');
  const named = own?.kind === 'function' ? own.parameters.map((parameter) => parameter.declarator.name) : [];
  return [
    ...named,
    ...definition.oldParameters.flatMap((declaration) => declaration.declarators.map((declarator) => declarator.name)),
  ];
}
