import type { GitRepository } from './git-repository.ts';

/** Upstreams to find a merge base with, in order: the branch's own first. */
const UPSTREAMS = ['@{upstream}', 'origin/main', 'origin/master', 'upstream/main', 'main', 'master'];

/** The commit where the checked-out branch left its upstream branch, with a name for people. */
export function upstreamBase(
  repository: GitRepository,
): { readonly revision: string; readonly name: string } | { readonly error: string } {
  for (const upstream of UPSTREAMS) {
    const revision = repository.mergeBase('HEAD', upstream);
    if (revision !== undefined)
      return { revision, name: `the merge base with ${upstream === '@{upstream}' ? 'upstream' : upstream}` };
  }
  return { error: `none of ${UPSTREAMS.join(', ')} is there` };
}
