// The sample kernel's set_vnet as clang and lld lay it out, against what `vnetscope layout` predicts from its sources.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { root } from '../kit/source-graph.ts';
import { compileSet, missingTools, type Arch, type CompiledSet } from './compiled-set.ts';

const sample = path.join(root, 'test', 'minikernel');
const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-truth-'));
const skip = missingTools() ?? false;

after(() => rmSync(folder, { recursive: true, force: true }));

interface Kernconf {
  readonly headers: Readonly<Record<string, string>>;
  readonly objects: readonly { readonly object: string; readonly source: string }[];
}

interface Variable {
  readonly name: string;
  readonly file: string;
  readonly offset: number | null;
  readonly size: number | null;
  readonly binding: string;
  readonly module: string | null;
}

interface Layout {
  readonly vimage: boolean;
  readonly section: { readonly size: number | null; readonly align: number | null };
  readonly objects: readonly {
    readonly file: string;
    readonly start: number;
    readonly end: number;
    readonly align: number;
  }[];
  readonly variables: readonly Variable[];
  readonly modules: readonly {
    readonly name: string;
    readonly size: number | null;
    readonly align: number | null;
    readonly error: string | null;
  }[];
}

/** What the command line prints as JSON. */
function vnetscope(...args: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'server/bin/vnetscope.js'), ...args, '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  assert.equal(status, 0, `vnetscope ${args.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Rows that read well in a difference: "if.c if_index @68 +4 global". */
function rows(variables: readonly Omit<Variable, 'module'>[]): readonly string[] {
  return variables
    .toSorted((a, b) => (a.offset ?? -1) - (b.offset ?? -1) || (a.name < b.name ? -1 : 1))
    .map(({ name, file, offset, size, binding }) => `${file} ${name} @${offset} +${size} ${binding}`);
}

function ranges(objects: Layout['objects']): readonly string[] {
  return objects.map(({ file, start, end, align }) => `${file} ${start}-${end} /${align}`);
}

function compile(
  arch: Arch,
  kernconf: string,
  sources: readonly string[] | undefined,
): Promise<CompiledSet | undefined> {
  const { headers, objects } = vnetscope('kernconf', sample, '--arch', arch, '--kernconf', kernconf) as Kernconf;
  return compileSet({
    arch,
    tree: sample,
    headers,
    module: sources !== undefined,
    sources: sources ?? objects.map(({ source }) => source).filter((source) => source.endsWith('.c')),
    buildFolder: path.join(
      folder,
      `${arch}-${kernconf}-${sources === undefined ? 'kernel' : path.basename(sources[0] ?? '', '.c')}`,
    ),
  });
}

/**
 * With the number of variables: a compiler that is handed the wrong options would agree with a prediction that was,
 * too.
 */
const kernels = [
  { arch: 'amd64', kernconf: 'GENERIC', variables: 116 },
  { arch: 'amd64', kernconf: 'SHAPED', variables: 115 },
  { arch: 'arm64', kernconf: 'GENERIC', variables: 109 },
] as const;

describe('the sample kernel as clang and lld lay it out', { skip }, () => {
  for (const { arch, kernconf, variables } of kernels) {
    test(`${arch} ${kernconf}`, async () => {
      const truth = await compile(arch, kernconf, undefined);
      assert.ok(truth !== undefined);
      assert.equal(truth.variables.length, variables);
      const layout = vnetscope('layout', sample, '--arch', arch, '--kernconf', kernconf) as Layout;
      assert.equal(layout.vimage, true);
      assert.deepEqual(rows(layout.variables), rows(truth.variables));
      assert.deepEqual(ranges(layout.objects), ranges(truth.objects));
      assert.deepEqual([layout.section.size, layout.section.align], [truth.size, truth.align]);
    });
  }

  test('without VIMAGE there is no set_vnet', async () => {
    assert.equal(await compile('amd64', 'NOVIMAGE', undefined), undefined);
    assert.equal((vnetscope('layout', sample, '--kernconf', 'NOVIMAGE') as Layout).vimage, false);
  });
});

const modules = [
  { name: 'if_tunnel', sources: ['sys/net/if_tunnel.c', 'sys/net/if_tunnel_hash.c'] },
  { name: 'shaper', sources: ['sys/net/shaper.c'] },
] as const;

describe("the sample kernel's modules", { skip }, () => {
  for (const arch of ['amd64', 'arm64'] as const) {
    for (const { name, sources } of modules) {
      test(`${arch} ${name}`, async () => {
        const truth = await compile(arch, 'GENERIC', sources);
        assert.ok(truth !== undefined);
        const layout = vnetscope('layout', sample, '--arch', arch, '--module', name) as Layout;
        assert.deepEqual(rows(layout.variables.filter(({ module }) => module === name)), rows(truth.variables));
        const found = layout.modules.find((module) => module.name === name);
        assert.deepEqual([found?.size, found?.align], [truth.size, truth.align]);
      });
    }
  }

  test('--module all means these', () => {
    const layout = vnetscope('layout', sample, '--module', 'all') as Layout;
    assert.deepEqual(
      layout.modules.map(({ name, error }) => ({ name, error })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      modules.map(({ name }) => ({ name, error: null })),
    );
  });
});
