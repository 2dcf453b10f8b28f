import type { MakefileReader } from './make/makefile-reader.ts';
import { joinPath, tailOf } from './tree-path.ts';

/**
 * The links of a build folder (variable _ILINKS of kern.post.mk and kmod.mk, and the case of its rule):
 * `machine` points to the machine's headers, '@' (modules of 9.x) to sys, any other to its own name's headers.
 */
export function readBuildLinks(reader: MakefileReader, sysDir: string, machine: string): Map<string, string> {
  const links = new Map<string, string>();
  for (const word of reader.words('_ILINKS')) {
    const name = tailOf(word);
    if (name === '@') links.set(name, sysDir);
    else links.set(name, joinPath(sysDir, `${name === 'machine' ? machine : name}/include`));
  }
  return links;
}
