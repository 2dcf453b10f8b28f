// The container kernel is C in each of its three modes, and what `vnetscope migrate` makes of it in both of the newer
// one's.
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { clang, clangName } from '../kit/clang.ts';
import { CONTAINER_KERNEL, migratedContainers, openContainers } from '../kit/migrated-containers.ts';
import { filesBelow, textOf } from '../kit/source-graph.ts';

const flags = [
  '-target',
  'x86_64-unknown-freebsd8',
  '-std=iso9899:1999',
  '-ffreestanding',
  '-nostdinc',
  '-fsyntax-only',
  '-Wall',
  '-Werror=implicit-function-declaration',
  '-Wno-unused',
  '-Wno-pointer-sign',
  '-Wno-main',
  '-Wno-pointer-to-int-cast',
  '-ferror-limit=0',
  '-D_KERNEL',
  '-Ibuild',
  '-Isys',
];

/** Errors of every source of sys; the machine's headers are where config(8) links them to. */
async function errors(texts: ReadonlyMap<string, string>, defines: readonly string[]): Promise<readonly string[]> {
  const files: Record<string, string> = Object.fromEntries(texts);
  for (const [file, text] of texts)
    if (file.startsWith('sys/amd64/include/')) files[`build/machine/${file.slice('sys/amd64/include/'.length)}`] = text;
  for (const [header, text] of openContainers().kernel.build.headers) files[`build/${header}`] = text;
  const sources = [...texts.keys()].filter(
    (file) => /^sys\/(?:kern|net\w*|amd64\/amd64)\/[^/]*\.c$/.test(file) && texts.get(file) !== '',
  );
  assert.ok(sources.length > 5);
  const { stderr } = await clang([...flags, ...defines.map((name) => `-D${name}=1`), ...sources], files);
  return stderr.split('\n').filter((line) => /(?:error|warning):/.test(line));
}

const original = new Map(
  filesBelow(CONTAINER_KERNEL).map((file) => [path.posix.relative(CONTAINER_KERNEL, file), textOf(file)]),
);

for (const [mode, defines] of [
  ['options VIMAGE_GLOBALS', ['VIMAGE_GLOBALS']],
  ['neither option', []],
  ['options VIMAGE', ['VIMAGE']],
] as const) {
  test(`the container kernel with ${mode} (${clangName})`, async () => {
    const found = await errors(original, defines);
    // The planted function without INIT_VNET_INET does not compile: the rule says so.
    const planted = mode === 'options VIMAGE' ? found.filter((line) => line.startsWith('sys/netinet/raw_ip.c:')) : [];
    assert.equal(planted.length > 0, mode === 'options VIMAGE');
    assert.deepEqual(
      found.filter((line) => !planted.includes(line)),
      [],
    );
  });
}

for (const [mode, defines] of [
  ['options VIMAGE', ['VIMAGE']],
  ['without it', []],
] as const) {
  test(`the migrated one with ${mode} (${clangName})`, async () => {
    assert.deepEqual(
      (await errors(migratedContainers().texts, defines)).filter((line) => !line.startsWith('sys/kern/kern_linker.c:')),
      [],
    );
  });
}
