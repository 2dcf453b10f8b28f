// Sizes of types from CTF: both versions, classes and byte orders, compressed or not.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { isUnreadable } from '../../../server/src/core/elf/elf-file.ts';
import { readBuilt } from '../../../server/src/core/analysis/verify/verify.ts';
import type { BuiltImage } from '../../../server/src/core/elf/built-image.ts';
import { inflate } from '../../../server/src/host/inflate.ts';
import { ctfBytes, type CtfType } from '../../kit/ctf-writer.ts';
import { KIND, shapes, symbolSections, tinyElf, TYPE, type Shape, type TinySymbol } from './tiny-elf.ts';

/** int, char[16], int *, a struct of 70,000 bytes through two names, an enum; with every other kind between them. */
const types: readonly CtfType[] = [
  { kind: 'integer', bytes: 4 },
  { kind: 'function', result: 1, arguments: [1, 1, 1] },
  { kind: 'integer', bytes: 1 },
  { kind: 'array', of: 3, count: 16 },
  { kind: 'pointer', to: 9 },
  { kind: 'struct', bytes: 12, members: [1, 1, 4] },
  { kind: 'struct', bytes: 70_000, members: [6, 1] },
  { kind: 'union', bytes: 8192, members: [1] },
  { kind: 'forward' },
  { kind: 'typedef', to: 11 },
  { kind: 'const', to: 7 },
  { kind: 'enum', bytes: 4, values: 3 },
  { kind: 'float', bytes: 8 },
  { kind: 'array', of: 14, count: 2 },
  { kind: 'array', of: 15, count: 3 },
];

const section = 1;
const member = (name: string, value: bigint, size: number): TinySymbol => ({
  name: `vnet_entry_${name}`,
  value,
  size,
  section,
});

/** Symbols as a linker leaves them: what has no entry in CTF stands between those that have one. */
function symbols(word: number): readonly TinySymbol[] {
  return [
    { name: 'if.c', value: 0n, size: 0, isLocal: true, type: 4, section: 0xfff1 },
    { name: '', value: 0n, size: 0, isLocal: true, type: 3, section: 1 },
    { name: 'elsewhere', value: 0n, size: 0, section: 0 },
    member('number', 0n, 4),
    { name: 'a_function', value: 0n, size: 8, type: 2, section: 1 },
    { name: '_START_', value: 0n, size: 0, section: 1 },
    { name: 'absolute', value: 0n, size: 0, section: 0xfff1 },
    { name: 'other', value: 64n, size: 8, section: 1 },
    member('text', 4n, 16),
    member('pointer', 24n, word),
    member('large', 32n, 8),
    member('choice', 40n, 4),
    member('untyped', 44n, 4),
    member('last', 48n, 8),
  ];
}

/**
 * Types of the symbols that have an entry: number, other, text, pointer, large, choice, untyped; the last one lies
 * behind the end.
 */
const objects = [1, 13, 4, 5, 10, 12, 0];

function kernel(shape: Shape, ctf: readonly number[]): Uint8Array {
  return tinyElf(shape, {
    kind: KIND.relocatable,
    sections: [
      { name: 'set_vnet', type: TYPE.progbits, align: 8, bytes: new Array<number>(56).fill(0) },
      ...symbolSections(shape, section + 1, symbols(shape.wordBits / 8)),
      { name: '.SUNW_ctf', type: TYPE.progbits, link: section + 1, bytes: ctf },
    ],
  });
}

function read(bytes: Uint8Array): BuiltImage {
  const image = readBuilt(bytes, inflate);
  assert.ok(!isUnreadable(image));
  return image;
}

for (const shape of shapes) {
  describe(`CTF, ${shape.wordBits} bits, ${shape.isLittleEndian ? 'little' : 'big'}-endian`, () => {
    const expected = [
      ['number', 4],
      ['text', 16],
      ['pointer', shape.wordBits / 8],
      ['large', 70_000],
      ['choice', 4],
      ['untyped', undefined],
      ['last', undefined],
    ];
    for (const version of [2, 3] as const) {
      for (const isCompressed of [false, true]) {
        test(`version ${version}${isCompressed ? ', compressed' : ''}`, () => {
          const image = read(
            kernel(shape, ctfBytes({ version, isLittleEndian: shape.isLittleEndian, isCompressed, types, objects })),
          );
          assert.deepEqual([image.typesFrom, image.typesUnread], ['CTF', undefined]);
          assert.deepEqual(
            image.variables.map(({ name, typeSize }) => [name, typeSize]),
            expected,
          );
        });
      }

      test(`version ${version}, written by a machine of the other byte order`, () => {
        const image = read(
          kernel(
            shape,
            ctfBytes({ version, isLittleEndian: !shape.isLittleEndian, isCompressed: true, types, objects }),
          ),
        );
        assert.deepEqual(
          image.variables.map(({ name, typeSize }) => [name, typeSize]),
          expected,
        );
      });

      test(`version ${version}, a module whose types are partly the kernel's`, () => {
        const own = version === 2 ? 0x8000 : 0x8000_0000;
        const child: readonly CtfType[] = [
          { kind: 'array', of: 4, count: 2 },
          { kind: 'integer', bytes: 2 },
          { kind: 'array', of: own + 2, count: 5 },
          { kind: 'pointer', to: 4 },
        ];
        const image = read(
          kernel(
            shape,
            ctfBytes({
              version,
              isLittleEndian: shape.isLittleEndian,
              isCompressed: false,
              types: child,
              objects: [3, 3, own + 1, own + 4, own + 3, own + 2],
              parent: 'kernel',
            }),
          ),
        );
        assert.deepEqual(
          image.variables.map(({ typeSize }) => typeSize),
          [undefined, undefined, shape.wordBits / 8, 10, 2, undefined, undefined],
        );
      });
    }

    test('damage leaves the symbols alone to answer, and is said', () => {
      const whole = ctfBytes({ version: 3, isLittleEndian: shape.isLittleEndian, isCompressed: true, types, objects });
      const damaged: readonly (readonly [readonly number[], RegExp])[] = [
        [whole.slice(0, 30), /^CTF: a damaged ELF file: it ends at byte 30/],
        [whole.slice(0, 60), /^CTF: a damaged ELF file: compressed data that zlib cannot read$/],
        [[0, ...whole], /does not start with a CTF header$/],
        [[...whole.slice(0, 2), 4, ...whole.slice(3)], /unsupported CTF version 4$/],
        [
          ctfBytes({
            version: 2,
            isLittleEndian: shape.isLittleEndian,
            isCompressed: false,
            types,
            objects: [14, 13, 14],
          }),
          /CTF types that refer to themselves$/,
        ],
      ];
      for (const [bytes, message] of damaged) {
        const image = read(kernel(shape, bytes));
        assert.match(image.typesUnread ?? '', message);
        assert.deepEqual(
          [image.typesFrom, image.variables.length, image.variables[0]?.typeSize],
          [undefined, 7, undefined],
        );
      }
    });
  });
}
