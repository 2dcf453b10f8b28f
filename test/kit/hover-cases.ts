import assert from 'node:assert/strict';
import test from 'node:test';
import type { VariableHover } from '../../server/src/core/analysis/answers/hover.ts';
import { hoverIn, type MarkedKernel } from './hovering.ts';

/** The headers that each source starts with: five lines. */
export const HEAD =
  '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <sys/counter.h>\n#include <net/vnet.h>\n';

/** One source, compiled. */
export function one(text: string): MarkedKernel {
  return { sources: { 'sys/net/a.c': `${HEAD}${text}` } };
}

export interface HoverCase {
  readonly what: string;
  readonly kernel: MarkedKernel;
  /** The fields that the case is about; null: no answer. */
  readonly says: Partial<VariableHover> | null;
}

/** A place in the set. */
export const at = (offsetBytes: number): VariableHover['place'] => ({ kind: 'offset', offsetBytes });

/** One test for each case. */
export function testHovers(cases: readonly HoverCase[]): void {
  for (const { what, kernel, says } of cases) {
    test(what, () => {
      const answer = hoverIn(kernel);
      if (says === null) {
        assert.equal(answer, undefined);
        return;
      }
      assert.equal(answer?.kind, 'variable');
      const wanted = Object.keys(says) as (keyof VariableHover)[];
      assert.deepEqual(Object.fromEntries(wanted.map((field) => [field, answer[field]])), says);
    });
  }
}
