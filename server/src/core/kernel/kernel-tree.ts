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
  const folders = files.list('').filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
  for (const folder of folders) if (files.isFile(`${folder}/sys/${MARK}`)) return `${folder}/sys`;
  for (const folder of folders) if (files.isFile(`${folder}/${MARK}`)) return folder;
  return undefined;
}

function readOsreldate(text: string | undefined): number {
  const match = text === undefined ? null : /^[ \t]*#[ \t]*define[ \t]+__FreeBSD_version[ \t]+(\d+)/m.exec(text);
  return match?.[1] === undefined ? 0 : Number(match[1]);
}

/**
 * Recognizes a kernel source tree by net/vnet.h and reads the release it states: __FreeBSD_version of
 * sys/param.h, and its name in conf/newvers.sh.
 * @returns a Failure, in one line, when there is no kernel source under the FileSource's root.
 */
export function readKernelTree(files: FileSource): KernelTree | Failure {
  const sysDir = findSysFolder(files);
  if (sysDir === undefined) {
    return failureAt('', 0, `no kernel source tree: neither sys/${MARK} nor ${MARK} is here`);
  }
  const problems: Problem[] = [];
  const paramPath = joinPath(sysDir, 'sys/param.h');
  const osreldate = readOsreldate(files.read(paramPath));
  if (osreldate === 0) {
    problems.push({ file: paramPath, line: 0, message: '__FreeBSD_version is not stated; the newest conventions are taken' });
  }
  const release: Release = { name: releaseName(files.read(joinPath(sysDir, 'conf/newvers.sh')) ?? '') ?? 'unknown', osreldate };
  return { sysDir, release, problems };
}
