import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { licencesText } from '../../../server/tools/licences.mjs';
import { root } from '../../kit/source-graph.ts';

test('the page of licences has every package that is bundled', { timeout: 60_000 }, async () => {
  const page = readFileSync(path.join(root, 'server/doc/licences.md'), 'utf8');
  assert.equal(page, await licencesText(), 'run: node server/tools/licences.mjs');
});
