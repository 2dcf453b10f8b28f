import type { EnumSpecifier, RecordSpecifier } from './ast.ts';
import { innerDefinitions, type InnerDefinition } from './inner-definitions.ts';
import type { Keywords } from './keywords.ts';
import type { Entity, ParsedSegment } from './parsed-segment.ts';
import { parseSpecifiers } from './parse-specifiers.ts';
import type { TranslationUnit } from './translation-unit.ts';
import { addTo } from '../collections/multimap.ts';

interface Held {
  readonly part: ParsedSegment;
  readonly definition: InnerDefinition;
}

/** The tags and enumerators of a unit that are defined inside its token ranges, parsed when someone asks. */
export class InnerNames {
  private readonly unit: TranslationUnit;
  private readonly keywords: Keywords;
  private tags: ReadonlyMap<number, readonly Held[]> | undefined;
  private constants: ReadonlyMap<number, Held> | undefined;
  private readonly parsed = new Map<InnerDefinition, RecordSpecifier | EnumSpecifier | null>();

  constructor(unit: TranslationUnit, keywords: Keywords) {
    this.unit = unit;
    this.keywords = keywords;
  }

  tag(name: number, kind: 'struct' | 'union' | 'enum'): RecordSpecifier | EnumSpecifier | undefined {
    const held = this.index()
      .tags.get(name)
      ?.find(({ definition }) => definition.kind === kind);
    return held === undefined ? undefined : this.parse(held);
  }

  /** True for the definition, however often it has been parsed. */
  holds({ tag, source, nameToken }: RecordSpecifier | EnumSpecifier): boolean {
    return (this.index().tags.get(tag) ?? []).some(
      ({ part, definition }) => part.source === source && definition.nameToken === nameToken,
    );
  }

  enumerators(name: number): readonly Entity[] {
    const held = this.index().constants.get(name);
    const specifier = held === undefined ? undefined : this.parse(held);
    if (held === undefined || specifier?.kind !== 'enum') return NONE;
    return (specifier.enumerators ?? [])
      .filter((one) => one.name === name)
      .map((enumerator) => ({ kind: 'enumerator', part: held.part, index: 0, name, enumerator }));
  }

  private index(): {
    readonly tags: ReadonlyMap<number, readonly Held[]>;
    readonly constants: ReadonlyMap<number, Held>;
  } {
    if (this.tags !== undefined && this.constants !== undefined) return { tags: this.tags, constants: this.constants };
    const tags = new Map<number, Held[]>();
    const constants = new Map<number, Held>();
    for (const part of this.unit.parts) {
      for (const definition of innerDefinitions(part, this.keywords)) {
        const held = { part, definition };
        if (definition.tag !== 0) addTo(tags, definition.tag, held);
        for (const name of definition.enumerators) if (!constants.has(name)) constants.set(name, held);
      }
    }
    this.tags = tags;
    this.constants = constants;
    return { tags, constants };
  }

  private parse({ part, definition }: Held): RecordSpecifier | EnumSpecifier | undefined {
    let specifier = this.parsed.get(definition);
    if (specifier === undefined) {
      this.parsed.set(definition, null);
      const { source } = part;
      const base = parseSpecifiers(
        this.unit.cursor({ source, from: definition.from, to: source.tokens.count }),
        'type-name',
      )?.base;
      specifier = base?.kind === 'struct' || base?.kind === 'union' || base?.kind === 'enum' ? base : null;
      this.parsed.set(definition, specifier);
    }
    return specifier ?? undefined;
  }
}

const NONE: readonly Entity[] = [];
