import type { Expression, Initializer } from '../parser/ast.ts';
import type { BlockScope } from '../types/block-scope.ts';
import type { StringUnits } from '../types/literals.ts';
import { isUnboundedArray, plain, type Type } from '../types/type.ts';
import { isUnknown, unknown, type Unknown } from '../types/unknown.ts';
import { convert } from './convert.ts';
import { floatingBytes } from './floating-bytes.ts';
import { Image, type Relocation } from './image.ts';
import { InitializerWalk, type InitializerSink } from './initializer-walk.ts';
import { integerValue, type AddressBase } from './constant.ts';
import type { LayoutEngine } from './layout-engine.ts';
import type { RecordLayout } from './record-layout.ts';
import { onceWith } from '../text/worked-out.ts';

/** The largest object whose initial bytes are computed; a larger buffer may not be available. */
const MOST_BYTES = 1 << 28;

/** A variable's initial bytes. The bytes of an address are zero; a relocation gives its value. */
export interface InitialBytes {
  readonly bytes: Uint8Array;
  readonly relocations: readonly Relocation[];
}

/**
 * Initial bytes of an object of static storage duration (C17 6.7.9p10: zero without an initializer), in the target's
 * byte order. Longer than sizeof where a flexible array member is initialized. Unknown if a part of it is not a
 * constant.
 */
export function initialBytes(
  engine: LayoutEngine,
  type: Type,
  initializer: Initializer | undefined,
  scope?: BlockScope,
): InitialBytes | Unknown {
  const whole = initializer === undefined ? type : engine.completed(type, initializer, scope);
  const size = engine.size(whole);
  if (isUnknown(size)) return size;
  if (size > MOST_BYTES) return unknown(`an initial value of ${size} bytes is too large to evaluate`);
  const sink = new ImageSink(engine, size, scope);
  if (initializer === undefined) return sink.image.finish();
  const walk = new InitializerWalk(engine, scope, sink);
  walk.whole(whole, 0, initializer);
  return walk.problem ?? sink.image.problem ?? sink.image.finish();
}

class ImageSink implements InitializerSink {
  readonly image: Image;
  private readonly engine: LayoutEngine;
  private readonly scope: BlockScope | undefined;

  constructor(engine: LayoutEngine, size: number, scope: BlockScope | undefined) {
    this.engine = engine;
    this.scope = scope;
    this.image = new Image(size, engine.target.isBigEndian);
  }

  scalar(type: Type, offsetBits: number, widthBits: number | undefined, expression: Expression | undefined): void {
    const problem = this.write(type, offsetBits, widthBits, expression);
    if (problem !== undefined) this.image.leaveOut(offsetBits, problem);
  }

  private write(
    type: Type,
    offsetBits: number,
    widthBits: number | undefined,
    expression: Expression | undefined,
  ): Unknown | undefined {
    const { engine, image } = this;
    const constant =
      expression === undefined ? integerValue(0n, 'int', engine.target) : engine.constant(expression, this.scope);
    if (isUnknown(constant)) return constant;
    const value = convert(engine, constant, type);
    if (isUnknown(value)) return value;
    const size = engine.size(type);
    if (isUnknown(size)) return size;
    const offset = offsetBits / 8;
    if (offset > MOST_BYTES)
      return unknown(`the initial value at byte ${offset} is too far into the object to evaluate`);
    switch (value.kind) {
      case 'integer':
        if (widthBits === undefined) image.writeInteger(offset, size, value.value);
        else image.writeBits(offsetBits, widthBits, value.value);
        return undefined;
      case 'floating': {
        const bytes = floatingBytes(value.value, value.type, engine.target);
        if (isUnknown(bytes)) return bytes;
        image.writeBytes(offset, bytes);
        return undefined;
      }
      case 'address':
        if (value.base === undefined) image.writeInteger(offset, size, value.offset);
        else if (widthBits !== undefined) return unknown('an address in a bit-field');
        else
          image.writeAddress({
            offsetBytes: offset,
            sizeBytes: size,
            symbol: symbolOf(engine, value.base),
            addend: value.offset,
            base: value.base,
          });
        return undefined;
    }
  }

  string(offset: number, { units, unitBytes }: StringUnits, room: number): void {
    if (offset > MOST_BYTES)
      return this.image.leaveOut(
        offset * 8,
        unknown(`the initial value at byte ${offset} is too far into the object to evaluate`),
      );
    this.image.reach(offset + room * unitBytes);
    for (let i = 0; i < Math.min(units.length, room); i++)
      this.image.writeInteger(offset + i * unitBytes, unitBytes, BigInt(units[i]!));
  }

  clear(offset: number, size: number): void {
    this.image.clear(offset, size);
  }

  reach(end: number): void {
    if (end <= MOST_BYTES) this.image.reach(end);
  }
}

function symbolOf(engine: LayoutEngine, base: AddressBase): string {
  switch (base.kind) {
    case 'symbol':
      return engine.symbolName(base.name);
    case 'local':
      return engine.resolver.spelling(base.name);
    case 'string':
      return '.str';
    case 'literal':
      return '.compoundliteral';
    case 'label':
      return engine.resolver.spelling(base.name);
  }
}

/** Number of elements that an initializer gives an array without a bound (C17 6.7.9p22). */
export function countElements(
  engine: LayoutEngine,
  type: Type,
  initializer: Initializer,
  scope: BlockScope | undefined,
): number | Unknown {
  const inner = plain(type);
  if (inner.kind !== 'array') return unknown('an element of something that is not an array');
  const walk = new InitializerWalk(engine, scope, NOWHERE);
  const count = walk.whole(inner, 0, initializer);
  return walk.problem ?? count;
}

/**
 * Bytes that an object takes with its initializer: sizeof, or more where a flexible array member is initialized
 * (clang, VarDecl::getFlexibleArrayInitChars).
 */
export function initializedSize(
  engine: LayoutEngine,
  type: Type,
  initializer: Initializer,
  scope: BlockScope | undefined,
): number | Unknown {
  const size = engine.size(type);
  if (isUnknown(size) || initializer.kind !== 'list' || !endsFlexibly(engine, type)) return size;
  let end = size;
  const sink: InitializerSink = {
    ...NOWHERE,
    string: (offset, { unitBytes }, room) => {
      end = Math.max(end, offset + room * unitBytes);
    },
    reach: (reached) => {
      end = Math.max(end, reached);
    },
  };
  const walk = new InitializerWalk(engine, scope, sink);
  walk.whole(type, 0, initializer);
  return walk.problem ?? end;
}

/** True for a record whose last member, or the last of its last, is an array without a bound. */
export function endsFlexibly(engine: LayoutEngine, type: Type): boolean {
  const record = plain(type);
  const layout = record.kind === 'record' ? engine.record(record) : undefined;
  if (layout === undefined || isUnknown(layout)) return false;
  return onceWith(layout, hasFlexibleEnd, engine);
}

/** Each record is asked once, however often the same struct stands in structs. */
function hasFlexibleEnd({ fields }: RecordLayout, engine: LayoutEngine): boolean {
  return fields.some(
    (field) =>
      isUnboundedArray(plain(field.type)) ||
      (field.widthBits === undefined && field.sizeBytes > 0 && endsFlexibly(engine, field.type)),
  );
}

/** Takes everything and keeps nothing. */
const NOWHERE: InitializerSink = {
  scalar: () => undefined,
  string: () => undefined,
  clear: () => undefined,
  reach: () => undefined,
};
