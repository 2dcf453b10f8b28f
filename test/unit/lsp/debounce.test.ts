import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Debounce, fixed, standardDebounce, type DebouncePolicy } from '../../../server/src/lsp/debounce.ts';

const cases: readonly (readonly [what: string, policy: DebouncePolicy, tookMs: readonly number[], waitMs: number])[] = [
  ['at first the least', standardDebounce, [], 20],
  ['a quick file: the least', standardDebounce, [1, 2, 3], 20],
  ['a slow file: half as long as it takes', standardDebounce, [120, 120, 120], 60],
  ['a very slow file: the most', standardDebounce, [1100, 2000, 1200], 500],
  ['the median: one slow look does not count', standardDebounce, [60, 70, 2000], 35],
  ['recent looks alone', standardDebounce, [2000, 2000, 2000, 60, 60, 60, 60, 60], 30],
  ['fixed', fixed(7), [2000], 7],
];

describe('the wait after a keystroke', () => {
  for (const [what, policy, tookMs, waitMs] of cases) {
    test(what, () => {
      const debounce = new Debounce(policy);
      for (const took of tookMs) debounce.note(took);
      assert.equal(debounce.waitMs, waitMs);
    });
  }
});
