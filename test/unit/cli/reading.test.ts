// What commands read: a tree's own files and what the command line names, nothing that these lead to elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import type { LayoutReport } from '../../../server/src/core/analysis/image/layout-report.ts';
import { Scratch, vnetscope, type Said } from '../../kit/command-line.ts';

const scratch = new Scratch();
after(() => {
  scratch.remove();
});

/** The word that must not be seen anywhere, and a type whose size gives away that the file was read. */
const SECRET = 'Quatschkopf';
const outside = scratch.beside('outside');
writeFileSync(path.join(outside, 'secret.h'), `typedef struct { char s[4242]; } outside_t; /* ${SECRET} */\n`);
writeFileSync(path.join(outside, 'secret.mk'), `SRCS+= ${SECRET}.c\nCFLAGS+= -D${SECRET}\n`);
writeFileSync(path.join(outside, 'secret.conf'), `${SECRET}:x:0:0\noptions ${SECRET}\n`);
writeFileSync(
  path.join(outside, 'secret.c'),
  `#include <sys/param.h>\n#include <net/vnet.h>\nVNET_DEFINE(int, ${SECRET});\n`,
);

/** Where the outside is as seen from a folder of a tree. */
const up = (folders: number): string => `${'../'.repeat(folders)}../outside`;
const append = (tree: string, file: string, text: string): void => {
  appendFileSync(path.join(tree, file), text);
};
const withoutCache = (tree: string, ...words: readonly string[]): Promise<Said> =>
  vnetscope(tree, ...words, '--no-cache');

function assertHidden({ out, err }: Said, what: string): void {
  assert.ok(!out.includes(SECRET) && !err.includes(SECRET), `${what}: the file was read`);
  assert.ok(!out.includes('4242'), `${what}: the type was measured`);
}

describe('an #include that leads out of the tree', () => {
  const layout = async (
    change: (tree: string) => void,
  ): Promise<{ readonly said: Said; readonly size: number | bigint | null | undefined }> => {
    const tree = scratch.tree((made) => {
      change(made);
      append(made, 'sys/net/if_clone.c', 'VNET_DEFINE(outside_t, zz_leak);\n');
    });
    const said = await withoutCache(tree, 'layout', tree, '--format', 'json');
    const { variables, problems } = JSON.parse(said.out) as LayoutReport;
    assert.ok(
      problems.some(
        ({ file, message }) => file === 'sys/net/if_clone.c' && /cannot find ".*": assumed empty/.test(message),
      ),
      'a problem at the #include',
    );
    assertHidden(said, 'layout');
    return { said, size: variables.find(({ name }) => name === 'zz_leak')?.size };
  };

  test('by its name', async () => {
    const { said, size } = await layout((tree) => {
      append(tree, 'sys/net/if_clone.c', `#include "${up(2)}/secret.h"\n`);
    });
    assert.equal(size, null);
    assert.deepEqual(scratch.refusals(said), ['vnetscope: /outside lies outside the tree; it is not read']);
  });

  test('by an absolute name', async () => {
    const { size } = await layout((tree) => {
      append(tree, 'sys/net/if_clone.c', `#include "${outside}/secret.h"\n`);
    });
    assert.equal(size, null);
  });

  test(
    'by a link to the file, and by a link to its folder',
    { skip: process.platform === 'win32' ? 'links of POSIX' : false },
    async () => {
      const file = await layout((tree) => {
        symlinkSync(path.join(outside, 'secret.h'), path.join(tree, 'sys/net/zz.h'));
        append(tree, 'sys/net/if_clone.c', '#include <net/zz.h>\n');
      });
      assert.deepEqual(
        [file.size, scratch.refusals(file.said)],
        [null, ['vnetscope: sys/net/zz.h leads out of the tree, to /outside/secret.h; it is not read']],
      );
      const folder = await layout((tree) => {
        symlinkSync(outside, path.join(tree, 'sys/zz'));
        append(tree, 'sys/net/if_clone.c', '#include <zz/secret.h>\n');
      });
      assert.equal(folder.size, null);
      assert.ok(scratch.refusals(folder.said).includes('vnetscope: sys/zz lies outside the tree; it is not read'));
    },
  );

  test(
    'a link that stays in the tree is followed',
    { skip: process.platform === 'win32' ? 'links of POSIX' : false },
    async () => {
      const tree = scratch.tree((made) => {
        mkdirSync(path.join(made, 'sys/zz'));
        writeFileSync(path.join(made, 'sys/zz/inside.h'), 'typedef struct { char s[77]; } inside_t;\n');
        symlinkSync('../zz/inside.h', path.join(made, 'sys/net/zz.h'));
        append(made, 'sys/net/if_clone.c', '#include <net/zz.h>\nVNET_DEFINE(inside_t, zz_inside);\n');
      });
      const said = await withoutCache(tree, 'layout', tree, '--format', 'json');
      assert.equal((JSON.parse(said.out) as LayoutReport).variables.find(({ name }) => name === 'zz_inside')?.size, 77);
      assert.deepEqual(scratch.refusals(said), []);
    },
  );
});

describe("what a tree's own files name", () => {
  const cases: readonly (readonly [what: string, change: (tree: string) => void, words: readonly string[]])[] = [
    [
      'conf/files',
      (tree) => {
        append(tree, 'sys/conf/files', `net/${up(2)}/secret.c\tstandard\n`);
      },
      ['layout'],
    ],
    [
      'conf/files: include',
      (tree) => {
        append(tree, 'sys/conf/files', `include\t"${up(2)}/secret.conf"\n`);
      },
      ['kernconf'],
    ],
    [
      "a KERNCONF's include",
      (tree) => {
        append(tree, 'sys/amd64/conf/GENERIC', `include\t"${up(3)}/secret.conf"\n`);
      },
      ['kernconf'],
    ],
    [
      "a KERNCONF's files",
      (tree) => {
        append(tree, 'sys/amd64/conf/GENERIC', `files\t"${up(2)}/secret.conf"\n`);
      },
      ['kernconf'],
    ],
    [
      "a kernel makefile's .include",
      (tree) => {
        append(tree, 'sys/conf/kern.pre.mk', `.include "${outside}/secret.mk"\nCFLAGS+= $\{SECRET}\n`);
      },
      ['kernconf', '--format', 'json'],
    ],
    [
      "a module's .include",
      (tree) => {
        append(tree, 'sys/modules/shaper/Makefile', `.include "${up(3)}/secret.mk"\n`);
      },
      ['layout', '--module', 'shaper', '--format', 'json'],
    ],
    [
      "a module's SRCS",
      (tree) => {
        append(tree, 'sys/modules/shaper/Makefile', `SRCS+= ${up(3)}/secret.c\n`);
      },
      ['layout', '--module', 'shaper'],
    ],
    [
      "a module's .PATH",
      (tree) => {
        append(tree, 'sys/modules/shaper/Makefile', `.PATH: ${outside}\nSRCS+= secret.c\n`);
      },
      ['layout', '--module', 'shaper'],
    ],
    [
      "a module's -I",
      (tree) => {
        append(tree, 'sys/modules/shaper/Makefile', `CFLAGS+= -I${outside}\n`);
        append(tree, 'sys/net/shaper.c', '#include <secret.h>\nVNET_DEFINE(outside_t, zz_leak);\n');
      },
      ['layout', '--module', 'shaper'],
    ],
    [
      "a module's -include",
      (tree) => {
        append(tree, 'sys/modules/shaper/Makefile', `CFLAGS+= -include ${outside}/secret.h\n`);
        append(tree, 'sys/net/shaper.c', 'VNET_DEFINE(outside_t, zz_leak);\n');
      },
      ['layout', '--module', 'shaper'],
    ],
  ];
  for (const [what, change, words] of cases)
    test(what, async () => {
      assertHidden(await withoutCache(scratch.tree(change), ...words), what);
    });

  test('.vnetscope.json as a link', { skip: process.platform === 'win32' ? 'links of POSIX' : false }, async () => {
    const tree = scratch.tree((made) => {
      symlinkSync(path.join(outside, 'secret.conf'), path.join(made, '.vnetscope.json'));
    });
    const said = await withoutCache(tree, 'check');
    assertHidden(said, '.vnetscope.json');
    assert.deepEqual(scratch.refusals(said), [
      'vnetscope: .vnetscope.json leads out of the tree, to /outside/secret.conf; it is not read',
    ]);
  });

  test('names in a compat baseline', async () => {
    const tree = scratch.tree();
    const saved = await withoutCache(tree, 'compat', 'save', tree, '--arch', 'amd64');
    const baseline = path.join(scratch.folder, 'baseline.json');
    // Every record is somewhere else and larger: each change is looked for where the baseline says.
    writeFileSync(
      baseline,
      saved.out
        .replaceAll(/"file": "sys\/[^"]+"/g, `"file": "${up(0)}/secret.h"`)
        .replaceAll('"size": 8', '"size": 16'),
    );
    assertHidden(await withoutCache(tree, 'compat', 'diff', baseline, tree), 'baseline');
    assertHidden(await withoutCache(tree, 'compat', 'diff', tree, baseline), 'baseline');
  });

  test('names in a baseline of findings', async () => {
    const tree = scratch.tree();
    const baseline = path.join(scratch.folder, 'findings.json');
    assert.equal((await withoutCache(tree, 'check', '--write-baseline', baseline)).code, 0);
    writeFileSync(
      baseline,
      readFileSync(baseline, 'utf8').replaceAll(/"file": "[^"]+"/g, `"file": "${up(0)}/secret.h"`),
    );
    for (const format of ['text', 'json', 'sarif'])
      assertHidden(await withoutCache(tree, 'check', '--baseline', baseline, '--format', format), format);
  });
});

describe('a kernel configuration', () => {
  const own = (tree: string): string =>
    readFileSync(path.join(tree, 'sys/amd64/conf/GENERIC'), 'utf8').replace('ident\t\tGENERIC', 'ident\t\tELSEWHERE');

  test('some other file is none, and none of its words is said', async () => {
    const tree = scratch.tree();
    for (const name of [
      `${up(0)}/secret.conf`,
      path.join(outside, 'secret.conf'),
      '../../../../../../../../../../etc/passwd',
      '/etc/passwd',
      'sys/net/if.c',
      'sys/conf/files',
    ]) {
      const said = await withoutCache(tree, 'kernconf', tree, '--kernconf', name);
      assert.deepEqual([said.code, said.out], [2, ''], name);
      assert.match(
        said.err,
        /^vnetscope: [^\n]*: [\w.]+ is not a kernel configuration: it has neither ident nor cpu\n$/,
        name,
      );
    }
  });

  test('one elsewhere that was named is read, from the tree or from the current folder', async () => {
    const tree = scratch.tree();
    writeFileSync(path.join(outside, 'ELSEWHERE'), own(tree));
    for (const [folder, name] of [
      [tree, `${up(0)}/ELSEWHERE`],
      [outside, './ELSEWHERE'],
      ['/', path.join(outside, 'ELSEWHERE')],
    ] as const) {
      const said = await withoutCache(folder, 'kernconf', tree, '--kernconf', name);
      assert.match(said.out, /^ELSEWHERE \(ident ELSEWHERE\), machine amd64/, name);
      assert.deepEqual([said.code, said.err], [0, ''], name);
    }
  });

  test(
    'the one that was chosen may be a link, which is said; another may not',
    { skip: process.platform === 'win32' ? 'links of POSIX' : false },
    async () => {
      const tree = scratch.tree();
      writeFileSync(path.join(outside, 'MYKERNEL'), `include GENERIC\nident MYKERNEL\ninclude OTHER\n`);
      writeFileSync(path.join(outside, 'OTHER'), `options ${SECRET}\n`);
      for (const name of ['MYKERNEL', 'OTHER'])
        symlinkSync(path.join(outside, name), path.join(tree, 'sys/amd64/conf', name));
      const said = await withoutCache(tree, 'kernconf', '--kernconf', 'MYKERNEL');
      assert.match(said.out, /^MYKERNEL \(ident MYKERNEL\), machine amd64/);
      assert.match(said.out, /cannot open included file OTHER/);
      assertHidden(said, 'OTHER');
      assert.equal(
        said.err.replaceAll(scratch.folder, '').replaceAll(/tree\d+/g, 'TREE'),
        'vnetscope: sys/amd64/conf/MYKERNEL is a link; /outside/MYKERNEL is read\n' +
          'vnetscope: sys/amd64/conf/OTHER leads out of the tree, to /outside/OTHER; it is not read\n',
      );
    },
  );

  test(
    'one that is a link to a FIFO is none',
    { skip: process.platform === 'win32' ? 'FIFOs of POSIX' : false },
    async () => {
      const tree = scratch.tree();
      execFileSync('mkfifo', [path.join(outside, 'PIPE')]);
      symlinkSync(path.join(outside, 'PIPE'), path.join(tree, 'sys/amd64/conf/PIPE'));
      const { code, err } = await withoutCache(tree, 'kernconf', '--kernconf', 'PIPE');
      assert.equal(code, 2);
      assert.match(
        err,
        /sys\/amd64\/conf\/PIPE is a FIFO; it is not read\n.*no such kernel configuration: PIPE in sys\/amd64\/conf/,
      );
    },
  );
});

test(
  'sys may be a link: the same answer as without',
  { skip: process.platform === 'win32' ? 'links of POSIX' : false },
  async () => {
    const tree = scratch.tree();
    const plain = await withoutCache(tree, 'layout', '--module', 'all', '--format', 'json');
    cpSync(path.join(tree, 'sys'), path.join(outside, 'kernel'), { recursive: true });
    rmSync(path.join(tree, 'sys'), { recursive: true });
    symlinkSync(path.join(outside, 'kernel'), path.join(tree, 'sys'));
    assert.deepEqual(await withoutCache(tree, 'layout', '--module', 'all', '--format', 'json'), plain);
    renameSync(path.join(outside, 'kernel'), path.join(outside, 'gone'));
  },
);
