// A file that cannot be worked on, by a mistake of ours, costs what it would have told; the rest of the tree is read to
// its end.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Session } from '../../../server/src/core/analysis/session/session.ts';
import type { FileSource } from '../../../server/src/core/text/file-source.ts';
import { tinyKernel } from '../../kit/tiny-kernel.ts';

const sources = {
  'sys/net/a.c': `#include <net/vnet.h>
VNET_DEFINE(int, a) = 1;
#define V_a VNET(a)
int get_a(void) { return (V_a); }
`,
  'sys/net/broken.c': '#include <net/vnet.h>\nint get_b(void) { return (get_a()); }\n',
  'sys/net/c.c': '#include <net/vnet.h>\nint get_c(void) { return (get_a()); }\n',
};

/** The files, of which some can't be read: an exception stands for any that a reader may throw. */
function breaking(isBroken: (path: string) => boolean): FileSource {
  const files = tinyKernel({ sources, uncompiled: ['sys/net/broken.c'] });
  return {
    read: (path) => {
      if (isBroken(path)) throw new Error(`${path} breaks the reader`);
      return files.read(path);
    },
    isFile: (path) => files.isFile(path),
    list: (folder) => files.list(folder),
  };
}

/** Steps to the end; the failures on the way. */
function run(session: Session): readonly string[] {
  const failures: string[] = [];
  for (let steps = 0; steps < 100_000; steps++) {
    try {
      if (!session.step()) return failures;
    } catch (error) {
      failures.push(String(error));
    }
  }
  assert.fail(`no end: ${failures.slice(-3).join(', ')}`);
}

function open(files: FileSource): Session {
  const session = Session.open(files, { arch: 'amd64' });
  assert.ok(!('failure' in session));
  return session;
}

test('the reading comes to its end, and the other files have their findings', () => {
  let isBroken = false;
  const session = open(breaking((path) => isBroken && path === 'sys/net/broken.c'));
  // Indexed first, and broken when its functions are read.
  while (!session.isIndexed) session.step();
  isBroken = true;
  const failures = run(session);
  assert.ok(failures.length > 0 && failures.length < 10, failures.join('\n'));
  assert.equal(session.isWhole, true);
  assert.notEqual(session.findings('sys/net/c.c'), undefined);
  assert.deepEqual(session.flow?.resolve('sys/net/c.c', 'get_b'), []);
});

test('once it is mended it is read like the others', () => {
  let isBroken = false;
  const session = open(breaking((path) => isBroken && path === 'sys/net/broken.c'));
  while (!session.isIndexed) session.step();
  isBroken = true;
  run(session);
  isBroken = false;
  session.filesChanged(['sys/net/broken.c']);
  assert.deepEqual(run(session), []);
  assert.equal(session.flow?.resolve('sys/net/c.c', 'get_b').length, 1);
});

test('a file that breaks while it is edited does not keep others from their findings', () => {
  let isBroken = false;
  const session = open(breaking((path) => isBroken && path === 'sys/net/broken.c'));
  assert.deepEqual(run(session), []);
  isBroken = true;
  session.filesChanged(['sys/net/broken.c']);
  // Once for what it says of itself, once for its functions.
  assert.throws(() => session.findings('sys/net/c.c'), /breaks the reader/);
  assert.throws(() => session.findings('sys/net/c.c'), /breaks the reader/);
  assert.notEqual(session.findings('sys/net/c.c'), undefined);
});
