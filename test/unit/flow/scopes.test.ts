// CURVNET_SET and CURVNET_RESTORE along the paths of one function: sys/net/vnet.h, what the macros declare and assign.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { readCases } from '../../kit/case-file.ts';
import { functionsOf } from '../../kit/flow-files.ts';
import { RandomScopes } from '../../kit/random-scopes.ts';
import { root } from '../../kit/source-graph.ts';

/** The column that follows a text, tab stops at 8: carets stand where an editor shows them. */
function columnOf(text: string): number {
  let column = 0;
  for (const c of text) column = c === '\t' ? column - (column % 8) + 8 : column + 1;
  return column;
}

function annotated(text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const match = /^\/\/(\s*)(\^+) (\S+)$/.exec(line);
    return match === null
      ? []
      : [`${index}:${columnOf(`//${match[1] ?? ''}`)}+${(match[2] ?? '').length} ${match[3] ?? ''}`];
  });
}

function found(text: string): string[] {
  return functionsOf(text).flatMap(({ faults }) =>
    faults.map(({ fault, start, end }) => {
      const before = text.slice(0, start).split('\n');
      // A caret line starts with two characters of comment: what stands in column 0 is pointed at from column 2.
      return `${before.length}:${Math.max(2, columnOf(before.at(-1) ?? ''))}+${end - start} ${fault}`;
    }),
  );
}

describe('scopes', () => {
  for (const { name, main } of readCases(readFileSync(path.join(root, 'test/unit/flow/scopes.cases'), 'utf8'))) {
    test(name, () => assert.deepEqual(found(main), annotated(main)));
  }

  // The oracle runs each program: every way through its branches, loops gone through at most twice.
  test('random functions leak exactly where running them does', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const program = new RandomScopes(seed);
      const faults = functionsOf(program.text).flatMap((flow) => flow.faults.map(({ fault }) => fault));
      const leaks = faults.some(
        (fault) => fault === 'left-set' || fault === 'never-restored' || fault === 'set-in-block',
      );
      assert.equal(leaks, program.leaks, `seed ${seed}\n${program.text}`);
      assert.equal(
        faults.some((fault) => fault === 'restored-unset' || fault === 'set-in-block'),
        program.restoresUnset,
        `seed ${seed}\n${program.text}`,
      );
    }
  });
});
