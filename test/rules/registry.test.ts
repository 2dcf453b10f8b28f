import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { RULES } from '../../server/src/core/rules/registry.ts';

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../server/src/core/rules');

test('the registry lists every rule of the folder, in the order of their ids', () => {
  const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, '')).filter((name) => !['registry', 'rule'].includes(name)).sort();
  assert.deepEqual(RULES.map(({ id }) => id), files);
});
