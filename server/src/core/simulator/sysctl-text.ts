import type { Contents } from '../machine/memory.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import type { SysctlShape } from './sysctl-value.ts';
import { interpret, readScalar, writeScalar } from './typed-value.ts';

/** What sysctl(8) prints. */
export function sysctlText(
  kernel: SimulatedKernel,
  { kind, sizeBytes, isSigned }: SysctlShape,
  contents: Contents,
): string {
  if (kind === 'integer') {
    const read = readScalar(contents, 0, sizeBytes * 8, kernel.image.machine.isBigEndian);
    if (read.kind === 'unknown') return `unknown (${read.reason})`;
    if (read.kind !== 'integer') return 'an address';
    const value = interpret(
      read.value,
      { kind: 'scalar', text: '', sizeBytes, isSigned, isBoolean: false, isFloating: false, enumerators: [] },
      sizeBytes * 8,
    );
    return value.kind === 'integer' ? String(value.value) : '';
  }
  const unknown = contents.marks?.find((mark) => mark !== undefined);
  if (unknown !== undefined)
    return unknown.mark.kind === 'unknown' ? `unknown (${unknown.mark.reason})` : 'unknown (an address)';
  if (kind === 'string')
    return String.fromCharCode(
      ...contents.bytes.subarray(0, contents.bytes.includes(0) ? contents.bytes.indexOf(0) : undefined),
    );
  return [...contents.bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** `contents` with what was written; undefined where sysctl(8) or the handler refuse it. */
export function sysctlBytes(
  kernel: SimulatedKernel,
  { kind, sizeBytes }: SysctlShape,
  contents: Contents,
  written: string,
): Contents | undefined {
  if (kind === 'integer') {
    if (!/^-?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(written)) return undefined;
    const value = written.startsWith('-') ? -BigInt(written.slice(1)) : BigInt(written);
    if (value < -(1n << BigInt(sizeBytes * 8 - 1)) || value >= 1n << BigInt(sizeBytes * 8)) return undefined;
    return writeScalar(
      contents,
      0,
      sizeBytes * 8,
      BigInt.asUintN(sizeBytes * 8, value),
      kernel.image.machine.isBigEndian,
    );
  }
  // sysctl_handle_string() refuses what does not leave room for the NUL; an opaque value has no text.
  if (kind !== 'string' || written.length >= sizeBytes) return undefined;
  const bytes = contents.bytes.slice();
  const marks = contents.marks?.slice();
  for (let i = 0; i <= written.length; i++) {
    bytes[i] = i < written.length ? written.charCodeAt(i) : 0;
    if (marks !== undefined) marks[i] = undefined;
  }
  return { bytes, marks };
}
