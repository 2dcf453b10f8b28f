import type { Designator, Expression, Initializer, InitializerItem } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { stringUnits, type StringUnits } from '../types/literals.ts';
import { sameType } from '../types/same-type.ts';
import {
  isUnboundedArray,
  plain,
  valueType,
  type ArrayType,
  type PlainType,
  type RecordType,
  type Type,
  type VectorType,
} from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { findField, type FieldLayout, type RecordLayout } from './record-layout.ts';
import { SubobjectHistory, type Aggregate } from './subobject-history.ts';
import { getOrMake } from '../collections/get-or-make.ts';

/** Receives the values of an initializer, subobject by subobject; offsets count from the object's start. */
export interface InitializerSink {
  /** `widthBits` is undefined for a plain member; `value` is undefined for empty braces, which mean zero. */
  scalar(type: Type, offsetBits: number, widthBits: number | undefined, value: Expression | undefined): void;
  /** Code units into an array with room for `room` of them. */
  string(offsetBytes: number, literal: StringUnits, room: number): void;
  /** A subobject is initialized again: its earlier values are dropped (C17 6.7.9p19). */
  clear(offsetBytes: number, sizeBytes: number): void;
  /** An array without a bound, so perhaps a flexible member, takes the bytes up to here. */
  reach(endBytes: number): void;
}

/** Position in the items between one pair of braces. */
interface Reader {
  readonly items: readonly InitializerItem[];
  at: number;
}

/** How an aggregate takes items. */
interface Way {
  /** It has braces of its own: designators in them are its own. */
  readonly isBraced: boolean;
  /** Without braces: designators left of the current item, which then goes to the subobject they name. */
  readonly path: readonly Designator[];
  /** Without braces: it takes the items after the first too. */
  readonly goesOn: boolean;
}

const NONE: readonly Designator[] = [];
const BRACED: Way = { isBraced: true, path: NONE, goesOn: true };
const UNBRACED: Way = { isBraced: false, path: NONE, goesOn: true };

function isAggregate(type: PlainType): type is Aggregate {
  return type.kind === 'array' || type.kind === 'record' || type.kind === 'vector';
}

/** The largest GNU range whose elements are written one by one. */
const LONGEST_RANGE = 1 << 24;

/** A scalar may be in braces (C17 6.7.9p11); without a value it is zero. */
function scalarIn(initializer: Initializer): Expression | undefined {
  let value: Initializer | undefined = initializer;
  while (value?.kind === 'list') value = value.items[0]?.value;
  return value;
}

/** Walks an initializer as C17 6.7.9 says: designators, GNU ranges, and brace elision (p20). */
export class InitializerWalk {
  problem: Unknown | undefined;
  private readonly engine: LayoutEngine;
  private readonly scope: BlockScope | undefined;
  private readonly sink: InitializerSink;
  /** Unions' initialized members by offset. */
  private readonly chosen = new Map<RecordLayout, Map<number, number>>();
  private readonly history = new SubobjectHistory();

  constructor(engine: LayoutEngine, scope: BlockScope | undefined, sink: InitializerSink) {
    this.engine = engine;
    this.scope = scope;
    this.sink = sink;
  }

  /** Initializes all of an object of `type` at byte `offset`; gives the number of elements where it is an array. */
  whole(type: Type, offset: number, initializer: Initializer): number {
    const inner = plain(type);
    if (isUnknown(inner)) return this.fail(inner);
    if (initializer.kind !== 'list') return this.fromExpression(type, inner, offset, initializer);
    const first = initializer.items[0];
    // A string may stand in braces (p14); clang drops what follows it.
    if (inner.kind === 'array' && first?.designators.length === 0 && this.isStringFor(inner, first.value))
      return this.fromString(inner, offset, first.value);
    if (isAggregate(inner)) {
      const size = this.sizeOf(inner);
      this.history.begin(offset, size);
      const count = this.aggregate(inner, offset, { items: initializer.items, at: 0 }, BRACED);
      this.history.note(inner, offset, size, 'list');
      return count;
    }
    this.sink.scalar(type, offset * 8, undefined, scalarIn(initializer));
    return 0;
  }

  private fromExpression(type: Type, inner: PlainType, offset: number, value: Expression): number {
    if (!isAggregate(inner)) {
      this.sink.scalar(type, offset * 8, undefined, value);
      return 0;
    }
    if (inner.kind === 'array' && this.isStringFor(inner, value)) return this.fromString(inner, offset, value);
    const literal = this.literalOf(value);
    if (isUnknown(literal)) return this.fail(literal);
    if (literal === undefined)
      return this.fail(unknown('a struct, union or array is initialized with something that is not a constant'));
    const count = this.whole(type, offset, literal.initializer);
    const size = this.sizeOf(inner);
    this.history.begin(offset, size);
    this.history.note(inner, offset, size, 'expression');
    return count;
  }

  private fromString(type: ArrayType, offset: number, value: Extract<Expression, { kind: 'string' }>): number {
    const { resolver } = this.engine;
    const literal = stringUnits(
      value.spellings.map((id) => resolver.spelling(id)),
      resolver.model,
    );
    if (isUnboundedArray(type)) {
      this.sink.string(offset, literal, literal.units.length + 1);
      return literal.units.length + 1;
    }
    const room = this.engine.elementCount(type);
    if (isUnknown(room)) return this.fail(room);
    this.history.begin(offset, room * literal.unitBytes);
    this.history.note(type, offset, room * literal.unitBytes, 'expression');
    this.sink.clear(offset, room * literal.unitBytes);
    this.sink.string(offset, literal, room);
    return room;
  }

  /** Fills subobjects in order from the reader's items, and stops at the first item it cannot take. */
  private aggregate(type: Aggregate, offset: number, reader: Reader, way: Way): number {
    if (type.kind === 'record') return this.record(type, offset, reader, way);
    return this.array(type, offset, reader, way);
  }

  private array(type: ArrayType | VectorType, offset: number, reader: Reader, way: Way): number {
    const elementSize = this.engine.size(type.element);
    if (isUnknown(elementSize)) return this.fail(elementSize);
    const count =
      type.kind === 'vector'
        ? this.engine.vectorCount(type)
        : isUnboundedArray(type)
          ? Infinity
          : this.engine.elementCount(type);
    if (isUnknown(count)) return this.fail(count);
    if (way.isBraced && count !== Infinity) this.sink.clear(offset, count * elementSize);
    let next = 0;
    let length = 0;
    let designators = way.path;
    for (let isFirst = !way.isBraced; !this.hasFailed() && reader.at < reader.items.length; isFirst = false) {
      if (!isFirst) designators = reader.items[reader.at]!.designators;
      if (!isFirst && !way.isBraced && (designators.length > 0 || !way.goesOn)) break;
      const [first, ...path] = designators;
      let last = next;
      if (first !== undefined) {
        const range = this.range(first);
        if (isUnknown(range)) return this.fail(range);
        [next, last] = range;
      }
      if (next >= count) {
        this.dropExcess(reader, way);
        break;
      }
      const start = reader.at;
      for (; next <= last && !this.hasFailed(); next++) {
        reader.at = start;
        // Only the last of a range continues with the items that follow (clang, FinishSubobjectInit).
        this.subobject(type.element, offset + next * elementSize, reader, path, way.goesOn && next === last);
      }
      next = last + 1;
      length = Math.max(length, next);
      const follower = reader.items[reader.at];
      // `.text[0] = 'a', "b"`: clang takes the string for the whole array's, but puts it after the element.
      if (
        isFirst &&
        way.path.length > 0 &&
        way.goesOn &&
        follower?.designators.length === 0 &&
        type.kind === 'array' &&
        this.isStringFor(type, follower.value)
      ) {
        this.fail(unknown('a string follows a designator of one character'));
      }
    }
    if (count !== Infinity) return count;
    this.sink.reach(offset + length * elementSize);
    return length;
  }

  private record(type: RecordType, offset: number, reader: Reader, way: Way): number {
    const layout = this.engine.record(type);
    if (isUnknown(layout)) return this.fail(layout);
    if (way.isBraced) this.sink.clear(offset, layout.sizeBytes);
    const isUnion = type.specifier.kind === 'union';
    let next = this.nextField(layout, 0);
    let designators = way.path;
    for (let isFirst = !way.isBraced; !this.hasFailed() && reader.at < reader.items.length; isFirst = false) {
      if (!isFirst) designators = reader.items[reader.at]!.designators;
      if (!isFirst && !way.isBraced && (designators.length > 0 || !way.goesOn)) break;
      let path: readonly Designator[] = NONE;
      if (designators.length > 0) {
        const found = this.designated(layout, designators);
        if (isUnknown(found)) return this.fail(found);
        [next, path] = found;
      }
      const field = layout.fields[next];
      if (field === undefined) {
        this.dropExcess(reader, way);
        break;
      }
      if (isUnion) this.chooseMember(layout, offset, next, !way.isBraced && designators.length === 0);
      this.field(field, offset, reader, path, way.goesOn);
      next = isUnion ? layout.fields.length : this.nextField(layout, next + 1);
    }
    return 0;
  }

  /**
   * At the first value too many clang warns and drops the rest of the list, designated items too
   * (InitListChecker::CheckArrayType).
   */
  private dropExcess(reader: Reader, way: Way): void {
    if (way.isBraced) reader.at = reader.items.length;
  }

  /** Initializing another member of a union drops the earlier member's value. */
  private chooseMember(layout: RecordLayout, offset: number, field: number, isElided: boolean): void {
    const chosen = getOrMake(this.chosen, layout, () => new Map<number, number>());
    if (chosen.has(offset) && chosen.get(offset) !== field) {
      // clang mixes the two members' values here.
      if (isElided) this.fail(unknown('a union is initialized twice, the second time without braces'));
      this.sink.clear(offset, layout.sizeBytes);
    }
    chosen.set(offset, field);
  }

  private field(
    field: FieldLayout,
    offset: number,
    reader: Reader,
    path: readonly Designator[],
    goesOn: boolean,
  ): void {
    if (field.widthBits === undefined)
      return this.subobject(field.type, offset + field.offsetBits / 8, reader, path, goesOn);
    this.sink.scalar(
      field.type,
      offset * 8 + field.offsetBits,
      field.widthBits,
      scalarIn(reader.items[reader.at++]!.value),
    );
  }

  /** One subobject from the current item, or from as many as it takes where braces are left out. */
  private subobject(type: Type, offset: number, reader: Reader, path: readonly Designator[], goesOn: boolean): void {
    const inner = plain(type);
    const size = isAggregate(inner) ? this.sizeOf(inner) : 0;
    if (path.length > 0) {
      if (!isAggregate(inner)) {
        this.fail(isUnknown(inner) ? inner : unknown('a designator goes into a type that has no members or elements'));
        return;
      }
      const state = this.history.state(inner, offset, size);
      this.aggregate(inner, offset, reader, { isBraced: false, path, goesOn });
      this.history.note(inner, offset, size, state === 'expression' ? state : 'list');
      return;
    }
    const { value } = reader.items[reader.at]!;
    if (!isAggregate(inner) || value.kind === 'list' || this.isWhole(inner, value)) {
      reader.at++;
      this.whole(type, offset, value);
      if (isAggregate(inner)) this.history.complete(offset, size);
      return;
    }
    if (this.history.state(inner, offset, size) === 'expression') {
      this.sink.clear(offset, size);
      this.history.begin(offset, size);
    }
    const before = reader.at;
    this.aggregate(inner, offset, reader, UNBRACED);
    this.history.note(inner, offset, size, 'list');
    // An empty struct cannot take a value without braces (clang, err_implicit_empty_initializer).
    if (reader.at === before) this.fail(unknown('a value initializes a type without members'));
  }

  /** Bytes of an aggregate; 0 where it is not known or has no bound. */
  private sizeOf(type: Aggregate): number {
    const size = isUnboundedArray(type) ? 0 : this.engine.size(type);
    return isUnknown(size) ? 0 : size;
  }

  /** True for an expression that initializes all of an aggregate, so that no braces are left out (p13, p14). */
  private isWhole(inner: Aggregate, value: Expression): boolean {
    if (inner.kind === 'array') return this.isStringFor(inner, value);
    switch (value.kind) {
      case 'number':
      case 'character':
      case 'string':
      case 'binary':
      case 'sizeof':
      case 'cast':
        return inner.kind === 'vector' && value.kind === 'cast';
      default:
        return sameType(
          this.engine.resolver,
          valueType(inner),
          valueType(this.engine.resolver.ofExpression(value, this.scope)),
        );
    }
  }

  private literalOf(value: Expression): Extract<Expression, { kind: 'compound-literal' }> | Unknown | undefined {
    if (value.kind === 'compound-literal') return value;
    if (value.kind === 'choose') {
      const condition = this.engine.integer(value.condition, this.scope);
      return isUnknown(condition) ? condition : this.literalOf(condition !== 0n ? value.yes : value.no);
    }
    if (value.kind !== 'generic') return undefined;
    const chosen = genericChoice(this.engine.resolver, value, this.scope);
    return isUnknown(chosen) ? chosen : this.literalOf(chosen);
  }

  private range(designator: Designator): readonly [first: number, last: number] | Unknown {
    if (designator.kind !== 'index') return unknown('a member designator in an array');
    const first = this.engine.integer(designator.first, this.scope);
    const last = designator.last === undefined ? first : this.engine.integer(designator.last, this.scope);
    if (isUnknown(first)) return first;
    if (isUnknown(last)) return last;
    if (first < 0n || last < first || last - first > LONGEST_RANGE) return unknown('a designator names no element');
    if (last >= Number.MAX_SAFE_INTEGER)
      return unknown(`element ${last.toString()} is out of the range that is supported`);
    return [Number(first), Number(last)];
  }

  /**
   * The field that the first designator names, and what is left for it; a member of an anonymous record is left whole.
   */
  private designated(
    layout: RecordLayout,
    designators: readonly Designator[],
  ): readonly [field: number, rest: readonly Designator[]] | Unknown {
    const [first, ...rest] = designators;
    if (first?.kind !== 'member') return unknown('an index designator in a struct or union');
    for (let i = 0; i < layout.fields.length; i++) {
      const field = layout.fields[i]!;
      if (field.name === first.name) return [i, rest];
      const inner = field.declarator === undefined ? plain(field.type) : undefined;
      const inside = inner?.kind === 'record' ? this.layoutOf(inner) : undefined;
      if (inside !== undefined && findField(inside, first.name, (one) => this.layoutOf(one)) !== undefined)
        return [i, designators];
    }
    return unknown(`there is no member '${this.engine.resolver.spelling(first.name)}' to initialize`);
  }

  private layoutOf(type: RecordType): RecordLayout | undefined {
    const layout = this.engine.record(type);
    return isUnknown(layout) ? undefined : layout;
  }

  /** Unnamed bit-fields take no initializer (p9). */
  private nextField(layout: RecordLayout, from: number): number {
    let at = from;
    while (at < layout.fields.length && layout.fields[at]?.name === 0 && layout.fields[at]?.declarator !== undefined)
      at++;
    return at;
  }

  /** True for a string literal that fits an array's elements: narrow for char types, wide for wchar_t (p14, p15). */
  private isStringFor(type: ArrayType, value: Initializer): value is Extract<Expression, { kind: 'string' }> {
    const element = plain(type.element);
    if (value.kind !== 'string' || element.kind !== 'builtin') return false;
    const { resolver } = this.engine;
    const literal = stringUnits(
      value.spellings.map((id) => resolver.spelling(id)),
      resolver.model,
    );
    return literal.unitBytes === 1 ? element.name.endsWith('char') : element.name === literal.element;
  }

  private hasFailed(): boolean {
    return this.problem !== undefined;
  }

  private fail(problem: Unknown | undefined): number {
    this.problem ??= problem;
    return 0;
  }
}
