/**
 * Completion on one tree: over random uses of V_names, each cut off behind some letters as if it were being typed, the
 * rank of the name that stood there, and the time of an answer with the edit before it. VNETSCOPE_KERNEL_TREE names the
 * tree (the sample kernel without it), VNETSCOPE_USES how many uses (2000), VNETSCOPE_SEED which.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Completer } from '../../server/src/core/analysis/answers/completion/completer.ts';
import { Session } from '../../server/src/core/analysis/session/session.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { Seeded } from '../kit/seeded.ts';
import { quantile } from './peers.ts';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const tree = process.env['VNETSCOPE_KERNEL_TREE'] ?? path.join(repository, 'test/minikernel');
const USES = Number(process.env['VNETSCOPE_USES'] ?? 2000);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);
const LETTERS = [4, 6];

interface Use {
  readonly path: string;
  readonly name: string;
  readonly start: number;
}

test(`completion on ${tree}`, (t) => {
  const session = Session.open(new NodeFiles(tree), { arch: 'amd64' });
  assert.ok(!('failure' in session));
  while (!session.isIndexed) session.step();
  const uses: Use[] = [];
  for (const [file, facts] of session.index.files)
    for (const [name, starts] of facts.uses)
      // Drivers have macros of registers that are called V_ too.
      if (/^V_\w{4}/.test(name) && session.index.accessors.has(name))
        for (const start of starts) uses.push({ path: file, name, start });
  const random = new Seeded(SEED);
  const chosen = Array.from({ length: USES }, () => uses[random.below(uses.length)] as Use);
  const completer = new Completer(session);
  const times: number[] = [];
  /** Reading the edited file again, which the answer does not wait for. */
  const refreshes: number[] = [];
  const missed = new Map<string, number>();
  for (const letters of LETTERS) {
    const ranks: number[] = [];
    for (const { path: file, name, start } of chosen) {
      const text = session.files.read(file) ?? '';
      const typed = name.slice(0, 2 + letters);
      session.setText(file, text.slice(0, start) + typed + text.slice(start + name.length));
      const edited = performance.now();
      const found = completer.at(file, start + typed.length);
      const answered = performance.now();
      times.push(answered - edited);
      assert.ok(session.index.files.size > 0);
      refreshes.push(performance.now() - answered);
      const rank = found?.items.findIndex(({ label }) => label === name) ?? -1;
      ranks.push(rank < 0 ? Infinity : rank + 1);
      if (rank < 0 || rank >= (letters < 6 ? 10 : 2))
        missed.set(`${letters} ${name} ${rank < 0 ? '-' : ''}`, (missed.get(name) ?? 0) + 1);
      session.close(file);
    }
    const share = (most: number): string =>
      `${((100 * ranks.filter((rank) => rank <= most).length) / ranks.length).toFixed(1)} %`;
    t.diagnostic(
      `${letters} letters: in the list ${share(1e9)}, first ${share(1)}, first two ${share(2)}, first ten ${share(10)}`,
    );
  }
  t.diagnostic(`of ${uses.length} uses ${USES}; answer ${spread(times)}; reading the edited file ${spread(refreshes)}`);
  t.diagnostic(`both ${spread(times.map((time, i) => time + (refreshes[i] ?? 0)))}`);
  if (process.env['VNETSCOPE_MISSED'] !== undefined)
    t.diagnostic([...missed].map(([name, count]) => `${name}(${count})`).join(' '));
});

function spread(times: readonly number[]): string {
  const at = (part: number): string => quantile(times, part).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`;
}
