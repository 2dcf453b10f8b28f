import type { Target } from './target.ts';
import { amd64 } from './targets/amd64.ts';
import { arm64 } from './targets/arm64.ts';
import { armv7 } from './targets/armv7.ts';
import { i386 } from './targets/i386.ts';
import { mips64 } from './targets/mips64.ts';
import { powerpc } from './targets/powerpc.ts';
import { powerpc64 } from './targets/powerpc64.ts';
import { powerpc64le } from './targets/powerpc64le.ts';
import { riscv64 } from './targets/riscv64.ts';

export const TARGETS: readonly Target[] = [amd64, arm64, i386, armv7, riscv64, powerpc64, powerpc64le, powerpc, mips64];

/** The target of a machine name that the kernel room has accepted. Throws a RangeError for any other. */
export function findTarget(name: string): Target {
  const target = TARGETS.find((one) => one.name === name);
  if (target === undefined) throw new RangeError(`no such machine: ${name}`);
  return target;
}

/** The triple as clang wants it: "x86_64-unknown-freebsd13.0". */
export function tripleOf(target: Target, freebsdMajor: number): string {
  return `${target.tripleCpu}-unknown-freebsd${freebsdMajor}.0${target.tripleEnvironment === '' ? '' : `-${target.tripleEnvironment}`}`;
}
