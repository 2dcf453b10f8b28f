// The container kernel: what is planted in it is found, on its line, and nothing else is said.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { describe } from 'node:test';
import { checkTree } from '../../server/src/core/analysis/session/check.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { filesBelow, root } from '../kit/source-graph.ts';

const folder = 'test/containerkernel';

/** "file:line rule" of each PLANTED comment. */
function planted(): readonly string[] {
  return filesBelow(folder).flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, i) => {
        const rule = /PLANTED: ([\w-]+)/.exec(line)?.[1];
        return rule === undefined ? [] : [`${path.posix.relative(folder, file)}:${i + 1} ${rule}`];
      }),
  );
}

function findings(arch: string, options: readonly string[]): readonly string[] {
  const workspace = openWorkspace(new NodeFiles(path.join(root, folder)), { arch, options });
  assert.ok(!('failure' in workspace));
  return checkTree(workspace)
    .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}

/** The comment stands one or two lines above. */
function isBelow(finding: string, comment: string): boolean {
  const [, file, line, rule] = /^(.*):(\d+) (.*)$/.exec(finding) ?? [];
  return [1, 2].some((above) => comment === `${file}:${Number(line) - above} ${rule}`);
}

describe('the container kernel', () => {
  const comments = planted();
  for (const [arch, options] of [
    ['amd64', []],
    ['amd64', ['VIMAGE']],
    ['amd64', ['VIMAGE_GLOBALS']],
    ['i386', []],
    ['powerpc', []],
  ] as const) {
    test(`${arch} ${options.join(' ')}`, () => {
      // The number that went stale is amd64's.
      const wanted = arch === 'amd64' ? comments : comments.filter((comment) => !comment.endsWith(' container-size'));
      const found = findings(arch, options);
      assert.deepEqual(
        wanted.filter((comment) => !found.some((finding) => isBelow(finding, comment))),
        [],
        'planted, and not found',
      );
      assert.deepEqual(
        found.filter((finding) => !wanted.some((comment) => isBelow(finding, comment))),
        [],
        'found, and not planted',
      );
    });
  }
});
