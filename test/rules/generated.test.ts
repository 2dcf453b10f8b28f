// What is generated from the rules is what the rules say. VNETSCOPE_UPDATE=1 writes it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { root } from '../kit/source-graph.ts';
import {
  artifacts,
  PAGES_FOLDER,
  registry,
  ruleIds,
  ruleNames,
  type Artifact,
} from '../../server/tools/rule-artifacts.ts';

const isUpdate = process.env['VNETSCOPE_UPDATE'] === '1';

function hold({ path: file, text }: Artifact): void {
  const absolute = path.join(root, file);
  if (isUpdate) {
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }
  assert.equal(
    existsSync(absolute) ? readFileSync(absolute, 'utf8') : '',
    text,
    `${file} is stale: VNETSCOPE_UPDATE=1 npm test -- test/rules/generated.test.ts writes it`,
  );
}

test('the registry lists every rule of the folder', () => {
  hold(registry());
});

test('names, pages, tables and the schema are those of the rules', async () => {
  const { RULES } = await import('../../server/src/core/rules/registry.ts');
  assert.deepEqual(
    RULES.map(({ id }) => id),
    ruleIds(),
  );
  hold(ruleNames(RULES));
  for (const artifact of await artifacts(RULES)) hold(artifact);
  const pages = readdirSync(path.join(root, PAGES_FOLDER)).filter((file) => file !== 'README.md');
  const gone = pages.filter((file) => !RULES.some(({ id }) => `${id}.md` === file));
  if (isUpdate) for (const file of gone) rmSync(path.join(root, PAGES_FOLDER, file));
  else assert.deepEqual(gone, [], 'pages of rules that are gone');
});

test('every rule says what its page needs', async () => {
  const { RULES } = await import('../../server/src/core/rules/registry.ts');
  for (const { id, summary, why, manual, since } of RULES) {
    assert.match(id, /^[a-z]+(-[a-z0-9]+)*$/);
    assert.ok(
      summary.length > 0 && summary.length < 120 && !summary.endsWith('.'),
      `${id}: the summary is one line without a full stop`,
    );
    assert.ok(why.length > 80, `${id}: why it bites is not said`);
    assert.doesNotMatch(`${summary} ${why}`, /TODO/, `${id}: the rule's file still says TODO`);
    assert.match(manual, /^\w+\(\d\)$/, id);
    assert.match(since, /^\d+\.\d+\.\d+$/, id);
  }
});
