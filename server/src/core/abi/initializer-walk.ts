import type { Designator, Expression, Initializer, InitializerItem, InitializerList } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { genericChoice } from '../types/expression-type.ts';
import { stringUnits, type StringUnits } from '../types/literals.ts';
import { isUnboundedArray, plain, type ArrayType, type PlainType, type RecordType, type Type, type VectorType } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import type { LayoutEngine } from './layout-engine.ts';
import { findField, type FieldLayout, type RecordLayout } from './record-layout.ts';

/** Receives what an initializer says, subobject by subobject; offsets count from the object's start. */
export interface InitializerSink {
  /** `widthBits` is undefined for what is no bit-field. */
  scalar(type: Type, offsetBits: number, widthBits: number | undefined, value: Expression): Unknown | undefined;
  /** Code units into an array with room for `room` of them. */
  string(offsetBytes: number, literal: StringUnits, room: number): void;
  /** A subobject is initialized anew: what was said before about it does not count (C17 6.7.9p19). */
  clear(offsetBytes: number, sizeBytes: number): void;
  /** An array without a bound, so perhaps a flexible member, takes the bytes up to here. */
  reach(endBytes: number): void;
}

/** Position in the items between one pair of braces. */
interface Reader {
  readonly items: readonly InitializerItem[];
  at: number;
}

const NONE: readonly Designator[] = [];
/** Elements of a GNU range that are written one by one; more is not believed. */
const LONGEST_RANGE = 1 << 24;

/** Walks an initializer as C17 6.7.9 says: designators, GNU ranges, and brace elision (p20). */
export class InitializerWalk {
  problem: Unknown | undefined;
  private readonly engine: LayoutEngine;
  private readonly scope: BlockScope | undefined;
  private readonly sink: InitializerSink;
  /** Unions' initialized members by offset. */
  private readonly chosen = new Map<RecordLayout, Map<number, number>>();

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
    const only = initializer.items.length === 1 ? initializer.items[0] : undefined;
    if (inner.kind === 'array' && only?.designators.length === 0 && only.value.kind === 'string' && this.isCharacterArray(inner)) return this.fromString(inner, offset, only.value);
    if (inner.kind === 'array' || inner.kind === 'record' || inner.kind === 'vector') return this.braced(inner, offset, initializer);
    // A scalar may stand in braces (p11); without a value it is zero.
    const first = initializer.items[0];
    if (first === undefined) return 0;
    if (first.value.kind === 'list') return this.whole(type, offset, first.value);
    return this.fail(this.sink.scalar(type, offset * 8, undefined, first.value));
  }

  private braced(type: ArrayType | RecordType | VectorType, offset: number, list: InitializerList): number {
    return this.aggregate(type, offset, { items: list.items, at: 0 }, true, NONE);
  }

  private fromExpression(type: Type, inner: PlainType, offset: number, value: Expression): number {
    if (inner.kind !== 'array' && inner.kind !== 'record' && inner.kind !== 'vector') return this.fail(this.sink.scalar(type, offset * 8, undefined, value));
    if (inner.kind === 'array' && value.kind === 'string') return this.fromString(inner, offset, value);
    const literal = this.literalOf(value);
    if (isUnknown(literal)) return this.fail(literal);
    return literal === undefined ? this.fail(unknown('a struct, union or array is initialized with something that is no constant')) : this.whole(type, offset, literal.initializer);
  }

  private fromString(type: ArrayType, offset: number, value: Extract<Expression, { kind: 'string' }>): number {
    const { resolver } = this.engine;
    const literal = stringUnits(value.spellings.map((id) => resolver.spelling(id)), resolver.model);
    if (isUnboundedArray(type)) {
      this.sink.string(offset, literal, literal.units.length + 1);
      return literal.units.length + 1;
    }
    const room = this.engine.arrayCount(type);
    if (isUnknown(room)) return this.fail(room);
    this.sink.clear(offset, room * literal.unitBytes);
    this.sink.string(offset, literal, room);
    return room;
  }

  /**
   * Fills subobjects in order from the reader's items. Without own braces the current item is the first one's, or goes to
   * the subobject that `path`, the designators left of it, names; it stops at the first item it can't take.
   */
  private aggregate(type: ArrayType | RecordType | VectorType, offset: number, reader: Reader, isBraced: boolean, path: readonly Designator[]): number {
    if (type.kind === 'record') return this.record(type, offset, reader, isBraced, path);
    return this.array(type, offset, reader, isBraced, path);
  }

  private array(type: ArrayType | VectorType, offset: number, reader: Reader, isBraced: boolean, path: readonly Designator[]): number {
    const elementSize = this.engine.size(type.element);
    if (isUnknown(elementSize)) return this.fail(elementSize);
    const count = type.kind === 'vector' ? this.vectorCount(type, elementSize) : isUnboundedArray(type) ? Infinity : this.engine.arrayCount(type);
    if (isUnknown(count)) return this.fail(count);
    if (isBraced && count !== Infinity) this.sink.clear(offset, count * elementSize);
    let next = 0;
    let length = 0;
    let designators = path;
    for (let isFirst = !isBraced; !this.hasFailed() && reader.at < reader.items.length; isFirst = false) {
      if (!isFirst) designators = reader.items[reader.at]!.designators;
      if (!isFirst && !isBraced && designators.length > 0) break;
      const [first, ...rest] = designators;
      let last = next;
      if (first !== undefined) {
        const range = this.range(first);
        if (isUnknown(range)) return this.fail(range);
        [next, last] = range;
      }
      if (next >= count) {
        // Too many: clang warns and drops them.
        if (!isBraced) break;
        reader.at++;
        continue;
      }
      const start = reader.at;
      for (; next <= last && !this.hasFailed(); next++) {
        reader.at = start;
        this.subobject(type.element, offset + next * elementSize, reader, rest);
      }
      next = last + 1;
      length = Math.max(length, next);
    }
    if (count !== Infinity) return count;
    this.sink.reach(offset + length * elementSize);
    return length;
  }

  private record(type: RecordType, offset: number, reader: Reader, isBraced: boolean, path: readonly Designator[]): number {
    const layout = this.engine.record(type);
    if (isUnknown(layout)) return this.fail(layout);
    if (isBraced) this.sink.clear(offset, layout.sizeBytes);
    const isUnion = type.specifier.kind === 'union';
    let next = this.nextField(layout, 0);
    let designators = path;
    for (let isFirst = !isBraced; !this.hasFailed() && reader.at < reader.items.length; isFirst = false) {
      if (!isFirst) designators = reader.items[reader.at]!.designators;
      if (!isFirst && !isBraced && designators.length > 0) break;
      let rest: readonly Designator[] = NONE;
      if (designators.length > 0) {
        const found = this.designated(layout, designators);
        if (isUnknown(found)) return this.fail(found);
        [next, rest] = found;
      }
      const field = layout.fields[next];
      if (field === undefined) {
        if (!isBraced) break;
        reader.at++;
        continue;
      }
      if (isUnion) this.chooseMember(layout, offset, next);
      this.field(field, offset, reader, rest);
      next = isUnion ? layout.fields.length : this.nextField(layout, next + 1);
    }
    // A union or struct without members takes no item; braces around nothing are fine.
    return 0;
  }

  /** Another member of a union than before makes what the earlier one held void. */
  private chooseMember(layout: RecordLayout, offset: number, field: number): void {
    let chosen = this.chosen.get(layout);
    if (chosen === undefined) this.chosen.set(layout, (chosen = new Map<number, number>()));
    if (chosen.has(offset) && chosen.get(offset) !== field) this.sink.clear(offset, layout.sizeBytes);
    chosen.set(offset, field);
  }

  private field(field: FieldLayout, offset: number, reader: Reader, path: readonly Designator[]): void {
    if (field.widthBits === undefined) return this.subobject(field.type, offset + field.offsetBits / 8, reader, path);
    let { value } = reader.items[reader.at++]!;
    while (value.kind === 'list') {
      const first = value.items[0];
      if (first === undefined) return;
      value = first.value;
    }
    this.fail(this.sink.scalar(field.type, offset * 8 + field.offsetBits, field.widthBits, value));
  }

  /** One subobject from the current item, or from as many as it takes where braces are left out. */
  private subobject(type: Type, offset: number, reader: Reader, path: readonly Designator[]): void {
    const inner = plain(type);
    if (isUnknown(inner)) {
      this.fail(inner);
      return;
    }
    const isAggregate = inner.kind === 'array' || inner.kind === 'record' || inner.kind === 'vector';
    if (path.length > 0) {
      if (isAggregate) this.aggregate(inner, offset, reader, false, path);
      else this.fail(unknown('a designator goes into something that has no parts'));
      return;
    }
    const { value } = reader.items[reader.at]!;
    const isWhole = !isAggregate || value.kind === 'list' || (inner.kind === 'array' && value.kind === 'string' && this.isCharacterArray(inner)) || this.isWholeValue(value);
    if (!isWhole) {
      const before = reader.at;
      this.aggregate(inner, offset, reader, false, NONE);
      // An empty struct can't take a value without braces (clang, err_implicit_empty_initializer).
      if (reader.at === before) this.fail(unknown('a value is given to something without members'));
      return;
    }
    reader.at++;
    this.whole(type, offset, value);
  }

  /** True for an expression that is a struct, union or array itself, so that no braces are left out. */
  private isWholeValue(value: Initializer): boolean {
    switch (value.kind) {
      case 'compound-literal': case 'name': case 'member': case 'index': case 'call': case 'conditional': case 'choose': case 'generic': case 'statement-expression': {
        const type = plain(this.engine.resolver.ofExpression(value, this.scope));
        return type.kind === 'record' || (value.kind === 'compound-literal' && type.kind === 'array') || type.kind === 'vector';
      }
      case 'unary': return plain(this.engine.resolver.ofExpression(value, this.scope)).kind === 'record';
      default: return false;
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
    return [Number(first), Number(last)];
  }

  /** The field that the first designator names, and what is left for it; a member of an anonymous record is left whole. */
  private designated(layout: RecordLayout, designators: readonly Designator[]): readonly [field: number, rest: readonly Designator[]] | Unknown {
    const [first, ...rest] = designators;
    if (first?.kind !== 'member') return unknown('an index designator in a struct or union');
    for (let i = 0; i < layout.fields.length; i++) {
      const field = layout.fields[i]!;
      if (field.name === first.name) return [i, rest];
      const inner = field.declarator === undefined ? plain(field.type) : undefined;
      const inside = inner?.kind === 'record' ? this.layoutOf(inner) : undefined;
      if (inside !== undefined && findField(inside, first.name, (one) => this.layoutOf(one)) !== undefined) return [i, designators];
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
    while (at < layout.fields.length && layout.fields[at]?.name === 0 && layout.fields[at]?.declarator !== undefined) at++;
    return at;
  }

  private vectorCount(type: VectorType, elementSize: number): number | Unknown {
    const bytes = this.engine.integer(type.bytes, type.scope);
    return isUnknown(bytes) ? bytes : Math.floor(Number(bytes) / elementSize);
  }

  private isCharacterArray(type: ArrayType): boolean {
    const element = plain(type.element);
    if (element.kind !== 'builtin') return false;
    return element.name.endsWith('char') || element.name === this.engine.target.wcharType || element.name === 'unsigned short' || element.name === 'unsigned int';
  }

  private hasFailed(): boolean {
    return this.problem !== undefined;
  }

  private fail(problem: Unknown | undefined): number {
    this.problem ??= problem;
    return 0;
  }
}
