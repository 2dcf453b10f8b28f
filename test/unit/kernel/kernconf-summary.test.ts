import assert from 'node:assert/strict';
import test from 'node:test';
import { kernconfSummary } from '../../../server/src/core/kernel/kernconf-summary.ts';

const cases: readonly (readonly [string, string | undefined])[] = [
  ['#\n# OWN -- Kernel for the lab\n#\n# more\n', 'Kernel for the lab'],
  ['# SPDX-License-Identifier: BSD-2-Clause\n#\n# sample kernel: the usual one.\n', 'sample kernel: the usual one.'],
  ['#\n# $FreeBSD: head/sys/amd64/conf/OWN 1 $\n# A kernel\n', 'A kernel'],
  ['## OWN - of two words\n', 'of two words'],
  ['include GENERIC\n# a comment about the next line\n', undefined],
  ['#\n#\n', undefined],
  ['', undefined],
];

for (const [text, summary] of cases) {
  test(`the summary of ${JSON.stringify(text)}`, () => {
    assert.equal(kernconfSummary(text), summary);
  });
}
