/**
 * Projects that carry a part of FreeBSD's kernel without its config(8) files, but with option headers and
 * replaced headers of their own.
 */
export interface BorrowedTree {
  readonly name: string;
  /** The file that tells the project. */
  readonly mark: string;
  /** Folder of its opt_*.h. */
  readonly optionFolder: string;
  /** Folders searched before sys, as the project's build does. */
  readonly overlayFolders: readonly string[];
}

export const BORROWED_TREES: readonly BorrowedTree[] = [
  // lib/Makefile: INCLUDES= -I${OVERRIDE_INCLUDES_ROOT} ... -I./machine_include -I./opt
  { name: 'F-Stack', mark: 'lib/opt/opt_global.h', optionFolder: 'lib/opt', overlayFolders: ['lib/include'] },
  // libbsd.py: 'include-paths', 'kernel'
  {
    name: 'RTEMS libbsd',
    mark: 'rtemsbsd/include/rtems/bsd/local/opt_inet.h',
    optionFolder: 'rtemsbsd/include/rtems/bsd/local',
    overlayFolders: ['rtemsbsd/include'],
  },
];
