import assert from 'node:assert/strict';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import { GitFiles } from '../../../server/src/host/git-files.ts';
import { GitRepository } from '../../../server/src/host/git-repository.ts';
import { NamedContents } from '../../../server/src/host/contents.ts';
import { NodeFiles } from '../../../server/src/host/node-files.ts';
import { lacksGit, TestRepository } from '../../kit/git-repository.ts';

describe('the files of a revision', { skip: lacksGit }, () => {
  const made = lacksGit === false ? new TestRepository() : undefined;
  after(() => made?.remove());
  if (made === undefined) return;
  made.write('top.txt', 'old top\n');
  made.write('src/sys/a.h', 'old a\n');
  made.write('src/sys/b.h', 'b\n');
  made.write('src/sys/näme with blank.h', 'odd\n');
  made.write('src/sys/deep/c.c', 'int VNET_x;\n');
  made.write('src/sys/binary.h', 'a\0b');
  symlinkSync('../a.h', path.join(made.folder, 'src/sys/deep/link.h'));
  symlinkSync('nowhere.h', path.join(made.folder, 'src/sys/deep/loose.h'));
  const first = made.commit('first');
  made.write('src/sys/a.h', 'new a\n');
  rmSync(path.join(made.folder, 'src/sys/b.h'));
  made.commit('second');
  // Neither the index nor the work tree counts.
  made.write('src/sys/a.h', 'edited a\n');

  const openFrom = (revision: string, folder: string, from: string): GitFiles => {
    const repository = GitRepository.find(from);
    assert.ok(repository !== undefined && !('error' in repository));
    const tree = repository.tree(revision);
    assert.equal(typeof tree, 'string');
    const entries = repository.files(tree as string);
    assert.ok(!('error' in entries));
    return new GitFiles(repository, tree as string, entries, folder);
  };
  const check = (name: string, from: string): void => {
    const open = (revision: string): GitFiles => openFrom(revision, 'src', from);
    test(`${name}: reads each revision's own text, below the folder`, () => {
      assert.deepEqual(
        [open('HEAD').read('sys/a.h'), open('HEAD~1').read('sys/a.h'), open(first).read('sys/a.h')],
        ['new a\n', 'old a\n', 'old a\n'],
      );
      assert.deepEqual(
        [open('HEAD').read('sys/b.h'), open('HEAD~1').read('sys/b.h'), open('HEAD').read('top.txt')],
        [undefined, 'b\n', undefined],
      );
    });
    test(`${name}: lists folders as a disk does`, () => {
      assert.deepEqual(open('HEAD~1').list('sys'), ['a.h', 'b.h', 'binary.h', 'deep/', 'näme with blank.h']);
      assert.deepEqual([open('HEAD').list(''), open('HEAD').list('none')], [['sys/'], []]);
      assert.equal(open('HEAD').read('sys/näme with blank.h'), 'odd\n');
    });
    test(`${name}: follows a symbolic link`, () => {
      assert.deepEqual(
        [
          open('HEAD').read('sys/deep/link.h'),
          open('HEAD').isFile('sys/deep/link.h'),
          open('HEAD').isFile('sys/deep/loose.h'),
        ],
        ['new a\n', true, false],
      );
    });
    test(`${name}: a binary file is no text, and words are found in it`, () => {
      assert.deepEqual(
        [
          open('HEAD').read('sys/binary.h'),
          open('HEAD').holdsAny('sys/deep/c.c', [{ word: 'VNET' }]),
          open('HEAD').holdsAny('sys/a.h', [{ word: 'VNET' }]),
          open('HEAD').holdsAny('sys/none', [{ word: 'a' }]),
        ],
        [undefined, true, false, undefined],
      );
    });
  };
  check('loose objects', made.folder);
  const open = (revision: string, folder = 'src'): GitFiles => openFrom(revision, folder, made.folder);
  test('a content has one name on disk and in a revision', () => {
    const disk = new NamedContents(new NodeFiles(path.join(made.folder, 'src')));
    const revision = new NamedContents(open('HEAD'));
    assert.equal(disk.idOf('sys/deep/c.c'), revision.idOf('sys/deep/c.c'));
    assert.notEqual(disk.idOf('sys/a.h'), revision.idOf('sys/a.h'));
    assert.equal(revision.textId('new a\n'), revision.idOf('sys/a.h'));
    assert.equal(disk.idOf('sys/none'), undefined);
  });
  test('what is no revision is said in one line', () => {
    const repository = GitRepository.find(made.folder);
    assert.ok(repository !== undefined && !('error' in repository));
    const errors = ['nowhere', 'HEAD~9', 'HEAD:none', 'HEAD:top.txt', '--help'].map((revision) =>
      repository.tree(revision),
    );
    for (const error of errors)
      assert.ok(typeof error === 'object' && !error.error.includes('\n'), JSON.stringify(error));
  });
  test('a revision with a folder in it', () => {
    assert.equal(open('HEAD:src', '').read('sys/a.h'), 'new a\n');
  });
  describe('packed objects, deltas among them', () => {
    before(() => {
      made.git('gc', '-q', '--aggressive', '--prune=now');
    });
    // Another folder of the repository: blobs that were read are kept by folder.
    check('packed', path.join(made.folder, 'src'));
  });
  test('an object that is not there: the file is missing, and named', () => {
    made.write('src/sys/lost.h', 'lost\n');
    made.commit('third');
    const id = made.git('rev-parse', 'HEAD:src/sys/lost.h');
    const loose = path.join(made.folder, '.git/objects', id.slice(0, 2), id.slice(2));
    chmodSync(loose, 0o600);
    rmSync(loose);
    const files = open('HEAD');
    assert.deepEqual(
      [files.read('sys/lost.h'), [...files.missing], files.read('sys/a.h'), files.isFile('sys/lost.h')],
      [undefined, ['sys/lost.h'], 'edited a\n', true],
    );
  });
});
