// The preprocessor's token stream against `clang -E`, on files of a real kernel tree with the kernel's own settings.
// VNETSCOPE_KERNEL_TREE names the tree; VNETSCOPE_KERNEL_FILES=all takes every file of the kernel instead of a sample.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import type { KernelObject } from '../../server/src/core/kernel/configuration.ts';
import { T_PRAGMA } from '../../server/src/core/lexer/token-kinds.ts';
import { clangIn, clangName, hasNativeClang, inParallel, tokensOfText } from '../kit/clang.ts';
import { KernelBuild } from '../kit/kernel-build.ts';

const tree = process.env['VNETSCOPE_KERNEL_TREE'];
const SAMPLE = 240;
const skip = tree === undefined ? 'no VNETSCOPE_KERNEL_TREE' : hasNativeClang ? false : 'clang-22 is not installed';

/** Files that hold VNET first, then others spread evenly over the kernel. */
function chosen(build: KernelBuild): readonly KernelObject[] {
  const objects = build.workspace.kernel.objects.filter(
    ({ source }) => source.endsWith('.c') && build.workspace.files.isFile(source),
  );
  if (process.env['VNETSCOPE_KERNEL_FILES'] === 'all') return objects;
  const isOfInterest = ({ source }: KernelObject): boolean =>
    /VNET_(DEFINE|SYSINIT)/.test(build.workspace.files.read(source) ?? '');
  const first = objects.filter(isOfInterest);
  const others = objects.filter((object) => !first.includes(object));
  const step = Math.max(1, Math.floor(others.length / Math.max(1, SAMPLE - first.length)));
  return [...first, ...others.filter((_, i) => i % step === 0)];
}

/** Strings that name files, with their dots followed: the kernel's sources include one another over ../../. */
function settled(token: string): string {
  return token.startsWith('"') && token.includes('/../') ? path.posix.normalize(token) : token;
}

describe('token streams of a real kernel, as clang -E has them', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-build-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('every token of every file', async () => {
    assert.ok(tree !== undefined);
    const build = new KernelBuild(tree, path.join(folder, 'build'), { arch: 'amd64', options: ['VIMAGE'] });
    const objects = chosen(build);
    const mismatches: string[] = [];
    let tokenCount = 0;
    await inParallel(objects, async ({ source, compile }) => {
      const { unit } = build.workspace.translate(source, build.workspace.files.read(source) ?? '', compile);
      build.provide(
        unit.translation.includes.map((include) => include.path),
        'empty',
      );
      const ours = unit.translation.segments.flatMap(({ tokens }) =>
        Array.from({ length: tokens.count }, (_, i) => i).flatMap((i) =>
          tokens.kind[i] === T_PRAGMA
            ? tokensOfText(tokens.spelling(i, unit.interner))
            : [settled(tokens.spelling(i, unit.interner))],
        ),
      );
      const { stdout } = await clangIn(build.tree, ['-E', '-P', ...build.flags(compile), source]);
      const text = stdout
        .split('\n')
        .filter((line) => !/^#(ident\b|pragma(?! pack\b))/.test(line))
        .join('\n');
      const theirs = tokensOfText(text).map((token) => settled(build.spelledPath(token)));
      tokenCount += theirs.length;
      const at = theirs.findIndex((token, i) => token !== ours[i]);
      if (at >= 0 || ours.length !== theirs.length) {
        const from = Math.max(0, (at < 0 ? Math.min(ours.length, theirs.length) : at) - 6);
        mismatches.push(
          `${source}: ${ours.slice(from, from + 14).join(' ')} | clang: ${theirs.slice(from, from + 14).join(' ')}`,
        );
      }
    });
    process.stdout.write(
      `preprocessor: ${objects.length} files of ${tree} (${tokenCount} tokens) compared with ${clangName}, ${mismatches.length} mismatches\n`,
    );
    assert.ok(objects.length >= 200, `only ${objects.length} files`);
    assert.deepEqual(mismatches, []);
  });
});
