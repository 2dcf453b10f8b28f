import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { describe } from 'node:test';
import { findTarget } from '../../../server/src/core/abi/targets.ts';
import { memberRows } from '../../../server/src/core/analysis/layouts/record-rows.ts';
import { compareRecord, type RecordView } from '../../../server/src/core/compat/compare-record.ts';
import { isUnknown } from '../../../server/src/core/types/unknown.ts';
import { readCases } from '../../kit/case-file.ts';
import { measure } from '../../kit/measured-unit.ts';

/** `struct s` or `union s` of a text, as a machine lays it out; the layouts themselves are held to clang elsewhere. */
function view(text: string, arch: string): RecordView {
  const measured = measure(text, findTarget(arch));
  const id = measured.unit.interner.intern('s');
  const specifier = measured.unit.tag(id, 'struct') ?? measured.unit.tag(id, 'union');
  assert.ok(specifier !== undefined && specifier.kind !== 'enum');
  const layout = measured.engine.record({ kind: 'record', specifier, qualifiers: 0, scope: undefined });
  assert.ok(!isUnknown(layout));
  const members = memberRows(measured, layout);
  assert.ok(!isUnknown(members));
  return { size: layout.sizeBytes, align: layout.alignBytes, members };
}

function told(before: RecordView, after: RecordView): string {
  const comparison = compareRecord(before, after);
  if (comparison === undefined) return 'same\n';
  const bits = (shift: number): string => `${shift > 0 ? '+' : ''}${shift % 8 === 0 ? shift / 8 : `${shift}b`}`;
  const lines = comparison.changes.map(
    ({ kind, member, isFine, moves }) =>
      `${isFine ? 'fine' : 'breaks'}: ${kind} ${member}${moves.length === 0 ? '' : ` moves ${moves.map((move) => `${move.member} ${bits(move.toBits - move.fromBits)}`).join(' ')}`}`,
  );
  const { sizeBefore, sizeAfter, alignBefore, alignAfter, isGrownAtEnd } = comparison;
  if (sizeBefore !== sizeAfter)
    lines.push(`${sizeBefore} -> ${sizeAfter} bytes${isGrownAtEnd ? ', grown at its end' : ''}`);
  if (alignBefore !== alignAfter) lines.push(`align ${alignBefore} -> ${alignAfter}`);
  return lines.map((line) => `${line}\n`).join('');
}

describe('what a change of a record does to those who were compiled before it', () => {
  for (const {
    name,
    main,
    headers: { after = '', ...machines },
  } of readCases(readFileSync(new URL('records.cases', import.meta.url), 'utf8'))) {
    for (const [arch, expected] of Object.entries(machines)) {
      test(`${name}, on ${arch}`, () => {
        assert.equal(told(view(main, arch), view(after, arch)), expected);
      });
    }
  }
});
