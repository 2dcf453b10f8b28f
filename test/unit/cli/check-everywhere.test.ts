// check --kernconf all: what each configuration alone has, once, with those that have it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from 'sarif';
import test, { after } from 'node:test';
import type { CheckFinding, CheckReport } from '../../../server/src/core/analysis/session/check.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

async function report(folder: string, kernconf: string): Promise<CheckReport> {
  const { out } = await vnetscope(folder, 'check', '--kernconf', kernconf, '--no-cache', '--format', 'json');
  return JSON.parse(out) as CheckReport;
}

const placeOf = ({ file, line, rule }: CheckFinding): string => `${file}:${line} ${rule}`;

test('the same findings as each configuration alone, with the configurations that have them', async () => {
  const all = await report(sampleFolder, 'all');
  assert.deepEqual(all.kernconfs, ['GENERIC', 'NOVIMAGE', 'SHAPED']);
  const alone = new Map<string, string[]>();
  for (const name of all.kernconfs)
    for (const finding of (await report(sampleFolder, name)).findings) {
      const having = alone.get(placeOf(finding)) ?? [];
      alone.set(placeOf(finding), [...having, name]);
    }
  assert.deepEqual(
    Object.fromEntries(all.findings.map((one) => [placeOf(one), one.kernconfs])),
    Object.fromEntries(alone),
  );
  // SHAPED has the tunnel's device: its lock lies in the kernel there, not in modspace.
  const alignment = all.findings.find(({ rule }) => rule === 'module-alignment');
  assert.deepEqual(alignment?.kernconfs, ['GENERIC', 'NOVIMAGE']);
  const { out } = await vnetscope(sampleFolder, 'check', '--kernconf', 'all', '--no-cache');
  assert.match(out, /modspace gives .* \(not with SHAPED\) \[module-alignment\]/);
  assert.doesNotMatch(out, /\((?:only|not) with .*\[accessor-names-other\]/);
});

test('SARIF says which configurations have a finding', async () => {
  const { out } = await vnetscope(sampleFolder, 'check', '--kernconf', 'all', '--no-cache', '--format', 'sarif');
  const results = (JSON.parse(out) as Log).runs[0]?.results ?? [];
  const alignment = results.find(({ ruleId }) => ruleId === 'module-alignment');
  assert.deepEqual(alignment?.properties, { kernconfs: ['GENERIC', 'NOVIMAGE'] });
  assert.match(alignment.message.text ?? '', / \(not with SHAPED\); /);
});

test('a configuration that cannot be read is told of and left out', async () => {
  const tree = scratch.tree((folder) => {
    writeFileSync(path.join(folder, 'sys/amd64/conf/BROKEN'), 'include NOWHERE\n');
  });
  const { out, err, code } = await vnetscope(tree, 'check', '--kernconf', 'all', '--no-cache', '--format', 'json');
  assert.deepEqual((JSON.parse(out) as CheckReport).kernconfs, ['GENERIC', 'NOVIMAGE', 'SHAPED']);
  assert.match(err, /--kernconf all: BROKEN is left out: .*: BROKEN is not a kernel configuration/);
  assert.equal(code, 1);
});

test('--fix wants one configuration', async () => {
  const { err, code } = await vnetscope(sampleFolder, 'check', '--kernconf', 'all', '--fix');
  assert.deepEqual([err, code], ['vnetscope: --fix wants one configuration, not --kernconf all\n', 2]);
});
