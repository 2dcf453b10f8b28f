// Modules outside the tree on the command line. The fixtures' layouts are held to clang's objects in
// test/conformance/outside-modules.test.ts.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, afterEach, describe } from 'node:test';
import { main } from '../../../server/src/cli/main.ts';
import type { CheckReport } from '../../../server/src/core/analysis/session/check.ts';
import type { LayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { root } from '../../kit/source-graph.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const fixtures = path.join(root, 'test/outside');
const scratch = mkdtempSync(path.join(tmpdir(), 'vnetscope-outside-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => {
  delete process.env['VNETSCOPE_TREE'];
});

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(folder: string, ...words: string[]): Promise<Answer> {
  let [out, err] = ['', ''];
  const code = await main([...words, '--no-cache'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample: sampleFolder,
  });
  return { code, out, err };
}

async function json<T>(folder: string, ...words: string[]): Promise<T> {
  const { out, err, code } = await run(folder, ...words, '--format', 'json');
  assert.ok(code === 0 || code === 1, err);
  return JSON.parse(out) as T;
}

const rows = ({ variables }: LayoutReport): string[] =>
  variables.map(({ module, name, offset, size }) => `${module} ${name} ${offset} ${size}`);
const GAUGE = [
  'gauge gauge_count 0 4',
  'gauge gauge_main 8 144',
  'gauge gauge_inet 152 7',
  'gauge gauge_level 160 6',
  'gauge gauge_flow 168 104',
  'gauge gauge_more 272 9',
];
const TWIN = ['gauge gauge_count 0 40'];

/** A folder of modules of its own: a copy of a fixture, and files beside or instead. */
function copyOf(fixture: string, others: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(path.join(scratch, 'copy-'));
  cpSync(path.join(fixtures, fixture), folder, { recursive: true });
  for (const [name, text] of Object.entries(others)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

describe('which tree, which modules', () => {
  test('a folder with --tree, from anywhere; its rows, with KMOD', async () => {
    for (const [from, word] of [
      [fixtures, 'gauge'],
      [root, 'test/outside/gauge'],
      [path.join(fixtures, 'lens'), path.join(fixtures, 'gauge/')],
    ] as const) {
      const report = await json<LayoutReport>(from, 'layout', word, '--tree', sampleFolder);
      assert.deepEqual(rows(report), GAUGE);
      assert.deepEqual(report.problems, []);
      assert.deepEqual(
        report.modules.map(({ name, folder, size, modspaceOffset }) => [name, folder, size, modspaceOffset]),
        [['gauge', path.join(fixtures, 'gauge'), 281, 0]],
      );
      assert.equal(report.variables[3]?.file, path.join(fixtures, 'shared/gauge_level.c'));
    }
  });

  test('the folder that one stands in, or below; --tree, VNETSCOPE_TREE, .vnetscope.json, in that order', async () => {
    const inside = path.join(fixtures, 'gauge');
    assert.deepEqual(rows(await json(inside, 'layout', '--tree', sampleFolder)), GAUGE);
    assert.deepEqual(rows(await json(inside, 'layout', '--tree', path.relative(inside, sampleFolder))), GAUGE);
    process.env['VNETSCOPE_TREE'] = sampleFolder;
    assert.deepEqual(rows(await json(inside, 'layout')), GAUGE);
    const folder = copyOf('twin/gauge', { '.vnetscope.json': '{"tree": "no/such/tree"}', 'deep/er/note.txt': '' });
    assert.deepEqual(rows(await json(path.join(folder, 'deep/er'), 'layout')), TWIN);
    delete process.env['VNETSCOPE_TREE'];
    assert.match(
      (await run(folder, 'layout')).err,
      /^vnetscope: .*\.vnetscope\.json: no such folder: no\/such\/tree\n$/,
    );
    symlinkSync(sampleFolder, path.join(folder, 'tree'));
    writeFileSync(path.join(folder, '.vnetscope.json'), '{"tree": "./tree"}');
    assert.deepEqual(rows(await json(folder, 'layout')), TWIN);
    assert.deepEqual(rows(await json(root, 'layout', folder)), TWIN);
    process.env['VNETSCOPE_TREE'] = '/nowhere';
    assert.deepEqual(rows(await json(folder, 'layout', '--tree', sampleFolder)), TWIN);
  });

  test('files of a module, also such as its Makefile takes from elsewhere; several folders; two of one KMOD', async () => {
    const at = (...names: string[]): Promise<LayoutReport> =>
      json(fixtures, 'layout', ...names, '--tree', sampleFolder);
    assert.deepEqual(rows(await at('gauge/gauge.c')), GAUGE);
    assert.deepEqual(rows(await at('gauge/gauge_var.h')), GAUGE);
    assert.deepEqual(rows(await at('shared/gauge_flow.c')), GAUGE);
    assert.deepEqual(rows(await at('collection')), ['alpha alpha_table 0 12', 'beta beta_table 0 12']);
    assert.deepEqual(rows(await at('collection', '--arch', 'arm64')), ['alpha alpha_table 0 12']);
    const both = await at('twin/gauge', 'gauge');
    assert.deepEqual(rows(both), [...TWIN, ...GAUGE]);
    assert.deepEqual(
      both.modules.map(({ name, folder, error }) => [name, path.basename(path.dirname(folder ?? '')), error]),
      [
        ['gauge', 'twin', null],
        ['gauge', 'outside', 'another gauge.ko is loaded already (File exists)'],
      ],
    );
    assert.match(
      (await run(fixtures, 'layout', 'twin', 'gauge', '--tree', sampleFolder)).out,
      /^gauge \(.*twin\/gauge\) +40 [^]*^gauge \(.*outside\/gauge\) +281 /m,
    );
  });

  test("the kernel's options where they are asked for; a module's folder in a tree needs no --tree", async () => {
    const kernel = await json<LayoutReport>(
      fixtures,
      'layout',
      'gauge',
      '--tree',
      sampleFolder,
      '--module-options',
      'kernel',
    );
    assert.ok(
      rows(kernel).some((row) => row.startsWith('gauge gauge_kernel ')),
      rows(kernel).join(),
    );
    const own = await json<LayoutReport>(root, 'layout', path.join(sampleFolder, 'sys/modules/shaper'));
    assert.deepEqual(
      own.variables,
      (await json<LayoutReport>(root, 'layout', sampleFolder, '--module', 'shaper')).variables,
    );
    assert.deepEqual(rows(await json(fixtures, 'layout', '--tree', sampleFolder, '--module', './twin/gauge')), TWIN);
  });

  test('messages name the way; one line, exit 2', async () => {
    for (const [from, words, message] of [
      [fixtures, ['layout', 'gauge'], 'gauge: no kernel source tree here: --tree /usr/src'],
      [fixtures, ['check', 'gauge/gauge.c'], 'gauge/gauge.c: no kernel source tree here: --tree /usr/src'],
      [
        path.join(fixtures, 'gauge'),
        ['record', 'struct x'],
        `${path.join(fixtures, 'gauge')}: no kernel source tree here: --tree /usr/src`,
      ],
      [
        path.join(fixtures, 'lens'),
        ['simulate', '--module', 'lens'],
        `${path.join(fixtures, 'lens')}: no kernel source tree here: --tree /usr/src`,
      ],
      [
        fixtures,
        ['layout', 'gauge', '--tree', 'lens'],
        `--tree: no kernel source tree in ${path.join(fixtures, 'lens')}: neither sys/net/vnet.h nor net/vnet.h exists`,
      ],
      [fixtures, ['layout', 'gauge', '--tree', 'none'], '--tree: no such folder: none'],
      [fixtures, ['layout', 'none', '--tree', sampleFolder], 'no such folder: none'],
      [
        fixtures,
        ['layout', 'collection/gamma', '--tree', sampleFolder],
        `${path.join(fixtures, 'collection/gamma')}: no module here: no Makefile includes <bsd.kmod.mk>`,
      ],
      [
        fixtures,
        ['layout', sampleFolder, 'gauge'],
        'name one tree, or files of one tree; use --tree ROOT for modules outside it',
      ],
      [
        fixtures,
        ['layout', 'gauge', '--tree', sampleFolder, '--module-path', 'none'],
        '--module-path: no such folder: none',
      ],
    ] as const)
      assert.deepEqual(await run(from, ...words), { code: 2, out: '', err: `vnetscope: ${message}\n` });
  });
});

describe('the commands', () => {
  test('record: what -include brings in, what a header of the module defines', async () => {
    const record = (type: string, ...words: string[]): Promise<{ readonly size: number; readonly file: string }> =>
      json(fixtures, 'record', type, ...words, '--tree', sampleFolder);
    assert.deepEqual(
      await record('struct gauge_softc', 'gauge').then(({ size, file }) => [size, path.basename(file)]),
      [144, 'gauge_var.h'],
    );
    assert.equal((await record('gauge_state_t', 'gauge/gauge.c')).size, 104);
    assert.equal((await record('struct gauge_scale', 'gauge')).size, 6);
    assert.equal(
      (await record('struct callout', 'gauge')).size,
      (await json<{ readonly size: number }>(root, 'record', 'struct callout', sampleFolder)).size,
    );
  });

  test('simulate: with a dependency that is given; one that is missing is named, and the others are loaded', async () => {
    const alone = await run(path.join(fixtures, 'gauge'), 'simulate', '--module', 'gauge', '--tree', sampleFolder);
    assert.deepEqual([alone.code, alone.err], [0, '']);
    assert.match(alone.out, /^> module load gauge\n {2}set_vnet: 281 bytes of gauge\.ko at \d+$/m);
    const missing = await run(fixtures, 'simulate', 'lens', 'twin', '--tree', sampleFolder);
    assert.equal(missing.code, 1);
    assert.match(
      missing.out,
      /note: no module of this tree provides prism; one that lies elsewhere is given by --module-path FOLDER\nKLD lens\.ko: depends on prism - not available or version mismatch\n/,
    );
    assert.match(
      missing.out,
      /^> module load gauge\n {2}set_vnet: 40 bytes of gauge\.ko[^]*^> show modspace\n[^]*gauge\.ko[^]*^> vnet create blue\n[^]*^> module unload gauge\n/m,
    );
    const prism = mkdtempSync(path.join(scratch, 'prism-'));
    writeFileSync(path.join(prism, 'Makefile'), 'KMOD= glass\nSRCS= glass.c\n.include <bsd.kmod.mk>\n');
    writeFileSync(
      path.join(prism, 'glass.c'),
      '#include <sys/param.h>\n#include <sys/module.h>\nMODULE_VERSION(prism, 1);\n',
    );
    const given = await run(
      fixtures,
      'simulate',
      '--module',
      'lens',
      '--tree',
      sampleFolder,
      '--module-path',
      'twin',
      '--module-path',
      prism,
      'lens',
    );
    assert.deepEqual([given.code, given.err], [0, '']);
    assert.match(given.out, /40 bytes of gauge\.ko[^]*lens\.ko is loaded/);
    writeFileSync(path.join(scratch, 'try.scenario'), 'boot\nmodule load gauge\nshow modules\n');
    const script = await run(
      path.join(fixtures, 'gauge'),
      'simulate',
      '--tree',
      sampleFolder,
      '--script',
      path.join(scratch, 'try.scenario'),
      '--quiet',
    );
    assert.deepEqual([script.code, script.err], [0, '']);
    const asJson = await json<{
      readonly events: readonly { readonly kind: string }[];
      readonly errors: readonly unknown[];
    }>(fixtures, 'simulate', 'lens', '--tree', sampleFolder);
    assert.deepEqual(asJson.errors, []);
  });

  const FAULTY =
    '#include <sys/param.h>\n#include <sys/kernel.h>\n#include <sys/sysctl.h>\n#include <net/vnet.h>\nVNET_DEFINE_STATIC(int, prism_angle) = 3;\n#define\tV_prism_angle\tVNET(prism_angle)\n' +
    'SYSCTL_DECL(_net_link);\nSYSCTL_INT(_net_link, OID_AUTO, prism, CTLFLAG_RW, &VNET_NAME(prism_angle), 0, "");\nint prism_get(void);\nint\nprism_get(void)\n{\n\n\treturn (V_prism_angle);\n}\n';
  const OLD = '#include <sys/param.h>\n#include <net/vnet.h>\nstatic VNET_DEFINE(int, old_one) = 1;\n';

  test('check and --fix: the files of the module alone, settings of its folder', async () => {
    const folder = copyOf('twin/gauge', {
      Makefile: 'KMOD= prism\nSRCS= prism.c\n.include <bsd.kmod.mk>\n',
      'prism.c': FAULTY,
    });
    rmSync(path.join(folder, 'gauge.c'));
    const report = await json<CheckReport>(root, 'check', folder, '--tree', sampleFolder);
    assert.deepEqual(
      report.findings.map(({ rule, file, line, fixable }) => [rule, file, line, fixable]),
      [['sysctl-missing-vnet-flag', path.join(folder, 'prism.c'), 8, true]],
    );
    assert.equal(report.filesChecked, 1);
    writeFileSync(path.join(folder, '.vnetscope.json'), '{"rules": {"sysctl-missing-vnet-flag": "hint"}}');
    assert.deepEqual(
      (await json<CheckReport>(folder, 'check', 'prism.c', '--tree', sampleFolder)).findings.map(
        ({ severity }) => severity,
      ),
      ['hint'],
    );
    const fixed = await run(folder, 'check', '--fix', '--tree', sampleFolder);
    assert.deepEqual([fixed.code, fixed.out], [0, '0 findings in 1 file\n']);
    assert.match(readFileSync(path.join(folder, 'prism.c'), 'utf8'), /CTLFLAG_VNET \| CTLFLAG_RW/);
  });

  test('check: what of the Makefile is not understood is said beside the findings', async () => {
    const folder = copyOf('twin/gauge', {
      Makefile: 'KMOD= gauge\nSRCS= gauge.c\nREVISION!= git rev-parse HEAD\n.include <bsd.kmod.mk>\n',
    });
    const { code, err } = await run(folder, 'check', '--tree', sampleFolder);
    assert.deepEqual(
      [code, err],
      [0, `vnetscope: ${path.join(folder, 'Makefile')}:3: the output of a command is unknown: git rev-parse HEAD\n`],
    );
  });

  test('a baseline holds where the module lies elsewhere the next time', async () => {
    const others = { Makefile: 'KMOD= prism\nSRCS= prism.c\n.include <bsd.kmod.mk>\n', 'prism.c': FAULTY };
    const [first, second] = [copyOf('twin/gauge', others), copyOf('twin/gauge', others)];
    await run(first, 'check', '--tree', sampleFolder, '--write-baseline', 'known.json');
    const text = readFileSync(path.join(first, 'known.json'), 'utf8');
    assert.match(text, /"file": "prism\.c"/);
    writeFileSync(path.join(second, 'known.json'), text);
    assert.match(
      (await run(second, 'check', '--tree', sampleFolder, '--baseline', 'known.json')).out,
      /^0 findings in 2 files; 1 in the baseline\n$/,
    );
  });

  test("migrate: a diff of the module's files, written with --write", async () => {
    const folder = copyOf('twin/gauge', { 'old.c': OLD });
    const diff = await run(root, 'migrate', folder, '--tree', sampleFolder);
    assert.match(diff.out, /^\+VNET_DEFINE_STATIC\(int, old_one\) = 1;$/m);
    assert.equal((diff.out.match(/^\+\+\+ /gm) ?? []).length, 1);
    assert.equal((await run(folder, 'migrate', 'old.c', '--write', '--tree', sampleFolder)).code, 0);
    assert.match(readFileSync(path.join(folder, 'old.c'), 'utf8'), /^VNET_DEFINE_STATIC/m);
  });

  test("symbols, index: the module's rows beside the kernel's", async () => {
    const { symbols } = await json<{
      readonly symbols: readonly { readonly name: string; readonly module: string | null }[];
    }>(fixtures, 'symbols', 'twin', '--tree', sampleFolder);
    assert.deepEqual(
      symbols.filter(({ module }) => module === 'gauge').map(({ name }) => name),
      ['gauge_count'],
    );
    const { definitions } = await json<{
      readonly definitions: readonly { readonly name: string; readonly modules: readonly string[] }[];
    }>(fixtures, 'index', 'gauge', '--tree', sampleFolder);
    assert.deepEqual(
      definitions.filter(({ name }) => name === 'gauge_flow').map(({ modules }) => modules),
      [['gauge']],
    );
  });
});
