import type { FileSource } from '../text/file-source.ts';
import type { Problem } from '../text/problem.ts';
import type { KernelTree, Release } from './configuration.ts';
import { failureAt, type Failure } from './failure.ts';
import { releaseName } from './release-name.ts';
import { joinPath } from './tree-path.ts';

/** Where the kernel's sources lie in known trees: FreeBSD, sys itself, RTEMS libbsd, F-Stack, a whole disk. */
export const USUAL_SYS_FOLDERS = ['sys', '', 'freebsd/sys', 'freebsd', 'src/sys', 'usr/src/sys'] as const;
const MARK = 'net/vnet.h';

function findSysFolder(files: FileSource): string | undefined {
  for (const folder of USUAL_SYS_FOLDERS) if (files.isFile(joinPath(folder, MARK))) return folder;
  const folders = files
    .list('')
    .filter((name) => name.endsWith('/'))
    .map((name) => name.slice(0, -1));
  for (const folder of folders) if (files.isFile(`${folder}/sys/${MARK}`)) return `${folder}/sys`;
  for (const folder of folders) if (files.isFile(`${folder}/${MARK}`)) return folder;
  return undefined;
}

/** The last major release whose kernels vnetscope was tested with. */
const NEWEST_KNOWN = 14;

/** @param osreldate __FreeBSD_version; 0 (not defined) is not newer */
export function isNewerThanKnown(osreldate: number): boolean {
  return Math.floor(osreldate / 100_000) > NEWEST_KNOWN;
}

function readOsreldate(text: string): { readonly osreldate: number; readonly line: number } {
  const match = /^[ \t]*#[ \t]*define[ \t]+__FreeBSD_version[ \t]+(\d+)/m.exec(text);
  if (match?.[1] === undefined) return { osreldate: 0, line: 0 };
  return { osreldate: Number(match[1]), line: text.slice(0, match.index).split('\n').length };
}

/**
 * Recognizes a kernel source tree by net/vnet.h and reads its release: __FreeBSD_version of sys/param.h, and its name
 * in conf/newvers.sh.
 * @returns a Failure, in one line, when there is no kernel source under the FileSource's root.
 */
export function readKernelTree(files: FileSource): KernelTree | Failure {
  const sysDir = findSysFolder(files);
  if (sysDir === undefined) {
    return failureAt('', 0, `no kernel source tree: neither sys/${MARK} nor ${MARK} is here`);
  }
  const problems: Problem[] = [];
  const paramPath = joinPath(sysDir, 'sys/param.h');
  const { osreldate, line } = readOsreldate(files.read(paramPath) ?? '');
  if (osreldate === 0) {
    problems.push({
      file: paramPath,
      line: 0,
      message: "__FreeBSD_version is not defined; the newest release's conventions are assumed",
    });
  }
  if (isNewerThanKnown(osreldate)) {
    const message = `FreeBSD ${Math.floor(osreldate / 100_000)} is newer than the releases that vnetscope was tested with (up to ${NEWEST_KNOWN}): its own macros, functions and makefiles are followed, no built-in table is used`;
    problems.push({ file: paramPath, line, message });
  }
  const release: Release = {
    name: releaseName(files.read(joinPath(sysDir, 'conf/newvers.sh')) ?? '') ?? 'unknown',
    osreldate,
  };
  return { sysDir, release, problems };
}
