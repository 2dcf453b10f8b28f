import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { isUnreadable } from '../../../server/src/core/elf/elf-file.ts';
import { readBuilt } from '../../../server/src/core/analysis/verify/verify.ts';
import type { BuiltImage } from '../../../server/src/core/elf/built-image.ts';
import { inflate } from '../../../server/src/host/inflate.ts';
import { KIND, shapes, symbolSections, tinyElf, TYPE, Writer, type Shape, type TinySymbol } from './tiny-elf.ts';

const NAMES = { 64: { true: 'amd64', false: 'powerpc64' }, 32: { true: 'i386', false: 'powerpc' } } as const;
const MACHINES = { 64: { true: 62, false: 21 }, 32: { true: 3, false: 20 } } as const;
const key = ({ isLittleEndian }: Shape) => (isLittleEndian ? 'true' : 'false');

interface Variation {
  readonly kind?: number;
  readonly symtab?: number;
  readonly extra?: readonly TinySymbol[];
}

/** if_index (4 bytes, static) at 0, ifnet (16 bytes) at 8, in a set_vnet of 24 bytes. */
function kernel(
  shape: Shape,
  { kind = KIND.executable, symtab = TYPE.symtab, extra = [] }: Variation = {},
): Uint8Array {
  const address = kind === KIND.relocatable ? 0n : shape.wordBits === 64 ? 0xffffffff81000000n : 0xc1000000n;
  const symbols: TinySymbol[] = [
    { name: 'if.c', value: 0n, size: 0, isLocal: true, type: 4, section: 0xfff1 },
    ...(symtab === TYPE.symtab
      ? [{ name: 'vnet_entry_if_index', value: address, size: 4, isLocal: true, section: 1 }]
      : []),
    { name: '__start_set_vnet', value: address, size: 0, type: 0, section: 1 },
    { name: 'vnet_entry_ifnet', value: address + 8n, size: 16, section: 1 },
    { name: 'osreldate', value: address + 64n, size: 4, section: 2 },
    ...extra,
  ];
  return tinyElf(shape, {
    kind,
    machine: MACHINES[shape.wordBits][key(shape)],
    sections: [
      { name: 'set_vnet', type: TYPE.progbits, flags: 3, address, align: 8, bytes: new Array<number>(24).fill(0) },
      {
        name: '.data',
        type: TYPE.progbits,
        flags: 3,
        address: address + 64n,
        align: 4,
        bytes: new Writer(shape).integer(1300010, 4).bytes,
      },
      {
        name: '.comment',
        type: TYPE.progbits,
        bytes: new Writer(shape).text('Linker: LLD 22.1.8').text('FreeBSD clang version 8.0.0').bytes,
      },
      ...symbolSections(shape, 4, symbols, symtab),
    ],
  });
}

function read(bytes: Uint8Array): BuiltImage {
  const image = readBuilt(bytes, inflate);
  assert.ok(!isUnreadable(image), isUnreadable(image) ? image.unreadable : '');
  return image;
}

function complaint(bytes: Uint8Array): string {
  const image = readBuilt(bytes, inflate);
  return isUnreadable(image) ? image.unreadable : 'readable';
}

describe('a built kernel', () => {
  for (const shape of shapes) {
    const name = `${shape.wordBits} bits, ${shape.isLittleEndian ? 'little' : 'big'}-endian`;
    test(`${name}: section, variables, release, compiler`, () => {
      const image = read(kernel(shape));
      assert.deepEqual(
        [image.kind, image.machine, image.wordBits, image.isLittleEndian],
        ['executable', NAMES[shape.wordBits][key(shape)], shape.wordBits, shape.isLittleEndian],
      );
      assert.deepEqual(image.section, { size: 24, align: 8 });
      assert.deepEqual(
        image.variables.map(({ name: variable, offset, size, binding, source }) => [
          variable,
          offset,
          size,
          binding,
          source,
        ]),
        [
          ['if_index', 0, 4, 'local', 'if.c'],
          ['ifnet', 8, 16, 'global', undefined],
        ],
      );
      assert.equal(image.osreldate, 1300010);
      assert.deepEqual(image.producers, ['Linker: LLD 22.1.8', 'FreeBSD clang version 8.0.0']);
      assert.equal(image.typesFrom, undefined);
    });

    test(`${name}: a relocatable module's symbols are offsets already`, () => {
      assert.deepEqual(
        read(kernel(shape, { kind: KIND.relocatable })).variables.map(({ offset }) => offset),
        [0, 8],
      );
    });
  }

  const [amd64] = shapes;
  assert.ok(amd64 !== undefined);

  test('with dynamic symbols alone local variables cannot be seen', () => {
    const image = read(kernel(amd64, { symtab: TYPE.dynsym }));
    assert.equal(image.hasLocalSymbols, false);
    assert.deepEqual(
      image.variables.map(({ name }) => name),
      ['ifnet'],
    );
  });

  test('without a set_vnet there are no variables', () => {
    const image = read(tinyElf(amd64, { kind: KIND.executable, sections: symbolSections(amd64, 1, []) }));
    assert.equal(image.section, undefined);
    assert.deepEqual(image.variables, []);
  });

  test('an embedded configuration is kept', () => {
    const bytes = new Writer(amd64).text('options\tVIMAGE\nident\tGENERIC\n').bytes;
    const image = read(
      tinyElf(amd64, { kind: KIND.executable, sections: [{ name: 'kern_conf', type: TYPE.progbits, bytes }] }),
    );
    assert.equal(image.configuration, 'options\tVIMAGE\nident\tGENERIC\n');
  });
});

describe('what is no kernel gets one line', () => {
  const [amd64] = shapes;
  assert.ok(amd64 !== undefined);
  const good = kernel(amd64);
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const bytes = Uint8Array.from(good);
    bytes.set(values, at);
    return bytes;
  };
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['nothing', new Uint8Array(), /^not an ELF file$/],
    ['a text', Uint8Array.from(Buffer.from('#!/bin/sh\necho no kernel here\n')), /^not an ELF file$/],
    ['another class', changed(4, 7), /unknown class 7/],
    ['another byte order', changed(5, 9), /unknown byte order 9/],
    ['half a header', good.slice(0, 40), /ends inside its header/],
    ['a core file', changed(16, 4, 0), /type 4 is not an object/],
    ['half a file', good.slice(0, good.length - 100), /inside its section headers/],
    ['section headers far away', changed(40, 0, 0, 0, 0, 0, 1), /ends at byte/],
    ['an offset beyond all files', changed(40, 255, 255, 255, 255, 255, 255, 255, 255), /is not a size or offset/],
    [
      'a symbol outside its section',
      kernel(amd64, { extra: [{ name: 'vnet_entry_lost', value: 0n, size: 4, section: 1 }] }),
      /vnet_entry_lost is outside set_vnet/,
    ],
    [
      'a stripped kernel',
      tinyElf(amd64, { kind: KIND.executable, sections: [{ name: 'set_vnet', type: TYPE.progbits, bytes: [0] }] }),
      /no symbols \(stripped\)/,
    ],
  ];
  for (const [name, bytes, expected] of cases) test(name, () => assert.match(complaint(bytes), expected));
});

describe('no bytes bring the reader down', () => {
  for (const shape of shapes) {
    const good = kernel(shape);
    test(`${shape.wordBits} bits, ${shape.isLittleEndian ? 'little' : 'big'}-endian: every truncation`, () => {
      for (let length = 0; length < good.length; length++)
        assert.equal(typeof complaint(good.slice(0, length)), 'string');
    });

    test(`${shape.wordBits} bits, ${shape.isLittleEndian ? 'little' : 'big'}-endian: 3,000 seeded changes`, () => {
      let state = 20190401;
      const next = (below: number): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state % below;
      };
      for (let round = 0; round < 3000; round++) {
        const bytes = Uint8Array.from(good);
        for (let change = 0; change <= next(4); change++) bytes[next(bytes.length)] = next(256);
        assert.equal(typeof complaint(bytes), 'string');
      }
    });
  }
});
