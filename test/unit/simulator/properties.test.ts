import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { checkRepeats, checkSequence } from '../../kit/kernel-properties.ts';

/** A share of the sequences; test/conformance/simulator-properties.test.ts runs all. */
const SEQUENCES = 4000;

describe('what holds whatever is done', () => {
  test(`module space, references and copies over ${SEQUENCES} sequences of operations`, (t) => {
    const tally = { operations: 0, faults: 0, refused: 0 };
    for (let seed = 0; seed < SEQUENCES; seed++) checkSequence(seed, tally);
    t.diagnostic(
      `${tally.operations} operations, ${tally.refused} loads refused, ${tally.faults} ended in the fault of vnet_data_free()`,
    );
    assert.ok(tally.faults > 0 && tally.refused > 0);
  });

  test('the same script gives the same state, and an old state stays what it was', () => {
    for (let seed = 0; seed < 300; seed++) checkRepeats(seed);
  });
});
