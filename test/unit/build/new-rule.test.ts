// The files that `npm run new:rule` writes work unchanged.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { fixtureText, mutatorText, ruleText } from '../../../server/tools/new-rule.ts';
import type { Rule } from '../../../server/src/core/rules/rule.ts';
import { mutated, SoundCode, type Mutator } from '../../kit/mutation.ts';
import { openSample } from '../../kit/rule-session.ts';
import { Seeded } from '../../kit/seeded.ts';

async function loaded(text: string): Promise<unknown> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-rule-'));
  const file = path.join(folder, 'new.ts');
  // The file may lie anywhere: it imports only types.
  writeFileSync(file, text);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the mutator plants what the rule flags', async () => {
  const { rule } = (await loaded(ruleText('curvnet-set-null', '0.1.0'))) as { readonly rule: Rule };
  const { mutate } = (await loaded(mutatorText)) as { readonly mutate: Mutator };
  assert.equal(rule.id, 'curvnet-set-null');
  const session = openSample();
  const mutant = mutate(new SoundCode(session, new Seeded(1)));
  assert.ok(mutant !== undefined);
  for (const [file, text] of mutated(session, mutant)) {
    session.setText(file, text);
    assert.equal(session.facts(file)?.definitions.filter(({ name }) => name === 'fixture_bad').length, 1, file);
  }
  assert.match(fixtureText('curvnet-set-null'), /\^ curvnet-set-null$/m);
});
