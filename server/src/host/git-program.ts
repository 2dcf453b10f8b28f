import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Output of a whole tree's listing or of many objects at once. */
const MOST_OUTPUT_BYTES = 1 << 30;

/** The time limit of the first, small question: a repository where git hangs cannot be read. */
export const FIRST_ANSWER_MS = 10_000;
const ANSWER_MS = 120_000;

/**
 * Overrides the configuration keys with which a repository could run a program or open a connection. The command line
 * takes precedence over every file (git-config(1), SCOPES).
 */
const HARMLESS = Object.entries({
  'core.fsmonitor': 'false',
  'core.hooksPath': os.devNull,
  'core.attributesFile': os.devNull,
  'core.pager': 'cat',
  'core.sshCommand': 'false',
  'core.gitProxy': '',
  'core.askPass': '',
  'core.editor': 'false',
  'credential.helper': '',
  'core.alternateRefsCommand': 'false',
  'diff.external': '',
  'gpg.program': 'false',
  'protocol.allow': 'never',
  'fetch.recurseSubmodules': 'false',
  'maintenance.auto': 'false',
  'gc.auto': '0',
}).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/**
 * The environment without the variables of an outer git, and with those that limit git to this repository: it does not
 * prompt, fetch or write, and an object that is not here is missing.
 */
function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|SSH_ASKPASS$|LC_|LANGUAGE$)/i.test(name));
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: os.devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}

export interface GitError {
  readonly error: string;
  /** The answer is longer than was asked for. */
  readonly isTooLong?: boolean;
}

interface GitQuestion {
  readonly input?: string;
  /** Without an answer by then git is ended. */
  readonly answerMs?: number;
  /** More than this is an error. */
  readonly mostBytes?: number;
}

/**
 * Runs git on the repository that contains `folder`. Returns its output as bytes, or a one-line error. To be used only
 * with plumbing commands that read objects and references: they run nothing from the repository's own configuration.
 */
export function git(folder: string, args: readonly string[], question: GitQuestion = {}): Buffer | GitError {
  const { input = '', answerMs = ANSWER_MS, mostBytes = MOST_OUTPUT_BYTES } = question;
  const program = findProgram('git', folder);
  if (program === undefined) return { error: 'reading a revision needs git(1), which was not found' };
  const ask = (trusted: readonly string[]): SpawnSyncReturns<Buffer> => {
    const settings = [...HARMLESS, ...trusted.flatMap((one) => ['-c', `safe.directory=${one}`])];
    return spawnSync(program, ['-C', folder, '--no-pager', ...settings, ...args], {
      input,
      maxBuffer: mostBytes,
      windowsHide: true,
      env: environment(),
      timeout: answerMs,
      killSignal: 'SIGKILL',
    });
  };
  let { status, stdout, stderr, error } = ask([]);
  if (error === undefined && status !== 0 && /dubious ownership|unsafe repository/.test(stderr.toString('utf8'))) {
    const trusted = trustedFolders(program);
    if (trusted.length > 0) ({ status, stdout, stderr, error } = ask(trusted));
  }
  if (error !== undefined) {
    const code = 'code' in error ? error.code : undefined;
    if (code === 'ENOBUFS') return { error: "git's output is too large", isTooLong: true };
    return { error: code === 'ETIMEDOUT' ? 'git does not respond' : `git: ${error.message}` };
  }
  if (status === 0) return stdout;
  const [said = ''] = stderr.toString('utf8').trim().split('\n');
  return { error: said.replace(/^(?:fatal|error): /, '') };
}

/** Folders of other owners that the user's own settings trust (safe.directory), asked outside any repository. */
function trustedFolders(program: string): readonly string[] {
  const env = environment();
  delete env['GIT_CONFIG_NOSYSTEM'];
  delete env['GIT_CONFIG_GLOBAL'];
  const { root } = path.parse(process.cwd());
  return ['--system', '--global'].flatMap((scope) => {
    const words = ['config', scope, '-z', '--get-all', 'safe.directory'];
    const asked = { cwd: root, env, windowsHide: true, timeout: FIRST_ANSWER_MS };
    const { status, stdout } = spawnSync(program, words, asked);
    return status === 0 ? stdout.toString('utf8').split('\0').slice(0, -1) : [];
  });
}

/**
 * The program in one of PATH's folders. The current folder (Windows, an empty entry of PATH) and `folder`, which may be
 * somebody else's, are never used.
 */
export function findProgram(name: string, folder: string, search = process.env['PATH'] ?? ''): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const foreign = realPath(folder);
  for (const place of search.split(path.delimiter)) {
    const unquoted = place.replace(/^"(.*)"$/, '$1');
    if (!path.isAbsolute(unquoted)) continue;
    const real = realPath(unquoted);
    const isForeign = foreign !== undefined && `${real ?? ''}${path.sep}`.startsWith(foreign + path.sep);
    if (real !== undefined && !isForeign && isProgram(path.join(unquoted, file))) return path.join(unquoted, file);
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}
