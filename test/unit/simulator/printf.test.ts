import assert from 'node:assert/strict';
import test from 'node:test';
import { sprintf } from '../../../server/src/core/simulator/printf.ts';

/** Read off kvprintf() (kern/subr_prf.c). */
const CASES: readonly (readonly [format: string, values: readonly (string | number | bigint)[], text: string])[] = [
  ['%s: cannot allocate %#jx for %s\\n', ['f', 0x320, 'x.ko'], 'f: cannot allocate 0x320 for x.ko\n'],
  ['%#08x', [0x3e0d8f29], '0x3e0d8f29'],
  ['%#08x', [0x1234], '0x001234'],
  ['%#08x', [0], '00000000'],
  ['%#jx', [0xfffff8008e000000n], '0xfffff8008e000000'],
  ['%p', [0xdeadn], '0xdead'],
  ['%p', [0], '0'],
  ['%d%%', [-5], '-5%'],
  ['%u of %d', [1], '1 of %d'],
  ['%5d|%05d', [42, 42], '   42|00042'],
  ['%#04x (%#04x)', [0, 0x90909090], '0000 (0x90909090)'],
  ['%zu %lld', [1, 2n], '1 2'],
];

test('formats are filled in as the kernel fills them in', () => {
  for (const [format, values, text] of CASES) assert.equal(sprintf(format, ...values), text, format);
});
