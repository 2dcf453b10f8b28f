/**
 * Mistakes of kinds that were missed once, each with a twin that is right: planted at random into the sample kernel, or
 * into the tree that VNETSCOPE_KERNEL_TREE names. VNETSCOPE_PLANTED sets how many of each kind, VNETSCOPE_SEED where
 * chance begins.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { OverlayFiles } from '../../server/src/core/analysis/workspace/overlay-files.ts';
import type { Session } from '../../server/src/core/analysis/session/session.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { SoundCode } from '../kit/mutation.ts';
import { plantedKinds } from '../kit/planted-kinds.ts';
import { finish, readWhole } from '../kit/rule-session.ts';
import { Seeded } from '../kit/seeded.ts';
import { sampleFolder } from '../kit/tiny-kernel.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
const ofEach = Number(process.env['VNETSCOPE_PLANTED'] ?? '3');
const WANTED_SHARE = 0.95;

/** What is said of a file at warning and above. */
function found(session: Session, path: string): readonly string[] {
  for (;;) {
    finish(session);
    const findings = session.findings(path);
    if (findings !== undefined)
      return findings
        .filter(({ severity }) => severity === 'error' || severity === 'warning')
        .map(({ rule, message }) => `${rule}: ${message}`);
    assert.ok(session.step(), `${path}: no findings, and nothing left to do`);
  }
}

test('mistakes that are planted are found, their twins are not', { timeout: 3_600_000 }, (t) => {
  const session = readWhole(new OverlayFiles(new NodeFiles(tree ?? sampleFolder)));
  const code = new SoundCode(session, new Seeded(Number(process.env['VNETSCOPE_SEED'] ?? '15')));
  const kinds = plantedKinds('x').length;
  let [seen, all] = [0, 0];
  const missed: string[] = [];
  const loud: string[] = [];
  for (let kind = 0; kind < kinds; kind++) {
    for (let k = 0; k < ofEach; k++) {
      const path = code.pick(code.sources((one) => !/netinet\/sctp/.test(one)));
      const name = code.fresh('planted');
      const planted = plantedKinds(name)[kind];
      if (path === undefined || planted === undefined) continue;
      const before = found(session, path);
      const text = session.files.read(path) ?? '';
      const look = (added: string): readonly string[] => {
        session.setText(path, `${text}\n${added}`);
        const after = [...found(session, path)];
        for (const one of before) {
          const at = after.indexOf(one);
          if (at >= 0) after.splice(at, 1);
        }
        session.close(path);
        return after;
      };
      all++;
      if (look(planted.bad).some((one) => one.startsWith(`${planted.rule}:`))) seen++;
      else missed.push(`${planted.rule} in ${path}`);
      const twins = look(planted.good);
      if (twins.length > 0) loud.push(`${path}: ${twins.join('; ')}`);
    }
  }
  t.diagnostic(`${seen} of ${all} found, ${all - loud.length} of ${all} twins silent`);
  for (const one of missed.slice(0, 10)) t.diagnostic(`missed: ${one}`);
  assert.deepEqual(loud, [], 'twins that are told');
  assert.ok(seen >= all * WANTED_SHARE, missed.join('\n'));
});
