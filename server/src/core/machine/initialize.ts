import type { Expression, Initializer } from '../parser/ast.ts';
import { InitializerWalk, type InitializerSink } from '../abi/initializer-walk.ts';
import { integerValue } from '../abi/constant.ts';
import type { BlockScope } from '../types/block-scope.ts';
import { plain, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { store, unknownRange, writeBytes, type Place } from './access.ts';
import { convertValue } from './convert-value.ts';
import type { Interpreter } from './interpreter.ts';

/** Gives an object that has just come to be its first value (C17 6.7.9); the place's type is complete. */
export function initialize(
  m: Interpreter,
  place: Place,
  initializer: Initializer,
  scope: BlockScope | undefined,
): void {
  const inner = plain(place.type);
  const isAggregate = inner.kind === 'record' || inner.kind === 'array';
  if (
    initializer.kind !== 'list' &&
    (!isAggregate || (inner.kind === 'record' && initializer.kind !== 'compound-literal'))
  ) {
    store(m, place, convertValue(m, m.steps.evaluate(m, initializer, scope), place.type));
    return;
  }
  const size = m.current.code.source.engine.size(place.type);
  const sizeBytes = isUnknown(size) ? 0 : size;
  writeBytes(m, place.thing, place.offset, { bytes: new Uint8Array(sizeBytes), marks: undefined });
  const walk = new InitializerWalk(m.current.code.source.engine, scope, new StoreSink(m, place, scope));
  walk.whole(place.type, 0, initializer);
  if (walk.problem !== undefined) unknownRange(m, place.thing, place.offset, sizeBytes, walk.problem.reason);
}

class StoreSink implements InitializerSink {
  private readonly m: Interpreter;
  private readonly object: Place;
  private readonly scope: BlockScope | undefined;

  constructor(m: Interpreter, object: Place, scope: BlockScope | undefined) {
    this.m = m;
    this.object = object;
    this.scope = scope;
  }

  scalar(type: Type, offsetBits: number, widthBits: number | undefined, expression: Expression | undefined): void {
    const { m, object } = this;
    const value =
      expression === undefined ? integerValue(0n, 'int', m.target) : m.steps.evaluate(m, expression, this.scope);
    const place: Place =
      widthBits === undefined
        ? { kind: 'place', thing: object.thing, offset: object.offset + offsetBits / 8, type, bits: undefined }
        : { kind: 'place', thing: object.thing, offset: object.offset, type, bits: { offsetBits, widthBits } };
    store(m, place, convertValue(m, value, type));
  }

  string(offsetBytes: number, { units, unitBytes }: Parameters<InitializerSink['string']>[1], room: number): void {
    const bytes = new Uint8Array(room * unitBytes);
    units.slice(0, room).forEach((unit, i) => {
      for (let b = 0; b < unitBytes; b++)
        bytes[i * unitBytes + (this.m.target.isBigEndian ? unitBytes - 1 - b : b)] = (unit >> (8 * b)) & 0xff;
    });
    writeBytes(this.m, this.object.thing, this.object.offset + offsetBytes, { bytes, marks: undefined });
  }

  clear(offsetBytes: number, sizeBytes: number): void {
    writeBytes(this.m, this.object.thing, this.object.offset + offsetBytes, {
      bytes: new Uint8Array(sizeBytes),
      marks: undefined,
    });
  }

  reach(): void {
    // The place's type is complete: no array in it has no bound.
  }
}
