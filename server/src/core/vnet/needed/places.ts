import * as P from '../../lexer/punctuators.ts';
import type * as A from '../../parser/ast.ts';
import { S_EXTERN, S_STATIC } from '../../parser/ast.ts';
import { hasAttribute } from '../../types/type-attributes.ts';
import { plain, type Type } from '../../types/type.ts';
import {
  doubtful,
  madeOf,
  open,
  union,
  type Mention,
  type PossibleValue,
  type StaticObject,
} from './possible-value.ts';
import type { Walk } from './walk.ts';

/** What an lvalue is. */
export type Place =
  /** A local variable or a part of one; `isSome`: one of its elements, not known which. */
  | { readonly kind: 'local'; readonly key: string; readonly isSome: boolean; readonly mentions: readonly Mention[] }
  /** Memory that others can write; `text` tells the same place again. */
  | { readonly kind: 'memory'; readonly text: string | undefined; readonly mentions: readonly Mention[] }
  /** A static object or a part of one; `isSome` as above. */
  | {
      readonly kind: 'static';
      readonly object: StaticObject;
      readonly isSome: boolean;
      readonly mentions: readonly Mention[];
    }
  /** A value that is no object. */
  | { readonly kind: 'value'; readonly value: PossibleValue };

const UNKNOWN_MEMORY: Place = { kind: 'memory', text: undefined, mentions: [] };

/** Finds out what lvalues are, and reads and writes them. */
export class Places {
  private readonly walk: Walk;
  private readonly evaluate: (e: A.Expression) => PossibleValue;

  constructor(walk: Walk, evaluate: (e: A.Expression) => PossibleValue) {
    this.walk = walk;
    this.evaluate = evaluate;
  }

  of(e: A.Expression): Place {
    switch (e.kind) {
      case 'name':
        return this.named(e);
      case 'member':
        return this.part(e.isArrow ? this.behind(e.object) : this.of(e.object), `.${e.member}`);
      case 'index': {
        const base = this.behind(e.base);
        const index = this.evaluate(e.index);
        const [only] = index.kind === 'known' && index.values.length === 1 ? index.values : [];
        return withMentions(
          only !== undefined
            ? this.part(base, `[${only}]`)
            : base.kind === 'static' && index.kind !== 'open'
              ? base
              : some(base),
          index.mentions,
        );
      }
      case 'unary':
        return e.operator === P.P_STAR ? this.behind(e.operand) : { kind: 'value', value: this.evaluate(e) };
      case 'compound-literal': {
        const value = this.evaluate(e);
        return value.kind === 'place'
          ? { kind: 'local', key: value.key, isSome: false, mentions: value.mentions }
          : UNKNOWN_MEMORY;
      }
      case 'string':
        return UNKNOWN_MEMORY;
      default:
        return { kind: 'value', value: this.evaluate(e) };
    }
  }

  read(place: Place): PossibleValue {
    const { state } = this.walk;
    if (state === undefined) return doubtful();
    switch (place.kind) {
      case 'value':
        return place.value;
      case 'static':
        // The compiler does not know which element it is: all of them are emitted.
        if (place.isSome && this.walk.isCertain) this.walk.tables.add(place.object);
        return place.isSome || this.isOpen(place.object) ? open(place.mentions) : doubtful(place.mentions);
      case 'memory':
        return madeOf((place.text === undefined ? undefined : state.memory.get(place.text)) ?? open(), place.mentions);
      case 'local': {
        const value = state.place(place.key);
        return madeOf(place.isSome && value.kind !== 'open' ? doubtful(value.mentions) : value, place.mentions);
      }
    }
  }

  write(place: Place, value: PossibleValue): void {
    const { walk } = this;
    const { state } = walk;
    if (state === undefined) return;
    switch (place.kind) {
      case 'value':
        return;
      case 'static':
        if (walk.objects.has(place.object)) return this.writeMemory(undefined, value, place.mentions);
        if (value.kind === 'open' && walk.isCertain) walk.openObjects.add(place.object);
        return;
      case 'memory':
        return this.writeMemory(place.text, value, place.mentions);
      case 'local': {
        if (place.isSome)
          state.setPlace(place.key, value.kind === 'open' ? open(value.mentions) : doubtful(value.mentions));
        else state.setPlace(place.key, value);
        for (const root of state.shared)
          if (place.key.startsWith(root)) this.writeMemory(undefined, value, place.mentions);
      }
    }
  }

  /** The address of a place. */
  address(place: Place): PossibleValue {
    switch (place.kind) {
      case 'local':
        return { kind: 'place', key: place.key, mentions: place.mentions };
      case 'static':
        return { kind: 'object', object: place.object, isSome: place.isSome, mentions: place.mentions };
      case 'memory':
        return { kind: 'open', least: undefined, greatest: undefined, not: [0n], mentions: place.mentions };
      case 'value':
        return place.value;
    }
  }

  /** What a pointer leads to. */
  private behind(pointer: A.Expression): Place {
    const value = this.evaluate(pointer);
    switch (value.kind) {
      case 'place':
        return { kind: 'local', key: value.key, isSome: false, mentions: value.mentions };
      case 'object':
        return { kind: 'static', object: value.object, isSome: value.isSome, mentions: value.mentions };
      case 'function':
        return { kind: 'value', value };
      case 'doubtful':
        return { kind: 'value', value };
      default: {
        const text = this.text(pointer);
        return { kind: 'memory', text: text === undefined ? undefined : `!(${text})`, mentions: value.mentions };
      }
    }
  }

  private part(whole: Place, suffix: string): Place {
    switch (whole.kind) {
      case 'local':
        return whole.isSome ? whole : { ...whole, key: `${whole.key}${suffix}` };
      case 'memory':
        return { ...whole, text: whole.text === undefined ? undefined : `${whole.text}${suffix}` };
      case 'static':
        return whole;
      // A member of a value: f().x.
      case 'value':
        return {
          kind: 'value',
          value: whole.value.kind === 'open' ? open(whole.value.mentions) : doubtful(whole.value.mentions),
        };
    }
  }

  private named(e: Extract<A.Expression, { kind: 'name' }>): Place {
    const { walk } = this;
    const local = walk.scope?.entity(e.name);
    if (local !== undefined) {
      if (local.kind !== 'variable') return { kind: 'value', value: this.evaluate(e) };
      if ((local.specifiers.storage & S_STATIC) !== 0)
        return {
          kind: 'static',
          object: walk.staticObject(local.declarator, local.initializer, local.scope),
          isSome: false,
          mentions: [],
        };
      if ((local.specifiers.storage & S_EXTERN) === 0)
        return { kind: 'local', key: walk.keyOf(local), isSome: false, mentions: [] };
    }
    const object = this.staticNamed(e.name);
    if (object !== undefined) return { kind: 'static', object, isSome: false, mentions: [] };
    return {
      kind: 'memory',
      text: `!${e.name}`,
      mentions: this.isElsewhere(e.name) ? walk.mention(e.name, this.sourceOf(), e.from) : [],
    };
  }

  /** The source of the function, or of the initializer, that is being walked. */
  private sourceOf(): A.SyntaxSource {
    return this.walk.source;
  }

  private staticNamed(name: number): StaticObject | undefined {
    let found: StaticObject | undefined;
    for (const entity of this.walk.unit.entities(name)) {
      if (entity.kind !== 'variable') continue;
      const isStatic = (entity.declaration.specifiers.storage & S_STATIC) !== 0;
      if (!isStatic) return undefined;
      if (found === undefined || entity.declarator.initializer !== undefined)
        found = this.walk.staticObject(entity.declarator, entity.declarator.initializer, undefined);
    }
    return found;
  }

  /** True for what the unit declares and does not define, and that must be there: a weak one need not. */
  isElsewhere(name: number): boolean {
    let isDeclared = false;
    for (const entity of this.walk.unit.entities(name)) {
      if (entity.kind === 'definition' || entity.kind === 'enumerator' || entity.kind === 'typedef') return false;
      const { specifiers } = entity.declaration;
      const attributes = [...specifiers.attributes, ...entity.declarator.attributes];
      if (
        attributes.some((attribute) => ['weak', 'weakref', 'alias', 'ifunc'].includes(attribute.name)) ||
        (specifiers.storage & S_STATIC) !== 0
      )
        return false;
      if (
        entity.kind === 'variable' &&
        ((specifiers.storage & S_EXTERN) === 0 || entity.declarator.initializer !== undefined)
      )
        return false;
      isDeclared = true;
    }
    return isDeclared;
  }

  /** A const table keeps its values; others may write objects whose address they have. */
  private isOpen(object: StaticObject): boolean {
    return this.walk.objects.has(object) || this.walk.openObjects.has(object);
  }

  private writeMemory(text: string | undefined, value: PossibleValue, mentions: readonly Mention[]): void {
    const { walk } = this;
    const { state } = walk;
    if (state === undefined) return;
    walk.use({ ...value, mentions: [] });
    const all = union(union(value.mentions, mentions), state.control);
    if (text === undefined) {
      walk.use(madeOf(value, all));
    } else if (walk.isCertain) state.stores.set(text, all);
    state.forgetMemory();
    // What an optimizer may know about it, it may also know at the next read.
    if (text !== undefined)
      state.memory.set(
        text,
        value.kind !== 'known' && value.kind !== 'open'
          ? doubtful()
          : value.mentions.length === 0
            ? value
            : { ...value, mentions: [] },
      );
  }

  /** The variables that an expression asks about. */
  variables(e: A.Expression): readonly string[] {
    switch (e.kind) {
      case 'name': {
        const text = this.text(e);
        return text === undefined || text.startsWith('#')
          ? []
          : [text.startsWith('{') ? text.slice(0, text.indexOf('}') + 1) : text];
      }
      case 'cast':
      case 'unary':
      case 'step':
        return this.variables(e.operand);
      case 'member':
        return this.variables(e.object);
      case 'index':
        return [...this.variables(e.base), ...this.variables(e.index)];
      case 'binary':
      case 'assign':
      case 'comma':
        return [...this.variables(e.left), ...this.variables(e.right)];
      case 'conditional':
        return [
          ...this.variables(e.condition),
          ...(e.yes === undefined ? [] : this.variables(e.yes)),
          ...this.variables(e.no),
        ];
      case 'call':
        return e.arguments.flatMap((argument) => this.variables(argument));
      default:
        return [];
    }
  }

  /**
   * An expression's text with its variables' keys, where its value depends on nothing else than what they and memory
   * hold.
   */
  text(e: A.Expression): string | undefined {
    switch (e.kind) {
      case 'name': {
        const place = this.named(e);
        return place.kind === 'local'
          ? (this.walk.state?.copies.get(place.key) ?? place.key)
          : place.kind === 'memory'
            ? place.text
            : place.kind === 'static'
              ? `!s${place.object.name}`
              : `${e.name}`;
      }
      case 'number':
      case 'character':
        return `#${e.spelling}`;
      case 'cast':
        return this.text(e.operand);
      case 'unary':
      case 'step': {
        if (e.kind === 'step') return undefined;
        const inner = this.text(e.operand);
        return inner === undefined ? undefined : e.operator === P.P_STAR ? `!(${inner})` : `(~${e.operator} ${inner})`;
      }
      case 'member': {
        const inner = this.text(e.object);
        return inner === undefined ? undefined : e.isArrow ? `!(${inner}).${e.member}` : `${inner}.${e.member}`;
      }
      case 'index':
      case 'binary': {
        const [left, right] =
          e.kind === 'index' ? [this.text(e.base), this.text(e.index)] : [this.text(e.left), this.text(e.right)];
        return left === undefined || right === undefined
          ? undefined
          : e.kind === 'index'
            ? `!(${left})[${right}]`
            : `(${left} ${e.operator} ${right})`;
      }
      default:
        return undefined;
    }
  }
}

/** Bits of a type that is an array or a record: its name is a place, not a value. */
export function isAggregateType(type: Type): boolean {
  const { kind } = plain(type);
  return kind === 'array' || kind === 'record';
}

function some(place: Place): Place {
  switch (place.kind) {
    case 'local':
    case 'static':
      return { ...place, isSome: true };
    case 'memory':
      return { ...place, text: undefined };
    default:
      return place;
  }
}

function withMentions(place: Place, mentions: readonly Mention[]): Place {
  if (mentions.length === 0) return place;
  return place.kind === 'value'
    ? { kind: 'value', value: madeOf(place.value, mentions) }
    : { ...place, mentions: union(place.mentions, mentions) };
}

export function declaresAttribute(walk: Walk, name: number, ...attributes: readonly string[]): boolean {
  return walk.unit.entities(name).some((entity) => {
    if (entity.kind === 'enumerator') return false;
    const { specifiers } = entity.kind === 'definition' ? entity.definition : entity.declaration;
    const { declarator } = entity.kind === 'definition' ? entity.definition : entity;
    return attributes.some(
      (attribute) => hasAttribute(specifiers.attributes, attribute) || hasAttribute(declarator.attributes, attribute),
    );
  });
}
