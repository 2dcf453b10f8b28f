import { containerTree, type ContainerMember } from '../../server/src/core/analysis/containers/container-tree.ts';
import type { Mutant, SoundCode } from './mutation.ts';

/** Members of the tree's containers that fit. */
export function membersOf(code: SoundCode, fits: (member: ContainerMember) => boolean): readonly ContainerMember[] {
  return (containerTree(code.session.workspace)?.containers ?? []).flatMap(({ members }) => members).filter(fits);
}

/** The first match of `pattern` behind `from` in a file, replaced; undefined when there is none. */
export function replaced(code: SoundCode, path: string, pattern: RegExp, text: string, from = 0): Mutant | undefined {
  const before = code.session.files.read(path) ?? '';
  const match = pattern.exec(before.slice(from));
  return match === null
    ? undefined
    : { edits: [{ path, start: from + match.index, end: from + match.index + match[0].length, text }] };
}
