// What functions can write and call is stored by content: what comes back is what was read, and a second boot reads
// the effects of edited files alone.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fromStored, toStored, type StoredEffects } from '../../../server/src/core/analysis/image/stored-effects.ts';
import { readFileEffects } from '../../../server/src/core/flow/function-effects.ts';
import { Interner } from '../../../server/src/core/lexer/interner.ts';
import { lexFile } from '../../../server/src/core/lexer/lex.ts';
import { EditedKernel } from '../../kit/edited-kernel.ts';
import { runCommand } from '../../kit/shard-runs.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../minikernel');
const OSRELDATE = 1400000;

test("what comes back is what was read, in another run's numbers", () => {
  const stored = new Interner();
  const now = new Interner();
  // The same name has another number in each.
  now.intern('a name of another run');
  const seen = new Set<string>();
  for (const file of filesOf(SAMPLE)) {
    const text = readFileSync(file, 'utf8');
    const effects = readFileEffects(lexFile('before.c', text, stored), OSRELDATE);
    const kept = JSON.parse(JSON.stringify(toStored(effects, stored))) as StoredEffects;
    const back = fromStored(kept, 'now.c', now);
    const fresh = readFileEffects(lexFile('now.c', text, now), OSRELDATE);
    const { functions, ...others } = fresh;
    assert.deepEqual({ ...back, functions: [] }, { ...others, functions: [] }, file);
    assert.equal(back.functions.length, functions.length);
    functions.forEach((one, i) => {
      for (const key of Object.keys(one) as (keyof typeof one)[]) {
        assert.deepEqual(back.functions[i]?.[key], one[key], `${file}: ${key}`);
        const value = one[key] as number | { readonly size?: number; readonly length?: number } | undefined;
        if (typeof value === 'object' && (value.size ?? value.length ?? 0) > 0) seen.add(key);
      }
    });
  }
  // The sample has something of each kind.
  for (const kind of ['calls', 'memberCalls', 'writes', 'passes', 'hands', 'parameters', 'mentions'])
    assert.ok(seen.has(kind), kind);
});

test('a second boot reads the effects of edited files alone', () => {
  const kernel = new EditedKernel(1);
  const cache = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-effects-'));
  const boot = (): [answer: string, effects: number] => {
    const kept: string[] = [];
    const answer = runCommand('boot', kernel.root, cache, kept);
    return [answer, kept.filter((key) => key.startsWith('effects ')).length];
  };
  try {
    const [first, all] = boot();
    assert.ok(all > 10, `${all} files are read`);
    assert.deepEqual(boot(), [first, 0]);
    appendFileSync(path.join(kernel.root, 'sys/netinet/ip_reass.c'), '\nint edited_here;\n');
    const [edited, read] = boot();
    assert.equal(read, 1);
    assert.equal(edited, runCommand('boot', kernel.root));
  } finally {
    kernel.remove();
    rmSync(cache, { recursive: true, force: true });
  }
});

function filesOf(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[ch]$/.test(name))
    .map((name) => path.join(root, name));
}
