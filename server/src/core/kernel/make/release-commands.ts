import type { Release } from '../configuration.ts';

/**
 * __FreeBSD_version by which a Makefile tells releases apart: `awk '/__FreeBSD_version/ { print $3 }' .../sys/param.h`,
 * also behind a grep. The tree's own is the answer; undefined for any other command.
 */
export function answerReleaseCommand(command: string, { osreldate }: Release): string | undefined {
  const asks = command.includes('__FreeBSD_version') && /\bsys\/param\.h\b/.test(command);
  const isThirdWord = /\bawk\b[^|]*\{\s*print\s+\$3\s*;?\s*\}['"]?[^|]*$/.test(command) && !/\|(?!\s*awk\b)/.test(command);
  return asks && isThirdWord && osreldate !== 0 ? String(osreldate) : undefined;
}
