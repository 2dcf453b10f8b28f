import { SHARED_MACROS } from './shared-macros.ts';
import { floatingMacros } from './floating-macros.ts';
import type { Target } from './target.ts';
import { typeMacros } from './type-macros.ts';

/** What decides predefined macros besides the machine. */
export interface MacroRequest {
  /** The release's first number: 13 for FreeBSD 13.0-CURRENT. */
  readonly freebsdMajor: number;
}

/**
 * The macros clang 22 predefines for a FreeBSD kernel (-ffreestanding -O2 -std=c99 and the machine's flags), as #define
 * lines.
 */
export function predefinedMacros(target: Target, { freebsdMajor }: MacroRequest): string {
  const lines: string[] = [];
  for (const [name, value] of typeMacros(target)) lines.push(`${name} ${value}`);
  for (const [name, value] of floatingMacros(target)) lines.push(`${name} ${value}`);
  lines.push(`__FreeBSD__ ${freebsdMajor}`, `__FreeBSD_cc_version ${freebsdMajor * 100_000 + 1}`);
  if (target.name === 'powerpc64') {
    // ELFv2 since FreeBSD 13 (clang, PPC64TargetInfo).
    lines.push(`_CALL_ELF ${freebsdMajor >= 13 ? 2 : 1}`);
    if (freebsdMajor >= 13) lines.push('__STRUCT_PARM_ALIGN__ 16');
  }
  for (const text of [SHARED_MACROS, target.macros])
    for (const line of text.split('\n')) if (line !== '') lines.push(line);
  return lines.map((line) => `#define ${line}\n`).join('');
}
