import assert from 'node:assert/strict';
import test from 'node:test';
import { checkRepeats, checkSequence } from '../kit/kernel-properties.ts';

/** VNETSCOPE_SEQUENCES asks for more, or for fewer. */
const SEQUENCES = Number(process.env['VNETSCOPE_SEQUENCES'] ?? '100000');

test(`the simulator's properties hold over ${SEQUENCES} random sequences of operations`, (t) => {
  const tally = { operations: 0, faults: 0, refused: 0 };
  for (let seed = 0; seed < SEQUENCES; seed++) checkSequence(seed, tally);
  t.diagnostic(
    `${tally.operations} operations, ${tally.refused} loads refused, ${tally.faults} ended in the fault of vnet_data_free()`,
  );
  assert.ok(tally.faults > 0 && tally.refused > 0);
});

test('the same script gives the same state, and an old state stays what it was', () => {
  for (let seed = 0; seed < SEQUENCES / 10; seed++) checkRepeats(seed);
});
