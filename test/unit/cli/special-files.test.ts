// FIFOs, devices and circles of links in a tree end no command; each that is not read is named.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import type { CheckReport } from '../../../server/src/core/analysis/session/check.ts';
import { Scratch, vnetscope } from '../../kit/command-line.ts';

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

describe(
  'special files and circles of links end no command',
  { skip: process.platform === 'win32' ? 'links and FIFOs of POSIX' : false },
  () => {
    const cases: readonly (readonly [what: string, change: (tree: string) => void, said: readonly string[]])[] = [
      [
        'a FIFO',
        (tree) => {
          execFileSync('mkfifo', [path.join(tree, 'sys/net/zz.c')]);
        },
        ['vnetscope: sys/net/zz.c is a FIFO; it is not read'],
      ],
      [
        'a FIFO as Makefile',
        (tree) => {
          mkdirSync(path.join(tree, 'sys/modules/zz'));
          execFileSync('mkfifo', [path.join(tree, 'sys/modules/zz/Makefile')]);
        },
        ['vnetscope: sys/modules/zz/Makefile is a FIFO; it is not read'],
      ],
      [
        'a FIFO as .vnetscope.json',
        (tree) => {
          execFileSync('mkfifo', [path.join(tree, 'sys/net/.vnetscope.json')]);
        },
        ['vnetscope: sys/net/.vnetscope.json is a FIFO; it is not read'],
      ],
      [
        '/dev/zero',
        (tree) => {
          symlinkSync('/dev/zero', path.join(tree, 'sys/net/zz.h'));
        },
        ['vnetscope: sys/net/zz.h leads out of the tree, to /dev/zero; it is not read'],
      ],
      [
        'links to the folder itself',
        (tree) => {
          for (const name of ['a', 'b']) symlinkSync('.', path.join(tree, 'sys/net', name));
        },
        [],
      ],
      [
        'two folders that link to one another',
        (tree) => {
          symlinkSync('../netinet', path.join(tree, 'sys/net/a'));
          symlinkSync('../net', path.join(tree, 'sys/netinet/b'));
        },
        [],
      ],
      [
        'a link to /',
        (tree) => {
          symlinkSync('/', path.join(tree, 'sys/net/r'));
        },
        ['vnetscope: sys/net/r leads out of the tree, to /; it is not read'],
      ],
      [
        'a link to the folder above the tree',
        (tree) => {
          symlinkSync('../../..', path.join(tree, 'sys/net/r'));
        },
        ['vnetscope: sys/net/r leads out of the tree, to ; it is not read'],
      ],
      [
        "an editor's lock",
        (tree) => {
          symlinkSync('user@host.4711', path.join(tree, 'sys/net/.#if.c'));
        },
        [],
      ],
      [
        'a folder called x.c',
        (tree) => {
          mkdirSync(path.join(tree, 'sys/net/x.c'));
        },
        [],
      ],
    ];
    let usual: CheckReport | undefined;
    for (const [what, change, said] of cases) {
      test(what, async () => {
        usual ??= JSON.parse(
          (await vnetscope(scratch.tree(), 'check', '--no-cache', '--format', 'json')).out,
        ) as CheckReport;
        const found = await vnetscope(scratch.tree(change), 'check', '--no-cache', '--format', 'json');
        assert.deepEqual((JSON.parse(found.out) as CheckReport).findings, usual.findings);
        assert.deepEqual(scratch.refusals(found), said);
        assert.equal(found.code, 1);
      });
    }

    test('what is said beside an answer is said again beside the kept one', async () => {
      const cache = process.env['VNETSCOPE_CACHE_DIR'];
      process.env['VNETSCOPE_CACHE_DIR'] = scratch.beside('cache');
      try {
        const tree = scratch.tree((made) => {
          symlinkSync('/', path.join(made, 'sys/net/r'));
        });
        const [first, second] = [await vnetscope(tree, 'index'), await vnetscope(tree, 'index')];
        assert.deepEqual(second, first);
        assert.equal(scratch.refusals(second).length, 1);
      } finally {
        if (cache === undefined) delete process.env['VNETSCOPE_CACHE_DIR'];
        else process.env['VNETSCOPE_CACHE_DIR'] = cache;
      }
    });
  },
);
