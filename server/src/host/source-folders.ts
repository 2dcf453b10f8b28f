/** Folders of the source tree that matter: the kernel, its headers, and programs that may read its memory. */
export const SOURCE_FOLDERS: readonly string[] = [
  'sys',
  'include',
  'bin',
  'sbin',
  'usr.bin',
  'usr.sbin',
  'lib',
  'libexec',
];
