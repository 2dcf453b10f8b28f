import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const hasGit = spawnSync('git', ['--version']).status === 0;
/** Why a test is skipped, or false. */
export const lacksGit = hasGit ? false : 'the program git is not there';

/** A git repository in a temporary folder, made by a test. */
export class TestRepository {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-git-'));

  constructor() {
    this.git('init', '-q', '-b', 'main');
  }

  /** Runs git with nobody's settings; what it printed. */
  git(...args: readonly string[]): string {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: this.folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z',
          GIT_COMMITTER_DATE: '2020-01-01T00:00:00Z',
        },
      },
    );
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  write(file: string, text: string): void {
    const whole = path.join(this.folder, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  copy(from: string, to = '.'): void {
    cpSync(from, path.join(this.folder, to), { recursive: true });
  }

  commit(message: string): string {
    this.git('add', '-A');
    this.git('commit', '-q', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
