import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { EditedKernel } from '../../kit/edited-kernel.ts';
import { COMMANDS, runCommand } from '../../kit/shard-runs.ts';

const EDITS = Number(process.env['VNETSCOPE_EDITS'] ?? 8);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);

test('answers from shards are those that are computed anew, after any edit', () => {
  const kernel = new EditedKernel(SEED);
  const cache = mkdtempSync(path.join(os.tmpdir(), 'vnetscope-shards-'));
  try {
    const made = ['nothing edited'];
    for (let n = 0; n <= EDITS; n++) {
      for (const command of Object.keys(COMMANDS)) {
        const fresh = runCommand(command, kernel.root);
        const stored = runCommand(command, kernel.root, cache);
        if (stored !== fresh) assert.equal(diff(stored, fresh), '', `${command} after ${made.slice(-3).join('; ')}`);
      }
      made.push(kernel.edit());
    }
  } finally {
    kernel.remove();
    rmSync(cache, { recursive: true, force: true });
  }
});

/** Where two texts part. */
function diff(stored: string, fresh: string): string {
  let at = 0;
  while (stored[at] === fresh[at]) at++;
  return `${stored.slice(Math.max(0, at - 200), at + 100)}\n--- fresh:\n${fresh.slice(at, at + 100)}`;
}
