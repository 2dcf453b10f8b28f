import assert from 'node:assert/strict';
import test from 'node:test';
import { Image } from '../../../server/src/core/abi/image.ts';
import { interpret, readScalar, writeScalar } from '../../../server/src/core/simulator/typed-value.ts';
import { Seeded } from '../../kit/seeded.ts';

/**
 * Initial values are laid out by abi's Image, which is held to clang; what the simulator reads must be what was laid
 * out.
 */
for (const isBigEndian of [false, true]) {
  test(`scalars and bit-fields are read where an initializer puts them, ${isBigEndian ? 'big' : 'little'}-endian`, () => {
    const random = new Seeded(isBigEndian ? 1 : 2);
    for (let i = 0; i < 3000; i++) {
      const image = new Image(24, isBigEndian);
      image.writeBytes(
        0,
        Uint8Array.from({ length: 24 }, () => random.below(256)),
      );
      const isField = random.chance(0.5);
      const widthBits = isField ? 1 + random.below(64) : 8 * random.pick([1, 2, 4, 8]);
      const offsetBits = isField ? random.below(24 * 8 - widthBits) : 8 * random.below(16);
      const value = BigInt.asUintN(widthBits, (BigInt(random.below(2 ** 32)) << 32n) | BigInt(random.below(2 ** 32)));
      if (isField) image.writeBits(offsetBits, widthBits, value);
      else image.writeInteger(offsetBits / 8, widthBits / 8, value);
      const { bytes } = image.finish();
      assert.deepEqual(
        readScalar({ bytes, marks: undefined }, offsetBits, widthBits, isBigEndian),
        { kind: 'integer', value },
        `${offsetBits}:${widthBits}`,
      );

      const other = BigInt.asUintN(widthBits, ~value);
      const written = writeScalar({ bytes, marks: undefined }, offsetBits, widthBits, other, isBigEndian);
      if (isField) image.writeBits(offsetBits, widthBits, other);
      else image.writeInteger(offsetBits / 8, widthBits / 8, other);
      assert.deepEqual([...written.bytes], [...image.finish().bytes], `${offsetBits}:${widthBits}`);
    }
  });
}

test('signed, floating and boolean values', () => {
  const view = { kind: 'scalar', text: '', isBoolean: false, enumerators: [] } as const;
  assert.deepEqual(interpret(0xffn, { ...view, sizeBytes: 1, isSigned: true, isFloating: false }, 8), {
    kind: 'integer',
    value: -1n,
  });
  assert.deepEqual(interpret(5n, { ...view, sizeBytes: 4, isSigned: true, isFloating: false }, 3), {
    kind: 'integer',
    value: -3n,
  });
  assert.deepEqual(interpret(0x3ff8000000000000n, { ...view, sizeBytes: 8, isSigned: true, isFloating: true }, 64), {
    kind: 'floating',
    value: 1.5,
  });
  assert.deepEqual(interpret(0xc0200000n, { ...view, sizeBytes: 4, isSigned: true, isFloating: true }, 32), {
    kind: 'floating',
    value: -2.5,
  });
});
