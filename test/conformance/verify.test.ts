// `vnetscope verify` on files that a real compiler and linker made: the sample kernel, and small sources for every
// machine.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { main } from '../../server/src/cli/main.ts';
import type { TargetName } from '../../server/src/core/abi/target.ts';
import { isUnreadable } from '../../server/src/core/elf/elf-file.ts';
import { machineMismatch, readBuilt, type VerifyReport } from '../../server/src/core/analysis/verify/verify.ts';
import type { BuiltImage } from '../../server/src/core/elf/built-image.ts';
import { inflate } from '../../server/src/host/inflate.ts';
import { root } from '../kit/source-graph.ts';
import { compiler, compileSet, linker, missingTools, type Arch } from './compiled-set.ts';

const sample = path.join(root, 'test', 'minikernel');
const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-verify-'));
const skip = missingTools() ?? false;

after(() => rmSync(folder, { recursive: true, force: true }));

async function vnetscope(...words: string[]): Promise<{ readonly code: number; readonly out: string }> {
  let [out, err] = ['', ''];
  const code = await main([...words, '--no-cache'], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    isInteractive: false,
    folder,
    sample,
  });
  assert.equal(err, '');
  return { code, out };
}

async function verify(...words: string[]): Promise<VerifyReport & { readonly code: number }> {
  const { code, out } = await vnetscope('verify', ...words, sample, '--format', 'json');
  return { ...(JSON.parse(out) as VerifyReport), code };
}

const built = new Map<string, Promise<string>>();

/** The linked kernel, or the module of these sources; built once. */
function build(arch: Arch, kernconf: string, sources?: readonly string[]): Promise<string> {
  const key = `${arch} ${kernconf} ${sources?.join(' ') ?? ''}`;
  const known = built.get(key) ?? compileAndLink(arch, kernconf, sources);
  built.set(key, known);
  return known;
}

async function compileAndLink(arch: Arch, kernconf: string, sources: readonly string[] | undefined): Promise<string> {
  const { out } = await vnetscope('kernconf', sample, '--arch', arch, '--kernconf', kernconf, '--format', 'json');
  const { headers, objects } = JSON.parse(out) as { headers: Record<string, string>; objects: { source: string }[] };
  const buildFolder = path.join(
    folder,
    `${arch}-${kernconf}-${sources === undefined ? 'kernel' : path.basename(sources[0] ?? '', '.c')}`,
  );
  await compileSet({
    arch,
    tree: sample,
    headers,
    buildFolder,
    module: sources !== undefined,
    sources: sources ?? objects.map(({ source }) => source).filter((source) => source.endsWith('.c')),
  });
  return path.join(buildFolder, 'linked');
}

describe('the sample kernel as clang and lld built it', { skip }, () => {
  for (const [arch, kernconf] of [
    ['amd64', 'GENERIC'],
    ['amd64', 'SHAPED'],
    ['amd64', 'NOVIMAGE'],
    ['arm64', 'GENERIC'],
  ] as const) {
    test(`${arch} ${kernconf}: every row equal`, async () => {
      const { code, equal, images } = await verify(
        '--arch',
        arch,
        '--kernconf',
        kernconf,
        '--kernel',
        await build(arch, kernconf),
      );
      assert.deepEqual([code, equal, images.map(({ differences }) => differences.length)], [0, true, [0]]);
      assert.ok(kernconf === 'NOVIMAGE' || images.every(({ rows }) => rows.equal > 100));
    });
  }

  test('another configuration is told from a wrong prediction', async () => {
    const { code, images } = await verify('--arch', 'amd64', '--kernel', await build('amd64', 'SHAPED'));
    assert.equal(code, 1);
    const causes = images[0]?.causes ?? [];
    assert.ok(
      causes.some(
        ({ likelier, why }) =>
          likelier === 'configuration' && /without options INET6 \(try --option 'nooptions INET6'\)/.test(why),
      ),
    );
    assert.ok(
      causes.some(({ likelier, why }) => likelier === 'configuration' && /with tunnel, unlike GENERIC/.test(why)),
    );
    assert.ok(
      causes.every(({ likelier }) => likelier === 'configuration'),
      JSON.stringify(causes, undefined, 1),
    );
  });

  test('a kernel without VIMAGE', async () => {
    const { code, images } = await verify('--arch', 'amd64', '--kernel', await build('amd64', 'NOVIMAGE'));
    assert.equal(code, 1);
    const causes = images.flatMap((image) => image.causes);
    assert.deepEqual(
      causes.map(({ likelier }) => likelier),
      ['configuration'],
    );
    assert.ok(causes.every(({ why }) => why.includes('without options VIMAGE')));
  });

  test('another machine', async () => {
    let err = '';
    const kernel = await build('arm64', 'GENERIC');
    assert.equal(
      await main(['verify', '--kernel', kernel, sample], {
        out: () => undefined,
        err: (text) => (err += text),
        isInteractive: false,
        folder,
        sample,
      }),
      2,
    );
    assert.match(err, /is for another machine \(arm64, 64 bits, little-endian\) than amd64; try --arch arm64\n$/);
  });

  for (const arch of ['amd64', 'arm64'] as const) {
    test(`${arch}: kernel and modules together`, async () => {
      const modules = await Promise.all(
        [
          ['if_tunnel', ['sys/net/if_tunnel.c', 'sys/net/if_tunnel_hash.c']],
          ['shaper', ['sys/net/shaper.c']],
        ].map(async ([name, sources]) => {
          const file = path.join(folder, `${String(name)}.ko`);
          copyFileSync(await build(arch, 'GENERIC', sources as readonly string[]), file);
          return file;
        }),
      );
      const { code, images } = await verify(
        '--arch',
        arch,
        '--kernel',
        await build(arch, 'GENERIC'),
        '--module',
        ...modules,
      );
      assert.equal(
        code,
        0,
        JSON.stringify(
          images.flatMap(({ differences }) => differences),
          undefined,
          1,
        ),
      );
      assert.deepEqual(
        images.map(({ module }) => module),
        [null, 'if_tunnel', 'shaper'],
      );
    });
  }
});

const missingGcc = spawnSync('gcc', ['-dumpmachine'], { encoding: 'utf8' }).stdout.startsWith('x86_64')
  ? false
  : 'no gcc for amd64 on this machine';

test(
  'the sample kernel as gcc built it: the compiler is named as the cause',
  { skip: skip || missingGcc },
  async () => {
    const buildFolder = path.dirname(await build('amd64', 'GENERIC'));
    const { out } = await vnetscope('kernconf', sample, '--format', 'json');
    const sources = (JSON.parse(out) as { objects: { source: string }[] }).objects
      .map(({ source }) => source)
      .filter((source) => source.endsWith('.c'));
    const objects = sources.map((source, i) => {
      const object = path.join(folder, `gcc-${i}.o`);
      run('gcc', [
        '-O2',
        '-w',
        '-mcmodel=kernel',
        '-mno-red-zone',
        '-ffreestanding',
        '-nostdinc',
        '-fno-common',
        '-fno-pic',
        '-std=gnu99',
        `-I${buildFolder}`,
        `-I${sample}/sys`,
        '-D_KERNEL',
        '-DHAVE_KERNEL_OPTION_HEADERS',
        '-D__FreeBSD__=13',
        '-include',
        'opt_global.h',
        '-c',
        path.join(sample, source),
        '-o',
        object,
      ]);
      return object;
    });
    const kernel = path.join(folder, 'gcc-linked');
    run(linker, ['-r', '-o', kernel, ...objects]);
    const { code, images } = await verify('--kernel', kernel);
    assert.equal(code, 1);
    assert.deepEqual([...new Set(images[0]?.causes.map(({ likelier }) => likelier))], ['toolchain']);
    assert.match(images[0]?.build.compiler ?? '', /^GCC:/);
  },
);

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stderr}`);
}

/** Every class and byte order, relocations with and without addends. */
const triples = {
  amd64: 'x86_64-unknown-freebsd13',
  i386: 'i686-unknown-freebsd13',
  arm64: 'aarch64-unknown-freebsd13',
  armv7: 'armv7-unknown-freebsd13-gnueabihf',
  riscv64: 'riscv64-unknown-freebsd13',
  powerpc64: 'powerpc64-unknown-freebsd13',
  powerpc64le: 'powerpc64le-unknown-freebsd13',
  powerpc: 'powerpc-unknown-freebsd13',
  mips64: 'mips64-unknown-freebsd13',
} as const satisfies Record<TargetName, string>;

const SECTION = '__attribute__((__section__("set_vnet"), __used__))';
const smallSources = {
  'first.c': `struct pair { char a; void *b; }; typedef struct pair pairs[3];
static int vnet_entry_twin ${SECTION} = 1; pairs vnet_entry_pairs ${SECTION}; volatile unsigned char vnet_entry_bytes[5] ${SECTION};
int vnet_entry_elsewhere; int *first(void) { extern int vnet_entry_declared; return &vnet_entry_declared + vnet_entry_twin; }`,
  'second.c': `enum colour { RED = -1, GREEN }; union both { long l; short s[2][3]; };
static short vnet_entry_twin ${SECTION}; enum colour vnet_entry_colour ${SECTION}; union both vnet_entry_both[2] ${SECTION}; int (*vnet_entry_call)(int) ${SECTION};
int second(void) { return vnet_entry_twin; }`,
} as const;

describe('files of every machine', { skip }, () => {
  for (const [arch, triple] of Object.entries(triples)) {
    for (const version of [2, 3, 4, 5]) {
      test(`${arch}, DWARF ${version}: symbols and types agree, relocatable and linked`, () => {
        const work = path.join(folder, `small-${arch}-${version}`);
        mkdirSync(work);
        const objects = Object.entries(smallSources).map(([name, text]) => {
          writeFileSync(path.join(work, name), text);
          const object = path.join(work, name.replace('.c', '.o'));
          run(compiler, [
            '-target',
            triple,
            ...(arch === 'powerpc64' ? ['-mabi=elfv2'] : []),
            ...(arch === 'mips64' ? ['-mno-abicalls', '-fno-pic', '-G0'] : []),
            '-O1',
            '-w',
            '-g',
            `-gdwarf-${version}`,
            '-fno-common',
            '-ffreestanding',
            '-c',
            path.join(work, name),
            '-o',
            object,
          ]);
          return object;
        });
        const relocatable = path.join(work, 'relocatable');
        const linked = path.join(work, 'linked');
        run(linker, ['-r', '-o', relocatable, ...objects]);
        run(linker, ['-o', linked, '-e', '0', '--unresolved-symbols=ignore-all', ...objects]);
        const images = [relocatable, linked].map((file) => readImage(file));
        for (const image of images) {
          assert.equal(machineMismatch(image, arch), undefined);
          assert.equal(image.typesUnread, undefined);
          const rows = image.variables.map(({ name, size, typeSize, source }) => [
            name,
            size,
            typeSize,
            path.basename(source ?? ''),
          ]);
          const word = image.wordBits / 8;
          assert.deepEqual(
            rows.toSorted(),
            [
              ['both', 2 * Math.ceil(12 / word) * word, 2 * Math.ceil(12 / word) * word, 'second.c'],
              ['bytes', 5, 5, 'first.c'],
              ['call', word, word, 'second.c'],
              ['colour', 4, 4, 'second.c'],
              ['pairs', 6 * word, 6 * word, 'first.c'],
              ['twin', 2, 2, 'second.c'],
              ['twin', 4, 4, 'first.c'],
            ].toSorted(),
          );
        }
        assert.deepEqual(
          images[1]?.variables.map(({ name, offset }) => [name, offset]),
          images[0]?.variables.map(({ name, offset }) => [name, offset]),
        );
        assert.deepEqual(images[1]?.section, images[0]?.section);
      });
    }
  }

  test('what strip leaves: dynamic symbols, or none', () => {
    const work = path.join(folder, 'small-amd64-4');
    const shared = path.join(work, 'shared.ko');
    run(compiler, [
      '-target',
      triples.amd64,
      '-O1',
      '-w',
      '-fPIC',
      '-ffreestanding',
      '-c',
      path.join(work, 'first.c'),
      '-o',
      path.join(work, 'shared.o'),
    ]);
    run(linker, ['-shared', '-s', '-o', shared, path.join(work, 'shared.o')]);
    const image = readImage(shared);
    assert.deepEqual(
      [image.hasLocalSymbols, image.kind, image.variables.map(({ name }) => name)],
      [false, 'shared object', ['pairs', 'bytes']],
    );
  });

  test('truncated at 200 places: one line or an answer, never an exception', () => {
    const bytes = readFileSync(path.join(folder, 'small-amd64-5', 'relocatable'));
    for (let part = 0; part < 200; part++) {
      const image = readBuilt(bytes.subarray(0, Math.floor((bytes.length * part) / 200)), inflate);
      assert.ok(isUnreadable(image) && !image.unreadable.includes('\n'));
    }
  });

  test('4,000 seeded changes: one line or an answer, never an exception', () => {
    const good = readFileSync(path.join(folder, 'small-i386-5', 'relocatable'));
    let state = 1;
    const next = (below: number): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
    for (let round = 0; round < 4000; round++) {
      const bytes = Uint8Array.from(good);
      for (let change = 0; change < 8; change++) bytes[next(bytes.length)] = next(256);
      const image = readBuilt(bytes, inflate);
      assert.ok(!isUnreadable(image) || !image.unreadable.includes('\n'));
    }
  });
});

function readImage(file: string): BuiltImage {
  const image = readBuilt(readFileSync(file), inflate);
  assert.ok(!isUnreadable(image), file);
  return image;
}
