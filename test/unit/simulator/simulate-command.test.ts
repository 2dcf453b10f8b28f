import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { main } from '../../../server/src/cli/main.ts';
import { root } from '../../kit/source-graph.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-simulate-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const sample = path.join(root, 'test', 'minikernel');

async function run(
  script: string,
  ...words: string[]
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  writeFileSync(path.join(folder, 'x.scenario'), script);
  let [out, err] = ['', ''];
  const code = await main(['simulate', '--script', 'x.scenario', '--quiet', ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample,
  });
  return { code, out, err };
}

describe('vnetscope simulate', () => {
  test('prints what is shown', async () => {
    const { code, out, err } = await run('boot\nin vnet0 show V_rt_pressure\nsysctl net.inet6.ip6.hlim\n');
    assert.equal(err, '');
    assert.match(out, /^V_rt_pressure = \{25, 75\}\n {4}u_char \[2\], set_vnet\+\d+, 0x[0-9a-f]+ in vnet0, as copied/);
    assert.match(out, /\nnet\.inet6\.ip6\.hlim: 64\n/);
    assert.equal(code, 0);
  });

  test('an expectation that does not hold is 1, with line and column', async () => {
    const { code, err } = await run('boot\n\n  in vnet0 expect V_ip6_defhlim == 65\n');
    assert.equal(err, 'x.scenario:3:19: V_ip6_defhlim is 64, not 65\n');
    assert.equal(code, 1);
  });

  test('what can not be read is 2, each line at its place, and nothing runs', async () => {
    const { code, out, err } = await run('boot\nvnet make a\nshow\n');
    assert.equal(
      err,
      'x.scenario:2:6: create or destroy is expected, not make\nx.scenario:3:5: what to show is expected\n',
    );
    assert.deepEqual([code, out], [2, '']);
  });

  test('what there is not is 2', async () => {
    const { code, err } = await run('boot\nin b show V_if_index\n');
    assert.deepEqual([code, err], [2, 'x.scenario:2:4: no vnet or jail b\n']);
  });

  test('JSON has every event with its line, and is the same each time', async () => {
    const script = 'boot\nvnet create a\nmodule load shaper\nexpect vnets == 2\nfail no room\nmodule load shaper\n';
    const first = await run(script, '--format', 'json');
    const answer = JSON.parse(first.out) as {
      schemaVersion: number;
      arch: string;
      events: { line: number; kind: string; start?: number }[];
      errors: { line: number; column: number; message: string }[];
    };
    assert.equal(answer.schemaVersion, 1);
    assert.equal(answer.arch, 'amd64');
    assert.deepEqual(
      answer.events.filter(({ line }) => line === 2).map(({ kind }) => kind),
      ['vnet_alloc', 'constructors', 'jail'],
    );
    assert.ok(answer.events.some(({ line, kind, start }) => line === 3 && kind === 'alloc' && start !== undefined));
    assert.deepEqual(answer.errors, [
      { line: 6, column: 13, message: 'it fails with another message than expected: kldload shaper: File exists' },
    ]);
    assert.equal(first.code, 1);
    assert.equal((await run(script, '--format', 'json')).out, first.out);
  });

  test('--module: loaded between two vnets and unloaded, the last first', async () => {
    let out = '';
    const code = await main(['simulate', '--module', 'shaper', 'if_tunnel'], {
      out: (text) => (out += text),
      err: (text) => (out += text),
      isInteractive: false,
      folder,
      sample,
    });
    assert.equal(code, 0, out);
    assert.deepEqual(out.match(/^> .*$/gm), [
      '> boot',
      '> vnet create red',
      '> module load shaper',
      '> module load if_tunnel',
      '> show modspace',
      '> vnet create blue',
      '> module unload if_tunnel',
      '> module unload shaper',
      '> show modspace',
    ]);
    // Nothing is left in modspace.
    assert.match(
      out,
      /> show modspace\n[^>]*shaper\.ko\n[^>]*if_tunnel\.ko\n[^>]*> vnet[^]*> show modspace\n(?![^]*\.ko)/,
    );
  });

  test('a script that is not there', async () => {
    let err = '';
    const code = await main(['simulate', '--script', 'nowhere', '--quiet'], {
      out: () => undefined,
      err: (text) => (err += text),
      isInteractive: false,
      folder,
      sample,
    });
    assert.deepEqual([code, err], [2, 'vnetscope: nowhere: no such file\n']);
  });
});
