// What of the disk is read: regular files below the allowed folders' real paths, and what is allowed itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { MAX_FILE_BYTES, PermittedFiles } from '../../../server/src/host/permitted-files.ts';

const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'vnetscope-permitted-')));
after(() => rmSync(scratch, { recursive: true, force: true }));
const isWindows = process.platform === 'win32';
let count = 0;

/** Folders `tree` (allowed) and `other` beside it, in a new folder. */
function twoFolders(): {
  readonly tree: string;
  readonly other: string;
  readonly files: PermittedFiles;
  readonly put: (name: string, text: string) => string;
  readonly notes: () => string[];
} {
  const base = path.join(scratch, String(count++));
  const [tree, other] = [path.join(base, 'tree'), path.join(base, 'other')];
  for (const folder of [tree, other]) mkdirSync(folder, { recursive: true });
  const files = new PermittedFiles();
  files.allowFolder(tree);
  const put = (name: string, text: string): string => {
    const file = path.join(base, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  return {
    tree,
    other,
    files,
    put,
    notes: () => files.notes.map(({ file, text }) => `${path.relative(base, file)} ${text.replaceAll(base, '')}`),
  };
}

const text = (bytes: Buffer | undefined): string | undefined => bytes?.toString();

/** All files below a folder, as a walk through list() finds them; it ends after `most`. */
function walk(files: PermittedFiles, folder: string, most = 200): string[] {
  const found: string[] = [];
  const enter = (at: string): void => {
    for (const name of files.list(at)) {
      if (found.length > most) return;
      if (name.endsWith('/')) enter(path.join(at, name.slice(0, -1)));
      else found.push(path.relative(folder, path.join(at, name)));
    }
  };
  enter(folder);
  return found;
}

describe('what may be read', { skip: isWindows ? 'links and FIFOs of POSIX' : false }, () => {
  test('files below the folder, also through links that stay there', () => {
    const { tree, files, put, notes } = twoFolders();
    put('tree/a/x.h', 'x');
    symlinkSync('x.h', path.join(tree, 'a/y.h'));
    symlinkSync('a', path.join(tree, 'b'));
    assert.deepEqual(
      ['a/x.h', 'a/y.h', 'b/x.h', 'b/y.h'].map((name) => text(files.read(path.join(tree, name)))),
      ['x', 'x', 'x', 'x'],
    );
    assert.deepEqual(
      ['a/x.h', 'b/y.h', 'a', 'b', 'a/none', 'a/x.h/none'].map((name) => files.isFile(path.join(tree, name))),
      [true, true, false, false, false, false],
    );
    assert.deepEqual(files.list(path.join(tree, 'b')), ['x.h', 'y.h']);
    assert.deepEqual(notes(), []);
  });

  test('what leads out is refused and named once: by .., by a link to a file or folder or link', () => {
    const { tree, other, files, put, notes } = twoFolders();
    const secret = put('other/secret.h', 'secret');
    put('tree/a.h', 'a');
    symlinkSync(secret, path.join(tree, 'link.h'));
    symlinkSync('link.h', path.join(tree, 'over.h'));
    symlinkSync(other, path.join(tree, 'folder'));
    for (let time = 0; time < 2; time++) {
      for (const name of ['link.h', 'over.h', 'folder/secret.h', '../other/secret.h']) {
        assert.equal(files.read(path.join(tree, name)), undefined, name);
        assert.equal(files.isFile(path.join(tree, name)), false, name);
      }
      assert.deepEqual(files.list(path.join(tree, 'folder')), []);
      assert.deepEqual(files.list(other), []);
      assert.deepEqual(files.list(tree), ['a.h', 'link.h', 'over.h']);
    }
    assert.deepEqual(notes(), [
      'tree/link.h leads out of the tree, to /other/secret.h; it is not read',
      'tree/over.h leads out of the tree, to /other/secret.h; it is not read',
      'tree/folder/secret.h lies outside the tree; it is not read',
      'other/secret.h lies outside the tree; it is not read',
      'tree/folder lies outside the tree; it is not read',
      'other lies outside the tree; it is not read',
    ]);
  });

  test('a folder whose name only begins alike is outside', () => {
    const { files, put } = twoFolders();
    assert.equal(files.read(put('tree2/x.h', 'x')), undefined);
  });

  test('what is not there is no refusal', () => {
    const { tree, files, notes } = twoFolders();
    symlinkSync('nowhere', path.join(tree, 'loose.c'));
    for (const name of ['none.c', 'none/none.c', 'loose.c', '../none', '../none/none.c', `${'x'.repeat(300)}.c`]) {
      assert.equal(files.read(path.join(tree, name)), undefined);
      assert.equal(files.isFile(path.join(tree, name)), false);
      assert.deepEqual(files.list(path.join(tree, name)), []);
    }
    assert.deepEqual(files.list(tree), ['loose.c']);
    assert.deepEqual(notes(), []);
  });

  test('FIFOs, sockets, devices, circles: at once, and named', async () => {
    const { tree, files, notes } = twoFolders();
    execFileSync('mkfifo', [path.join(tree, 'fifo.c')]);
    symlinkSync('fifo.c', path.join(tree, 'link.c'));
    symlinkSync('/dev/zero', path.join(tree, 'zero.c'));
    symlinkSync('round.c', path.join(tree, 'round.c'));
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(path.join(tree, 'socket.c'), resolve);
    });
    const names = ['fifo.c', 'link.c', 'round.c', 'socket.c', 'zero.c'];
    assert.deepEqual(files.list(tree), names);
    for (const name of names) {
      assert.equal(files.read(path.join(tree, name)), undefined);
      assert.equal(files.isFile(path.join(tree, name)), false);
    }
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(notes(), [
      'tree/fifo.c is a FIFO; it is not read',
      'tree/link.c is a FIFO; it is not read',
      'tree/round.c is a link that leads back to itself; it is not read',
      'tree/socket.c is a socket; it is not read',
      'tree/zero.c leads out of the tree, to /dev/zero; it is not read',
    ]);
  });

  test('a device is no file, even where it was allowed itself', () => {
    const { files } = twoFolders();
    files.allowFile('/dev/zero');
    assert.equal(files.read('/dev/zero'), undefined);
    assert.deepEqual(
      files.notes.map(({ text: said }) => said),
      ['is a device; it is not read'],
    );
  });

  test('a FIFO that takes the place of a file that was listed is not waited for', () => {
    const { tree, files, put, notes } = twoFolders();
    const file = put('tree/a.c', 'a');
    assert.deepEqual(files.list(tree), ['a.c']);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    assert.equal(files.read(file), undefined);
    assert.deepEqual(notes(), ['tree/a.c is a FIFO; it is not read']);
  });

  test('a link that takes the place of a file that was listed is not followed out', () => {
    const { tree, files, put, notes } = twoFolders();
    const file = put('tree/a.c', 'a');
    assert.deepEqual(files.list(tree), ['a.c']);
    rmSync(file);
    symlinkSync(put('other/secret.c', 'secret'), file);
    assert.equal(files.read(file), undefined);
    assert.deepEqual(notes(), ['tree/a.c leads out of the tree, to /other/secret.c; it is not read']);
  });

  test('the size is asked first', () => {
    const { files, put, notes } = twoFolders();
    const file = put('tree/large.c', 'x');
    truncateSync(file, MAX_FILE_BYTES);
    assert.equal(files.read(file)?.length, MAX_FILE_BYTES);
    truncateSync(file, MAX_FILE_BYTES + 1);
    assert.equal(files.read(file), undefined);
    truncateSync(file, 2 ** 40);
    assert.equal(files.read(file), undefined);
    assert.deepEqual(notes(), [
      `tree/large.c has ${MAX_FILE_BYTES + 1} bytes, more than the limit of ${MAX_FILE_BYTES}; it is not read`,
    ]);
  });

  test(
    'a file that may not be read is named',
    { skip: process.getuid?.() === 0 ? 'root may read everything' : false },
    () => {
      const { files, put, notes } = twoFolders();
      const file = put('tree/mine.c', 'x');
      chmodSync(file, 0);
      assert.equal(files.read(file), undefined);
      assert.deepEqual(notes(), ['tree/mine.c may not be read; it is not read']);
    },
  );

  test('a folder called x.c is a folder', () => {
    const { tree, files, put } = twoFolders();
    put('tree/x.c/y.c', 'y');
    assert.deepEqual(files.list(tree), ['x.c/']);
    assert.deepEqual([files.read(path.join(tree, 'x.c')), files.isFile(path.join(tree, 'x.c'))], [undefined, false]);
  });
});

describe('a walk ends', { skip: isWindows ? 'links of POSIX' : false }, () => {
  test('links to the folder itself, to one above, to /', () => {
    const { tree, files, put } = twoFolders();
    put('tree/net/a.c', 'a');
    for (const [name, target] of [
      ['net/self', '.'],
      ['net/same', '.'],
      ['net/up', '..'],
      ['net/top', tree],
      ['net/root', '/'],
    ] as const)
      symlinkSync(target, path.join(tree, name));
    assert.deepEqual(walk(files, tree), ['net/a.c']);
    assert.deepEqual(
      files.notes.map(({ file, text: said }) => [path.relative(tree, file), said]),
      [['net/root', 'leads out of the tree, to /; it is not read']],
    );
  });

  test('folders that link to one another: each file once, under its own name', () => {
    const { tree, files, put } = twoFolders();
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    for (const name of names) put(`tree/${name}/own.c`, name);
    for (const from of names)
      for (const to of names) if (from !== to) symlinkSync(`../${to}`, path.join(tree, from, to));
    assert.deepEqual(
      walk(files, tree),
      names.map((name) => `${name}/own.c`),
    );
    assert.equal(text(files.read(path.join(tree, 'a/b/c/d/own.c'))), 'd');
  });
});

describe('what is allowed beside the tree', { skip: isWindows ? 'links of POSIX' : false }, () => {
  test('another folder: its real path, whatever it is called', () => {
    const { tree, other, files, put } = twoFolders();
    const file = put('other/m.c', 'm');
    symlinkSync(other, path.join(path.dirname(tree), 'alias'));
    files.allowFolder(path.join(path.dirname(tree), 'alias'));
    assert.equal(text(files.read(file)), 'm');
    assert.equal(text(files.read(path.join(path.dirname(tree), 'alias/m.c'))), 'm');
  });

  test('a link that was allowed as a folder is walked, unless it leads to one above it', () => {
    const { tree, other, files, put } = twoFolders();
    put('other/net/a.c', 'a');
    symlinkSync(other, path.join(tree, 'sys'));
    symlinkSync('.', path.join(tree, 'round'));
    files.allowFolder(path.join(tree, 'sys'));
    files.allowFolder(path.join(tree, 'round'));
    assert.deepEqual(files.list(tree), ['sys/']);
    assert.deepEqual(walk(files, tree), ['sys/net/a.c']);
  });

  test('a file that was allowed itself, and nothing beside it; where it leads is said', () => {
    const { tree, files, put, notes } = twoFolders();
    const kernel = put('other/LAB', 'ident LAB');
    put('other/SECRET', 'secret');
    for (const name of ['LAB', 'SECRET']) symlinkSync(path.join('../other', name), path.join(tree, name));
    files.allowFile(path.join(tree, 'LAB'));
    files.allowFile(kernel);
    assert.deepEqual(
      [text(files.read(path.join(tree, 'LAB'))), text(files.read(kernel)), files.read(path.join(tree, 'SECRET'))],
      ['ident LAB', 'ident LAB', undefined],
    );
    assert.deepEqual(notes(), [
      'tree/LAB is a link; /other/LAB is read',
      'tree/SECRET leads out of the tree, to /other/SECRET; it is not read',
    ]);
  });

  test('a folder that becomes a link out is seen after a second', () => {
    const { tree, files: untimed, put } = twoFolders();
    let now = 0;
    const files = new PermittedFiles(() => now);
    files.allowFolder(tree);
    const file = put('tree/a/x.h', 'x');
    put('other/a/x.h', 'secret');
    assert.equal(text(files.read(file)), 'x');
    renameSync(path.join(tree, 'a'), path.join(tree, 'was'));
    symlinkSync('../other/a', path.join(tree, 'a'));
    now += 1000;
    assert.equal(files.read(file), undefined);
    assert.equal(untimed.read(file), undefined);
  });

  test("a tree in somebody's home, or on the whole disk, does not make all of that readable", () => {
    const file = twoFolders().put('other/x.h', 'x');
    for (const root of [homedir(), path.parse(homedir()).root, path.dirname(homedir())]) {
      const { permitted } = new NodeFiles(root);
      assert.equal(permitted.read(file), undefined, root);
      assert.deepEqual(permitted.list(root), []);
    }
  });

  test('sys may be a link, and lies in the tree all the same', () => {
    const { tree, other, put } = twoFolders();
    put('other/net/vnet.h', 'vnet');
    symlinkSync(other, path.join(tree, 'sys'));
    const files = new NodeFiles(tree);
    assert.deepEqual([files.read('sys/net/vnet.h'), files.list(''), files.list('sys')], ['vnet', ['sys/'], ['net/']]);
  });
});

test('names: in the tree relative, elsewhere absolute, and back', () => {
  const files = new NodeFiles(path.join(scratch, 'tree'));
  for (const [absolute, name] of [
    [path.join(scratch, 'tree/sys/net/if.c'), 'sys/net/if.c'],
    [path.join(scratch, 'tree/..odd/x.c'), '..odd/x.c'],
  ] as const) {
    assert.equal(files.nameOf(absolute), name);
    assert.equal(files.absoluteOf(name), absolute);
  }
  const outside = path.join(scratch, 'other/x.c');
  assert.equal(files.absoluteOf(files.nameOf(outside)), outside);
  assert.ok(files.nameOf(outside).startsWith('/'));
  assert.equal(files.absoluteOf('<build>/opt_inet.h'), undefined);
});
