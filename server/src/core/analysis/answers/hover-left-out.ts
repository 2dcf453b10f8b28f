import type { PlaceInSet } from './place-in-set.ts';

/** Why a definition is not in this kernel: a clause of a hover. */
export function whyNotInKernel({
  file,
  isCompiled,
  modules,
  conditions,
  filesLine,
  isMeasured,
}: Extract<PlaceInSet, { kind: 'notInKernel' }>): string {
  const leftOut = conditions === undefined ? '#if excludes it' : `${conditions} excludes it`;
  if (isCompiled) return `${shortPath(file)} is compiled, but ${leftOut}`;
  const wants = filesLine === undefined ? '' : ` (${filesLine})`;
  if (modules === undefined) return `${shortPath(file)} is not compiled${wants}; its module: not read yet`;
  if (modules.length === 0) return `${shortPath(file)} is not compiled${wants}, and no module compiles it`;
  const by = modules.map((name) => `${name}.ko`).join(', ');
  if (isMeasured === false) return `${shortPath(file)} is compiled only in ${by}, not measured yet`;
  return conditions === undefined
    ? `${shortPath(file)} is compiled only in ${by}`
    : `${shortPath(file)} is compiled only in ${by}, where ${conditions} decides`;
}

/** "netinet/tcp_input.c": as kernel people name files. */
export function shortPath(path: string): string {
  return path.replace(/^sys\//, '');
}
