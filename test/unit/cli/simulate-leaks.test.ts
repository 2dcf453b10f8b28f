// `vnetscope simulate --leaks`: a kernel of one source that leaks, and the sample kernel.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { main } from '../../../server/src/cli/main.ts';
import { LEAK_HEAD } from '../../kit/leak-cases.ts';
import { root } from '../../kit/source-graph.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-leaks-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const sample = path.join(root, 'test', 'minikernel');
const leaky = path.join(folder, 'leaky');
cpSync(sample, leaky, { recursive: true });
for (const [name, text] of [
  ['sys/conf/files', 'net/leaky.c\tstandard\n'],
  ['sys/conf/files.amd64', ''],
  ['sys/amd64/conf/DEFAULTS', 'machine\tamd64\n'],
  ['sys/amd64/conf/GENERIC', 'cpu\tHAMMER\nident\tGENERIC\noptions \tVIMAGE\n'],
] as const)
  writeFileSync(path.join(leaky, name), text);
writeFileSync(
  path.join(leaky, 'sys/net/leaky.c'),
  `${LEAK_HEAD.replace('VNET_DEFINE(int, a);', 'VNET_DEFINE_STATIC(void *, leaky);')}static void
leaky_init(void *unused)
{
	VNET(leaky) = malloc(8, M_ONE, M_WAITOK);
}
VNET_SYSINIT(leaky, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, leaky_init, NULL);
`,
);
const line = LEAK_HEAD.split('\n').length + 3;

async function run(...words: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['simulate', ...words], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample,
  });
  return { code, out, err };
}

describe('vnetscope simulate --leaks', () => {
  test('says what a vnet leaves, with the line that takes it, and ends with 1', async () => {
    const { code, out, err } = await run(leaky, '--leaks');
    assert.equal(err, '');
    assert.match(
      out,
      new RegExp(
        `^a vnet that is destroyed leaves:\\n {2}malloc\\(M_ONE\\): sys/net/leaky.c:${line} leaky_init\\(\\)\\n`,
      ),
    );
    assert.equal(code, 1);
  });

  test('says it as data', async () => {
    const { code, out } = await run(leaky, '--leaks', '--format', 'json');
    const { events } = JSON.parse(out) as { events: { kind: string; data: { of: null; leaks: object[] } }[] };
    const [shown] = events.filter(({ kind }) => kind === 'shown');
    assert.equal(shown?.data.of, null);
    assert.deepEqual(shown.data.leaks, [
      {
        kind: 'memory',
        what: 'malloc(M_ONE)',
        count: 1,
        file: 'sys/net/leaky.c',
        line,
        function: 'leaky_init',
        constructor: 'leaky_init',
        stack: [{ function: 'leaky_init', file: 'sys/net/leaky.c', line }],
      },
    ]);
    assert.equal(code, 1);
  });

  test('ends with 0 where nothing is known to stay, and says what was not run', async () => {
    const { code, out } = await run(sample, '--leaks', '--module', 'shaper');
    assert.match(out, /^shaper\.ko when it is unloaded leaves nothing that is known of\n/);
    assert.match(out, /\na vnet that is destroyed leaves nothing that is known of\n/);
    assert.match(
      out,
      /functions that were not run to their end; what they take or give back is not known:\n {2}\w+\(\): /,
    );
    assert.equal(code, 0);
  });

  test('is no scenario', async () => {
    const { code, err } = await run(sample, '--leaks', '--script', 'x');
    assert.match(err, /--script or --leaks, not both/);
    assert.equal(code, 2);
  });
});
