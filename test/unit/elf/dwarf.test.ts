import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { deflateSync } from 'node:zlib';
import { isUnreadable } from '../../../server/src/core/elf/elf-file.ts';
import { readBuilt } from '../../../server/src/core/analysis/verify/verify.ts';
import { inflate } from '../../../server/src/host/inflate.ts';
import { KIND, shapes, symbolSections, tinyElf, TYPE, Writer, type Shape, type TinySection } from './tiny-elf.ts';

const TAG = {
  array: 0x01,
  unit: 0x11,
  pointer: 0x0f,
  typedef: 0x16,
  subrange: 0x21,
  base: 0x24,
  subprogram: 0x2e,
  variable: 0x34,
};
const AT = {
  location: 0x02,
  name: 0x03,
  byteSize: 0x0b,
  upperBound: 0x2f,
  producer: 0x25,
  declaration: 0x3c,
  type: 0x49,
};
const FORM = { block1: 0x0a, data1: 0x0b, flag: 0x0c, string: 0x08, ref4: 0x13, exprloc: 0x18 };

const address = 0x81000000n;

/** The forms of a location: blocks before DWARF 4, an expression from then on. */
function abbreviations(shape: Shape, version: number): number[] {
  const location = version < 4 ? FORM.block1 : FORM.exprloc;
  const writer = new Writer(shape);
  const entry = (
    code: number,
    tag: number,
    hasChildren: boolean,
    ...attributes: readonly (readonly [number, number])[]
  ): void => {
    writer.u8(code, tag, hasChildren ? 1 : 0);
    for (const [attribute, form] of attributes) writer.u8(attribute, form);
    writer.u8(0, 0);
  };
  entry(1, TAG.unit, true, [AT.name, FORM.string], [AT.producer, FORM.string]);
  entry(2, TAG.variable, false, [AT.name, FORM.string], [AT.type, FORM.ref4], [AT.location, location]);
  entry(3, TAG.base, false, [AT.byteSize, FORM.data1]);
  entry(4, TAG.array, true, [AT.type, FORM.ref4]);
  entry(5, TAG.subrange, false, [AT.upperBound, FORM.data1]);
  entry(6, TAG.pointer, false, [AT.type, FORM.ref4]);
  entry(7, TAG.typedef, false, [AT.type, FORM.ref4]);
  entry(8, TAG.subprogram, true, [AT.name, FORM.string]);
  entry(9, TAG.variable, false, [AT.name, FORM.string], [AT.type, FORM.ref4], [AT.declaration, FORM.flag]);
  return writer.u8(0).bytes;
}

/**
 * One unit, /usr/src/sys/net/if.c: a table of 2 x 3 ints through a typedef, a pointer, and what must not be taken for
 * either.
 */
function info(shape: Shape, version: number): number[] {
  const addressBytes = shape.wordBits / 8;
  const headerBytes = version < 5 ? 11 : 12;
  const entries = new Writer(shape);
  const here = (): number => headerBytes + entries.bytes.length;
  const variable = (name: string, type: number, at: bigint): void => {
    entries
      .u8(2)
      .text(name)
      .integer(type, 4)
      .u8(1 + addressBytes, 3)
      .integer(at, addressBytes);
  };
  entries.u8(1).text('/usr/src/sys/net/if.c').text('clang version 22');
  const int = here();
  entries.u8(3, 4);
  const array = here();
  entries.u8(4).integer(int, 4).u8(5, 1).u8(5, 2).u8(0);
  const table = here();
  entries.u8(7).integer(array, 4);
  const pointer = here();
  entries.u8(6).integer(int, 4);
  entries.u8(9).text('vnet_entry_elsewhere').integer(int, 4).u8(1);
  entries.u8(8).text('a_function');
  variable('vnet_entry_inside_a_function', int, address);
  entries.u8(0);
  variable('vnet_entry_table', table, address);
  variable('vnet_entry_pointer', pointer, address + 24n);
  variable('plain', int, 0n);
  entries.u8(0);
  const header = new Writer(shape).integer(headerBytes - 4 + entries.bytes.length, 4).integer(version, 2);
  if (version < 5) header.integer(0, 4).u8(addressBytes);
  else header.u8(1, addressBytes).integer(0, 4);
  return [...header.bytes, ...entries.bytes];
}

function kernel(
  shape: Shape,
  version: number,
  debug: readonly TinySection[] = [
    { name: '.debug_info', type: TYPE.progbits, bytes: info(shape, version) },
    { name: '.debug_abbrev', type: TYPE.progbits, bytes: abbreviations(shape, version) },
  ],
): Uint8Array {
  const word = shape.wordBits / 8;
  return tinyElf(shape, {
    kind: KIND.executable,
    sections: [
      { name: 'set_vnet', type: TYPE.progbits, address, align: 8, bytes: new Array<number>(24 + word).fill(0) },
      ...symbolSections(shape, 2, [
        { name: 'vnet_entry_table', value: address, size: 24, section: 1 },
        { name: 'vnet_entry_pointer', value: address + 24n, size: word, section: 1 },
      ]),
      ...debug,
    ],
  });
}

function rows(bytes: Uint8Array): readonly (readonly [string, number | undefined, string | undefined])[] {
  const image = readBuilt(bytes, inflate);
  assert.ok(!isUnreadable(image));
  return image.variables.map(({ name, typeSize, source }) => [name, typeSize, source]);
}

for (const shape of shapes) {
  describe(`DWARF, ${shape.wordBits} bits, ${shape.isLittleEndian ? 'little' : 'big'}-endian`, () => {
    for (const version of [2, 3, 4, 5]) {
      test(`version ${version}: sizes of types and the unit's file`, () => {
        const source = '/usr/src/sys/net/if.c';
        assert.deepEqual(rows(kernel(shape, version)), [
          ['table', 24, source],
          ['pointer', shape.wordBits / 8, source],
        ]);
      });
    }

    test('damage leaves the symbols alone to answer', () => {
      for (const cut of [5, 20, 40, 60]) {
        const sections = [
          { name: '.debug_info', type: TYPE.progbits, bytes: info(shape, 4).slice(0, -cut) },
          { name: '.debug_abbrev', type: TYPE.progbits, bytes: abbreviations(shape, 4) },
        ];
        const image = readBuilt(kernel(shape, 4, sections), inflate);
        assert.ok(!isUnreadable(image));
        assert.match(image.typesUnread ?? '', /DWARF: a damaged ELF file/);
        assert.deepEqual(
          image.variables.map(({ name, size, typeSize }) => [name, size, typeSize]),
          [
            ['table', 24, undefined],
            ['pointer', shape.wordBits / 8, undefined],
          ],
        );
      }
    });

    const compressed = (name: string, bytes: readonly number[], method: number): TinySection => {
      const header = new Writer(shape).integer(method, 4);
      if (shape.wordBits === 64) header.integer(0, 4);
      return {
        name,
        type: TYPE.progbits,
        flags: 0x800,
        bytes: [...header.word(bytes.length).word(1).bytes, ...deflateSync(Uint8Array.from(bytes))],
      };
    };

    test('compressed by zlib (ELFCOMPRESS_ZLIB)', () => {
      const source = '/usr/src/sys/net/if.c';
      const sections = [
        compressed('.debug_info', info(shape, 4), 1),
        compressed('.debug_abbrev', abbreviations(shape, 4), 1),
      ];
      assert.deepEqual(rows(kernel(shape, 4, sections)), [
        ['table', 24, source],
        ['pointer', shape.wordBits / 8, source],
      ]);
    });

    test('compressed in another way (ELFCOMPRESS_ZSTD): not read, and said', () => {
      const image = readBuilt(kernel(shape, 4, [compressed('.debug_info', info(shape, 4), 2)]), inflate);
      assert.ok(!isUnreadable(image));
      assert.equal(image.typesUnread, 'DWARF is compressed, but not by zlib');
    });
  });
}
