// What a quick fix writes is C: clang has no more to say about a fixed fixture than about the fixture.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fixTree } from '../../server/src/core/analysis/session/fix-tree.ts';
import { clang, clangName } from '../kit/clang.ts';
import { fixableFixtures } from '../kit/rule-fixtures.ts';
import { openSample } from '../kit/rule-session.ts';
import { filesBelow, textOf } from '../kit/source-graph.ts';

interface Pair {
  readonly title: string;
  readonly before: string;
  readonly after: string;
  /** Headers of the fixture, as the fixes leave them. */
  readonly headers: Readonly<Record<string, string>>;
}

test(`fixed fixtures compile (${clangName})`, async (t) => {
  const files: Record<string, string> = Object.fromEntries(
    filesBelow('test/minikernel')
      .filter((file) => file.endsWith('.h'))
      .map((file) => [file.slice('test/minikernel/'.length), textOf(file)]),
  );
  // Fixtures may include it, which no release since 8.0 has: clang would stop there.
  files['sys/sys/vimage.h'] = '';
  const pairs: Pair[] = [];
  for (const { rule, name, files: fixture } of fixableFixtures()) {
    const session = openSample(fixture);
    const { compile, build } = { compile: session.workspace.kernel.compile, build: session.workspace.kernel.build };
    for (const [header, text] of build.headers) files[`build/${header}`] = text;
    for (const forced of compile.forcedIncludes) files[`build/${forced}`] ??= '';
    const { texts } = fixTree(session, Object.keys(fixture), (finding) => finding.rule === rule);
    const headers = Object.fromEntries(
      Object.entries(fixture)
        .filter(([path]) => path.endsWith('.h'))
        .map(([path, text]) => [path, texts.get(path) ?? text]),
    );
    const isHeaderFixed = Object.keys(headers).some((path) => texts.has(path));
    for (const path of Object.keys(fixture)) {
      const text = texts.get(path) ?? (isHeaderFixed ? fixture[path] : undefined);
      if (!path.endsWith('.c') || !path.startsWith('sys/') || text === undefined) continue;
      const stem = `f${pairs.length}`;
      files[`${stem}-before.c`] = fixture[path] ?? '';
      files[`${stem}-after.c`] = text;
      pairs.push({ title: `${rule}: ${name}`, before: `${stem}-before.c`, after: `${stem}-after.c`, headers });
    }
  }
  assert.ok(pairs.length > 0);
  files['build/machine/README'] = '';
  for (const [path, text] of Object.entries(files))
    if (path.startsWith('sys/amd64/include/')) files[`build/machine/${path.slice('sys/amd64/include/'.length)}`] = text;
  for (const [path, text] of Object.entries(files))
    if (path.startsWith('sys/x86/include/')) files[`build/x86/${path.slice('sys/x86/include/'.length)}`] = text;
  const flags = [
    '-target',
    'x86_64-unknown-freebsd13',
    '-std=iso9899:1999',
    '-ffreestanding',
    '-nostdinc',
    '-w',
    '-ferror-limit=0',
    '-fsyntax-only',
    '-D_KERNEL',
    '-DVIMAGE=1',
    '-Ibuild',
    '-Isys',
  ];
  // Fixtures with headers of their own are compiled by themselves.
  const plain = pairs.filter(({ headers }) => Object.keys(headers).length === 0);
  const said = [await clang([...flags, ...plain.flatMap(({ before, after }) => [before, after])], files)];
  for (const { before, after, headers } of pairs)
    if (Object.keys(headers).length > 0) said.push(await clang([...flags, before, after], { ...files, ...headers }));
  const stderr = said.map((one) => one.stderr).join('\n');
  const errors = (file: string): string[] =>
    stderr
      .split('\n')
      .filter((line) => line.startsWith(`${file}:`) && line.includes('error:'))
      .map((line) => line.replace(/^[^ ]* /, ''));
  for (const { title, before, after } of pairs) {
    const known = errors(before);
    assert.deepEqual(
      errors(after).filter((error) => !known.includes(error)),
      [],
      `${title}\n${files[after] ?? ''}`,
    );
  }
  t.diagnostic(
    `${pairs.length} fixed files; ${pairs.filter(({ before }) => errors(before).length === 0).length} compile as they are`,
  );
  assert.ok(!stderr.includes('file not found'), stderr.slice(0, 500));
});
