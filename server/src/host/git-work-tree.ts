import { existsSync } from 'node:fs';
import path from 'node:path';
import { git } from './git-program.ts';

/** What a developer is in the middle of, as git's own folder tells; undefined for nothing. */
export function operationInProgress(folder: string): string | undefined {
  const found = git(folder, ['rev-parse', '--absolute-git-dir']);
  if (!Buffer.isBuffer(found)) return undefined;
  const own = found.toString('utf8').trim();
  return OPERATIONS.find(([name]) => existsSync(path.join(own, name)))?.[1];
}

const OPERATIONS: readonly (readonly [string, string])[] = [
  ['MERGE_HEAD', 'a merge'],
  ['rebase-merge', 'a rebase'],
  ['rebase-apply', 'a rebase'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
];

/** True for a clone that lacks old commits. */
export function isShallow(folder: string): boolean {
  const found = git(folder, ['rev-parse', '--is-shallow-repository']);
  return Buffer.isBuffer(found) && found.toString('utf8').trim() === 'true';
}

/** The commit that a revision stands for; undefined if there is none. */
export function commitOf(folder: string, revision: string): string | undefined {
  if (/^-|[\0\n]/.test(revision)) return undefined;
  const found = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  return Buffer.isBuffer(found) ? found.toString('utf8').trim() : undefined;
}

export interface Commit {
  readonly id: string;
  /** The first parent; undefined for a root. */
  readonly parent: string | undefined;
  readonly subject: string;
}

/** The commits of `older..newer`, oldest first; merges are left out. */
export function commitsBetween(
  folder: string,
  older: string,
  newer: string,
): readonly Commit[] | { readonly error: string } {
  const words = ['rev-list', '--reverse', '--no-merges', '--topo-order', '--format=%H%x00%P%x00%s'];
  const found = git(folder, [...words, '--end-of-options', newer, `^${older}`]);
  if (!Buffer.isBuffer(found)) return found;
  return found
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [id, parents, subject] = line.split('\0');
      return id === undefined || subject === undefined ? [] : [{ id, parent: parents?.split(' ')[0], subject }];
    });
}

/**
 * Files below `folder` that differ from a commit, as paths from the work tree's top: what git's index knows to be
 * other, and new files that no .gitignore names. No content is read and no filter of the repository runs: `diff-index`
 * without a refresh compares the index's notes of times and sizes, so a file that was only touched may be listed.
 */
export function filesUnlike(
  folder: string,
  commit: string,
  below: readonly string[],
): readonly string[] | { readonly error: string } {
  const top = git(folder, ['rev-parse', '--show-cdup']);
  const whole = Buffer.isBuffer(top) ? path.resolve(folder, top.toString('utf8').trim()) : folder;
  const places = below.map((one) => `:(top,literal)${one}`);
  const tracked = git(whole, ['diff-index', '-z', '--name-only', '--ignore-submodules=all', commit, '--', ...places]);
  if (!Buffer.isBuffer(tracked)) return tracked;
  const fresh = git(whole, ['ls-files', '-z', '--others', '--exclude-standard', '--', ...places]);
  if (!Buffer.isBuffer(fresh)) return fresh;
  const names = [tracked, fresh].flatMap((bytes) => bytes.toString('utf8').split('\0'));
  return [...new Set(names.filter((name) => name !== ''))].sort();
}
