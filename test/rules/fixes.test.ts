// A quick fix makes its finding go away: each one on the rule's fixtures, applied and checked again.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fixTree } from '../../server/src/core/analysis/session/fix-tree.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import { fixableFixtures } from '../kit/rule-fixtures.ts';
import { finish, openSample } from '../kit/rule-session.ts';

const fixedOf = new Map<string, number>();

for (const { rule, name, files } of fixableFixtures()) {
  test(`${rule}: ${name}`, () => {
    const session = openSample(files);
    const paths = Object.keys(files);
    const count = (): number =>
      paths.flatMap((path) => session.findings(path) ?? []).filter((finding) => finding.rule === rule).length;
    const before = count();
    finish(session);
    const { fixed, refused } = fixTree(session, paths, (finding) => finding.rule === rule);
    assert.deepEqual(
      refused.map(({ finding: { message }, why }) => `${why}: ${message}`),
      [],
      'a fix that is never applied',
    );
    const done = fixed.get(rule) ?? 0;
    fixedOf.set(rule, (fixedOf.get(rule) ?? 0) + done);
    const left = paths.flatMap((path) => session.findings(path) ?? []).filter((finding) => finding.rule === rule);
    assert.deepEqual(
      left.filter(({ fix }) => fix !== undefined),
      [],
      'a fix that leaves its finding',
    );
    assert.ok(before - left.length >= Math.min(done, 1), `${before} findings, ${done} fixes, ${left.length} left`);
  });
}

test('every rule that says so fixes something', () => {
  assert.deepEqual(
    RULES.filter(({ id, fixes }) => (fixes !== undefined) !== (fixedOf.get(id) ?? 0) > 0).map(({ id }) => id),
    [],
  );
});
