// The page of threats names the test that holds each door; a test that is renamed or gone would leave one open unseen.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../kit/source-graph.ts';

const ROW = /^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$/;
const HELD = /^`(test\/[\w./-]+\.test\.ts)`: (.+)$/;

test('each door has a test that exists', () => {
  const lines = readFileSync(path.join(root, 'server/doc/security.md'), 'utf8').split('\n');
  const rows = lines.flatMap((line) => {
    const [, tried = '', held = ''] = ROW.exec(line) ?? [];
    return tried === '' || /^(-+|What is tried)$/.test(tried) ? [] : [{ tried, held }];
  });
  assert.ok(rows.length > 15, 'rows are not read');
  for (const { tried, held } of rows) {
    const [, file = '', title = ''] = HELD.exec(held) ?? assert.fail(`${tried}: names no test`);
    assert.ok(existsSync(path.join(root, file)), `${tried}: there is no ${file}`);
    const source = readFileSync(path.join(root, file), 'utf8');
    assert.ok(source.includes(title), `${tried}: ${file} has no "${title}"`);
  }
});
