import { settle } from './deferred.ts';
import { EINVAL, EISDIR, ENOENT, EPERM, type Errno } from './errno.ts';
import { instanceName, readInstance, writeInstance, type Instance } from './instance.ts';
import type { Sysctl } from './kernel-image.ts';
import type { Prison } from './kernel-state.ts';
import { laterWriter } from './later-writer.ts';
import type { Contents } from '../machine/memory.ts';
import { findSysctl } from './find-sysctl.ts';
import { readBySysctl } from './run-function.ts';
import { sysctlArgument, type Argument } from './sysctl-argument.ts';
import { sysctlBytes, sysctlText } from './sysctl-text.ts';
import { integerShape, sysctlShape, type SysctlShape } from './sysctl-value.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** What sysctl(3) gives back; `where` names the memory that was read or written. */
export type SysctlAnswer = { readonly value: string; readonly where: string | undefined } | { readonly errno: Errno };

/**
 * sysctl_root() (kern_sysctl.c) for a process of `prison`: userland_sysctl() has set curvnet to its vnet.
 * @param written what is written; undefined to read.
 */
export function sysctlRoot(
  kernel: SimulatedKernel,
  name: string,
  prison: Prison,
  written: string | undefined,
): SysctlAnswer {
  const found = findSysctl(kernel, name);
  const other = found === undefined ? kernel.otherSysctl?.(name) : undefined;
  const oid = found?.oid ?? other;
  if (oid === undefined) return { errno: ENOENT };
  if (oid.type === 'NODE' && oid.handler === undefined) return { errno: EISDIR };
  if (written !== undefined) {
    if (!oid.flags.includes('WR')) return { errno: EPERM };
    if (!mayWrite(kernel, oid, prison)) return { errno: EPERM };
  }
  if (found === undefined)
    return {
      value: `unknown (defined at ${oid.file}:${oid.line}, in a file whose memory is not simulated)`,
      where: undefined,
    };
  const { owner } = found;
  const argument = sysctlArgument(kernel, oid, owner, prison.vnet);
  const shape = sysctlShape(oid, kernel.image.machine.pointerBytes);
  if (shape === undefined)
    return {
      value:
        written === undefined
          ? handlerAnswer(kernel, oid, owner, prison, argument)
          : `unknown (${oid.handler ?? 'its handler'}() is not followed)`,
      where: undefined,
    };
  if (argument.kind === 'constant')
    return written === undefined
      ? { value: oid.arg2 === undefined ? 'unknown (arg2 is not known)' : String(oid.arg2), where: undefined }
      : { errno: EPERM };
  if (argument.kind === 'elsewhere') {
    if (argument.isWild)
      kernel.tell({
        kind: 'note',
        text: `${name}: ${argument.reason}; ${written === undefined ? 'what is read' : 'what is overwritten'} is any memory of the kernel`,
      });
    return { value: `unknown (${argument.reason})`, where: undefined };
  }
  const { instance, offset } = argument;
  const contents = readInstance(kernel, instance, offset, shape.sizeBytes);
  if (contents === undefined)
    return { value: `unknown (outside the memory of ${instanceName(kernel, instance)})`, where: undefined };
  if (instance.kind === 'reference' && kernel.image.vimage && instance.set === 'set_vnet')
    kernel.tell({ kind: 'note', text: `${name} is the reference copy of ${argument.name}: no running vnet uses it` });
  const later = written === undefined ? laterWriter(kernel, instance, offset) : undefined;
  if (later !== undefined)
    kernel.tell({ kind: 'note', text: `${name}: ${later}() may change it when it runs: a timer, a task or a thread` });
  return written === undefined
    ? { value: sysctlText(kernel, shape, contents), where: instanceName(kernel, instance) }
    : write(kernel, oid, shape, contents, instance, offset, written);
}

/** What the sysctl's own handler gives who only reads. */
function handlerAnswer(
  kernel: SimulatedKernel,
  oid: Sysctl,
  owner: string,
  prison: Prison,
  argument: Argument,
): string {
  settle(kernel);
  const { machine } = kernel;
  const { handler } = oid;
  const vnet = prison.vnet === undefined ? undefined : kernel.vnet(prison.vnet);
  const objects =
    owner === 'kernel'
      ? kernel.image.objects
      : (kernel.state.files.find(({ filename }) => filename === owner)?.image.objects ?? []);
  if (handler === undefined || machine === undefined || vnet === undefined)
    return `unknown (${handler ?? 'its handler'}() is not followed)`;
  const arg1 =
    argument.kind === 'constant'
      ? 'NULL'
      : argument.kind === 'memory'
        ? { offset: argument.offset, isReference: argument.instance.kind === 'reference' }
        : oid.arg1 !== undefined && 'symbol' in oid.arg1.target && oid.arg1.addend === 0
          ? oid.arg1.target.symbol
          : '?';
  const answer = readBySysctl(
    kernel,
    machine,
    {
      source: objects[oid.object] ?? oid.file,
      function: handler,
      name: oid.name.replace(/^.*\./, ''),
      arg1,
      arg2: oid.arg2,
    },
    vnet,
  );
  if (typeof answer === 'string') return `unknown (${handler}(): ${answer})`;
  const { sizeBytes, isSigned } = integerShape(oid, kernel.image.machine.pointerBytes);
  if (oid.type === 'STRING')
    return sysctlText(kernel, { kind: 'string', sizeBytes: answer.bytes.length, isSigned: false }, answer);
  if (oid.type === 'OPAQUE' || answer.bytes.length !== sizeBytes)
    return sysctlText(kernel, { kind: 'opaque', sizeBytes: answer.bytes.length, isSigned: false }, answer);
  return sysctlText(kernel, { kind: 'integer', sizeBytes, isSigned }, answer);
}

/**
 * priv_check() of sysctl_root(): the host may; a jail with CTLFLAG_PRISON or with CTLFLAG_VNET and a vnet of its own
 * (prison_owns_vnet()).
 */
function mayWrite(kernel: SimulatedKernel, oid: Sysctl, prison: Prison): boolean {
  if (oid.flags.includes('ANYBODY') || prison.jid === 0) return true;
  return (
    oid.flags.includes('PRISON') || (kernel.image.vimage && oid.flags.includes('VNET') && ownsVnet(kernel, prison))
  );
}

/**
 * prison_owns_vnet() (kern_jail.c): its own, or that of a jail around it, does not matter: PR_VNET of the prison itself
 * decides.
 */
function ownsVnet(kernel: SimulatedKernel, prison: Prison): boolean {
  return kernel.state.prisons.get(prison.jid)?.ownsVnet === true;
}

function write(
  kernel: SimulatedKernel,
  oid: Sysctl,
  shape: SysctlShape,
  contents: Contents,
  instance: Instance,
  offset: number,
  written: string,
): SysctlAnswer {
  const placed = sysctlBytes(kernel, shape, contents, written);
  if (placed === undefined) return { errno: EINVAL };
  const before = sysctlText(kernel, shape, contents);
  writeInstance(kernel, instance, offset, placed);
  const after = sysctlText(kernel, shape, placed);
  kernel.tell({ kind: 'write', where: instanceName(kernel, instance), path: oid.name, before, after });
  return { value: after, where: instanceName(kernel, instance) };
}
