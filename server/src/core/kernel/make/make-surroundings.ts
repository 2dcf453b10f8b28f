import type { FileSource } from '../../text/file-source.ts';

/** What a makefile finds around itself; nothing of it is the machine that runs this program. */
export interface MakeSurroundings {
  readonly files: FileSource;
  /** .CURDIR */
  readonly currentFolder: string;
  readonly variables: Iterable<readonly [name: string, value: string]>;
  /** Variables that a makefile can't set, as those of make's command line. */
  readonly constants?: ReadonlySet<string>;
  /** The FileSource's name of what a makefile outside the tree spells; in the tree both are the same. */
  readonly locate?: ((path: string) => string) | undefined;
  /** Whether a file of this name could be seen if it were there; without it, nothing exists outside of the tree. */
  readonly knows?: ((path: string) => boolean) | undefined;
  /** `.include <name>`: a path in the tree to read, 'nothing' for one without effect here, undefined if unknown. */
  systemInclude(name: string): string | undefined;
  /** Output of a shell command (`!=`), newlines as blanks; undefined when it is not understood. */
  shell(command: string): string | undefined;
}

/** `.include <name>` that has no effect on what is compiled. */
export const NOTHING_TO_INCLUDE = 'nothing';
