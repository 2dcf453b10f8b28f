// The page of threats names the test that holds each door; a test that is renamed or gone would leave one open unseen.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../kit/source-graph.ts';

const ROW = /^\| (?<tried>[^|]+) \| (?<happens>[^|]+) \| (?<held>[^|]+) \|$/;
const HELD = /^`(?<file>test\/[\w./-]+\.test\.ts)`: (?<title>.+)$/;

test('each door has a test that exists', () => {
  const rows = readFileSync(path.join(root, 'server/doc/security.md'), 'utf8')
    .split('\n')
    .flatMap((line) => ROW.exec(line)?.groups ?? [])
    .slice(2);
  assert.ok(rows.length > 15, 'rows are not read');
  for (const { tried = '', held = '' } of rows) {
    const { file, title } = HELD.exec(held)?.groups ?? assert.fail(`${tried}: names no test`);
    assert.ok(file !== undefined && existsSync(path.join(root, file)), `${tried}: there is no ${file ?? ''}`);
    const source = readFileSync(path.join(root, file), 'utf8');
    assert.ok(title !== undefined && source.includes(title), `${tried}: ${file} has no "${title ?? ''}"`);
  }
});
