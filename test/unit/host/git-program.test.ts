// Whatever a repository's own configuration names, reading a revision runs nothing of it and fetches nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, describe } from 'node:test';
import { findProgram, git } from '../../../server/src/host/git-program.ts';
import { GitFiles } from '../../../server/src/host/git-files.ts';
import { GitRepository } from '../../../server/src/host/git-repository.ts';
import { vnetscope } from '../../kit/command-line.ts';
import { lacksGit, TestRepository } from '../../kit/git-repository.ts';
import { sampleFolder } from '../../kit/tiny-kernel.ts';

const scratch = realpathSync(mkdtempSync(path.join(tmpdir(), 'vnetscope-program-')));
after(() => rmSync(scratch, { recursive: true, force: true }));
const skip = lacksGit === false && process.platform === 'win32' ? 'shell scripts of POSIX' : lacksGit;

/** A program that leaves `mark` behind when it runs. */
function trap(file: string, mark: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n: > '${mark}'\nexit 0\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Sets variables of the environment while `work` runs. */
async function withEnvironment(
  values: Readonly<Record<string, string | undefined>>,
  work: () => void | Promise<void>,
): Promise<void> {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = ([name, value]: readonly [string, string | undefined]): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  Object.entries(values).forEach(set);
  try {
    await work();
  } finally {
    before.forEach(set);
  }
}

/** Everything that is asked of a repository. */
function readAll(folder: string): void {
  const repository = GitRepository.find(folder);
  assert.ok(repository !== undefined && !('error' in repository), JSON.stringify(repository));
  repository.prefix();
  repository.mergeBase('HEAD', '@{upstream}');
  repository.mergeBase('HEAD', 'HEAD~1');
  for (const word of [
    'HEAD',
    'HEAD~1',
    'HEAD:sys',
    'HEAD:./sys',
    ':sys',
    ':0:sys',
    ':/second',
    'HEAD^{/first}',
    '@{upstream}',
    '--output=x',
  ]) {
    const tree = repository.tree(word);
    if (typeof tree !== 'string') continue;
    const entries = repository.files(tree);
    assert.ok(!('error' in entries));
    const files = new GitFiles(repository, tree, entries);
    for (const name of files.paths) files.read(name);
  }
}

/** Settings that have git run something, each with TRAP where the program stands. */
const SETTINGS: Readonly<Record<string, string>> = {
  'core.fsmonitor': '[core]\n\tfsmonitor = TRAP\n',
  'core.fsmonitor of an included file': '[include]\n\tpath = included\n',
  'core.fsmonitor of includeIf': '[includeIf "gitdir:/"]\n\tpath = included\n',
  'core.hooksPath': '[core]\n\thooksPath = HOOKS\n',
  pagers:
    '[core]\n\tpager = TRAP\n[pager]\n\tcat-file = TRAP\n\tls-tree = TRAP\n\trev-parse = TRAP\n\tmerge-base = TRAP\n',
  aliases: '[alias]\n\tcat-file = !TRAP\n\tls-tree = !TRAP\n\trev-parse = !TRAP\n\tmerge-base = !TRAP\n',
  'filters, drivers and textconv':
    '[filter "f"]\n\tclean = TRAP\n\tsmudge = TRAP\n\tprocess = TRAP\n\trequired = true\n[diff]\n\texternal = TRAP\n[diff "f"]\n\tcommand = TRAP\n\ttextconv = TRAP\n[core]\n\tattributesFile = attributes\n',
  signatures: '[gpg]\n\tprogram = TRAP\n[log]\n\tshowSignature = true\n[merge]\n\tverifySignatures = true\n',
  'editors and askpass':
    '[core]\n\teditor = TRAP\n\taskPass = TRAP\n[sequence]\n\teditor = TRAP\n[credential]\n\thelper = !TRAP\n',
  maintenance: '[gc]\n\tauto = 1\n[maintenance]\n\tauto = true\n[gc "x"]\n\treflogExpire = now\n',
};
/** Ways to a remote that would bring what is missing. */
const REMOTES: Readonly<Record<string, string>> = {
  'uploadpack of a local path': '\turl = /\n\tuploadpack = TRAP\n',
  'ext::': '\turl = ext::TRAP\n',
  ssh: '\turl = ssh://localhost/x\n',
  'a proxy for git://': '\turl = git://localhost/x\n',
  'a foreign vcs': '\tvcs = trap\n',
  'file://': '\turl = file:///\n\tuploadpack = TRAP\n',
};

describe('a repository that would run a program', { skip }, () => {
  const check = (
    name: string,
    settings: string,
    prepare: (made: TestRepository, mark: string) => void = () => undefined,
  ): void => {
    test(name, async () => {
      const made = new TestRepository();
      try {
        const mark = path.join(made.folder, '.git', 'RAN');
        const program = trap(path.join(made.folder, '.git', 'trap'), mark);
        for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout', 'pre-auto-gc']) {
          for (const folder of ['own-hooks', 'hooks']) trap(path.join(made.folder, '.git', folder, hook), mark);
        }
        made.write('sys/net/vnet.h', 'first\n');
        made.write('.gitattributes', '* filter=f diff=f\n');
        made.commit('first');
        made.write('sys/net/vnet.h', 'second\n');
        made.commit('second');
        prepare(made, mark);
        writeFileSync(path.join(made.folder, '.git/included'), `[core]\n\tfsmonitor = ${program}\n`);
        writeFileSync(path.join(made.folder, '.git/attributes'), '* filter=f diff=f\n');
        appendFileSync(
          path.join(made.folder, '.git/config'),
          settings.replaceAll('TRAP', program).replaceAll('HOOKS', path.join(made.folder, '.git/own-hooks')),
        );
        // A file that is newer than the index: git would look at it again.
        made.write('sys/net/vnet.h', 'third, longer\n');
        rmSync(mark, { force: true });
        readAll(made.folder);
        const said = await vnetscope(made.folder, 'compat', 'save', ':sys', '--no-cache');
        assert.deepEqual(
          [said.code, said.out, said.err],
          [2, '', 'vnetscope: :sys: the index is not a revision; REV:FOLDER names a folder of a revision\n'],
        );
        assert.ok(!existsSync(mark), 'a program was run');
      } finally {
        made.remove();
      }
    });
  };
  for (const [name, settings] of Object.entries(SETTINGS)) check(name, settings);
  for (const [name, settings] of Object.entries(REMOTES)) {
    const rest =
      '[core]\n\trepositoryformatversion = 1\n\tsshCommand = TRAP\n\tgitProxy = TRAP\n[extensions]\n\tpartialClone = far\n[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n';
    check(
      `a missing object, and ${name}`,
      `${rest}[remote "far"]\n\tpromisor = true\n\tpartialclonefilter = blob:none\n${settings}`,
      (made) => {
        const id = made.git('rev-parse', 'HEAD:sys/net/vnet.h');
        rmSync(path.join(made.folder, '.git/objects', id.slice(0, 2), id.slice(2)), { force: true });
      },
    );
  }

  test('what the environment told another git does not count', async () => {
    const [made, other] = [new TestRepository(), new TestRepository()];
    try {
      made.write('a.h', 'mine\n');
      made.commit('mine');
      const tree = made.git('rev-parse', 'HEAD^{tree}');
      other.write('a.h', 'theirs\n');
      other.commit('theirs');
      const log = path.join(scratch, 'trace');
      await withEnvironment(
        {
          GIT_DIR: path.join(other.folder, '.git'),
          GIT_INDEX_FILE: '/nowhere',
          GIT_OBJECT_DIRECTORY: '/nowhere',
          GIT_TRACE: log,
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'core.bare',
          GIT_CONFIG_VALUE_0: 'maybe',
        },
        () => {
          const repository = GitRepository.find(made.folder);
          assert.ok(repository !== undefined && !('error' in repository), JSON.stringify(repository));
          assert.equal(repository.tree('HEAD'), tree);
        },
      );
      assert.ok(!existsSync(log));
    } finally {
      made.remove();
      other.remove();
    }
  });

  test('a replaced object is read as it is: what is kept by its name holds in every repository', () => {
    const made = new TestRepository();
    try {
      made.write('a.h', 'true\n');
      made.commit('first');
      const id = made.git('rev-parse', 'HEAD:a.h');
      made.write('b.h', 'false\n');
      made.commit('second');
      made.git('replace', id, made.git('rev-parse', 'HEAD:b.h'));
      const repository = GitRepository.find(made.folder);
      assert.ok(repository !== undefined && !('error' in repository));
      repository.load([id]);
      assert.equal(repository.blob(id)?.toString(), 'true\n');
    } finally {
      made.remove();
    }
  });

  test(
    'a repository of somebody else is refused, until the user trusts it',
    { skip: process.getuid?.() === 0 ? false : 'only root can give files away' },
    async () => {
      const made = new TestRepository();
      const home = path.join(scratch, 'home');
      mkdirSync(home, { recursive: true });
      try {
        made.write('a.h', 'a\n');
        made.commit('first');
        for (const folder of ['.', '.git']) chownSync(path.join(made.folder, folder), 12345, 12345);
        await withEnvironment({ HOME: home, XDG_CONFIG_HOME: undefined, SUDO_UID: undefined }, () => {
          const refused = GitRepository.find(made.folder);
          assert.ok(refused !== undefined && 'error' in refused);
          assert.match(refused.error, /^detected dubious ownership in repository at /);
          writeFileSync(
            path.join(home, '.gitconfig'),
            `[safe]\n\tdirectory = ${made.folder}\n[core]\n\tbare = maybe\n`,
          );
          const trusted = GitRepository.find(made.folder);
          assert.ok(trusted !== undefined && !('error' in trusted), JSON.stringify(trusted));
        });
      } finally {
        made.remove();
      }
    },
  );
});

describe('the program git', { skip: process.platform === 'win32' ? 'paths of POSIX' : false }, () => {
  const tree = path.join(scratch, 'tree');
  const bin = path.join(scratch, 'bin');
  const mark = path.join(scratch, 'RAN');
  trap(path.join(tree, 'git'), mark);
  trap(path.join(tree, 'tools/git'), mark);
  trap(path.join(bin, 'git'), mark);
  mkdirSync(path.join(scratch, 'empty/git'), { recursive: true });

  test('is never one of the current folder or of the tree, nor a folder of that name', () => {
    const found = (...places: readonly string[]): string | undefined =>
      findProgram('git', tree, places.join(path.delimiter));
    assert.equal(
      found(
        '',
        '.',
        'tools',
        './tools',
        tree,
        path.join(tree, 'tools'),
        path.join(tree, '../tree'),
        path.join(scratch, 'empty'),
        path.join(scratch, 'none'),
      ),
      undefined,
    );
    assert.equal(found('.', tree, bin), path.join(bin, 'git'));
    assert.equal(found(''), undefined);
  });

  test("a git beside the tree's files is not run", { skip: lacksGit }, async () => {
    const made = new TestRepository();
    const from = process.cwd();
    try {
      made.copy(sampleFolder);
      made.commit('sample');
      const ran = path.join(scratch, 'RAN2');
      trap(path.join(made.folder, 'git'), ran);
      process.chdir(made.folder);
      await withEnvironment({ PATH: `.:${made.folder}::${process.env['PATH'] ?? ''}` }, async () => {
        assert.equal((await vnetscope(made.folder, 'compat', 'save', 'HEAD', '--no-cache')).code, 0);
      });
      assert.ok(!existsSync(ran));
    } finally {
      process.chdir(from);
      made.remove();
    }
  });
});

test('a repository that holds git up is given up', { skip }, () => {
  const made = new TestRepository();
  try {
    made.write('a.h', 'a\n');
    made.commit('first');
    execFileSync('mkfifo', [path.join(made.folder, '.git/fifo')]);
    appendFileSync(path.join(made.folder, '.git/config'), '[include]\n\tpath = fifo\n');
    assert.deepEqual(git(made.folder, ['rev-parse', '--git-dir'], { answerMs: 300 }), {
      error: 'git does not respond',
    });
  } finally {
    made.remove();
  }
});
