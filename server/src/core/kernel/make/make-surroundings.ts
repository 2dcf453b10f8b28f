import type { FileSource } from '../../text/file-source.ts';
import type { MakeLines } from './make-lines.ts';

/** The environment of a makefile; nothing of it comes from the machine that runs vnetscope. */
export interface MakeSurroundings {
  readonly files: FileSource;
  /** Of the tree, whose makefiles are read for each of its modules; absent: each is read once. */
  readonly lines?: MakeLines;
  /** .CURDIR */
  readonly currentFolder: string;
  readonly variables: Iterable<readonly [name: string, value: string]>;
  /** Variables that a makefile cannot set, like those of make's command line. */
  readonly constants?: ReadonlySet<string>;
  /** The FileSource's name for a path in a makefile outside the tree; in the tree both are equal. */
  readonly locate?: ((path: string) => string) | undefined;
  /** Whether a file of this name would be visible if it existed; if absent, nothing outside the tree is. */
  readonly knows?: ((path: string) => boolean) | undefined;
  /** `.include <name>`: a path in the tree to read, 'nothing' for one without effect here, undefined if unknown. */
  systemInclude(name: string): string | undefined;
  /** Output of a shell command (`!=`), newlines as blanks; undefined if it is not understood. */
  shell(command: string): string | undefined;
}

/** `.include <name>` that has no effect on what is compiled. */
export const NOTHING_TO_INCLUDE = 'nothing';
