import { dpcpuAddress, uintptr } from './address-space.ts';
import { setsInPlace } from './find-variable.ts';
import type { SetMemberImage } from './kernel-image.ts';
import type { Prison } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import type { InstanceSet } from '../vnet/set-variables.ts';

/** What kvm_nlist(3) finds for a name. */
export interface KvmSymbol {
  /** The symbol that was found: "vnet_entry_tcbinfo". */
  readonly symbol: string;
  /** n_value */
  readonly address: bigint;
  readonly member: SetMemberImage;
  /**
   * What kvm_read(3) of that address reads: a vnet's copy, CPU 0's (kvm_dpcpu_setcpu(3) was not called), or the section
   * of a module's own file, which nobody uses.
   */
  readonly leadsTo:
    | { readonly kind: 'vnet'; readonly vnet: number; readonly offset: number }
    | { readonly kind: 'cpu'; readonly offset: number }
    | { readonly kind: 'plain' }
    | { readonly kind: 'file'; readonly file: string };
}

/**
 * kvm_nlist(3) of a live kernel (lib/libkvm/kvm_private.c, _kvm_nlist()): the name as it is, then behind "vnet_entry_",
 * then behind "pcpu_entry_"; one leading underscore is dropped. A value inside the kernel's set_vnet is moved into the
 * vnet of the process that asks (_kvm_vnet_validaddr()); any other stays.
 * @returns a string that says why there is nothing.
 */
export function kvmNlist(kernel: SimulatedKernel, name: string, prison: Prison): KvmSymbol | string {
  const plain = name.startsWith('_') ? name.slice(1) : name;
  if (!kernel.image.vimage) {
    const found = find(kernel, 'set_vnet', plain) ?? find(kernel, 'set_pcpu', `pcpu_entry_${plain}`);
    if (found !== undefined)
      return { symbol: found.member.symbol, address: found.address, member: found.member, leadsTo: { kind: 'plain' } };
    return 'without VIMAGE a virtualized global is a plain symbol; its memory is not simulated';
  }
  // With the prefix the name's own underscore is taken off, then kldsym(2) is asked for what is left.
  const vnet = prison.vnet === undefined ? undefined : kernel.vnet(prison.vnet);
  const found = vnet === undefined ? undefined : find(kernel, 'set_vnet', `vnet_entry_${plain}`);
  if (found !== undefined && vnet !== undefined) {
    if (found.inKernelSet === undefined)
      return {
        symbol: found.member.symbol,
        address: found.address,
        member: found.member,
        leadsTo: { kind: 'file', file: found.owner },
      };
    return {
      symbol: found.member.symbol,
      address: uintptr(kernel.dataBase(vnet) + found.address, kernel.addresses),
      member: found.member,
      leadsTo: { kind: 'vnet', vnet: vnet.number, offset: found.inKernelSet },
    };
  }
  const perCpu = find(kernel, 'set_pcpu', `pcpu_entry_${plain}`);
  if (perCpu?.inKernelSet !== undefined)
    return {
      symbol: perCpu.member.symbol,
      address:
        dpcpuAddress(kernel.addresses, 0, kernel.state.pcpuReference?.sizeBytes ?? 0) + BigInt(perCpu.inKernelSet),
      member: perCpu.member,
      leadsTo: { kind: 'cpu', offset: perCpu.inKernelSet },
    };
  return `kvm_nlist: no symbol ${plain}, vnet_entry_${plain} or pcpu_entry_${plain}`;
}

/**
 * kldsym(2) for a member's symbol: linker_files in order. A relocatable object's symbols have been moved to module
 * space (link_elf_obj.c); a shared object's still say where the file's own section lies (link_elf.c,
 * link_elf_symbol_values()).
 */
function find(
  kernel: SimulatedKernel,
  set: InstanceSet,
  symbol: string,
):
  | {
      readonly member: SetMemberImage;
      readonly address: bigint;
      readonly inKernelSet: number | undefined;
      readonly owner: string;
    }
  | undefined {
  const setStart = set === 'set_vnet' ? kernel.addresses.vnetStart : kernel.addresses.pcpuStart;
  for (const { contents, start, owner } of setsInPlace(kernel, set)) {
    const member = contents.members.find((candidate) => candidate.symbol === symbol);
    if (member === undefined) continue;
    const offset = start + member.offsetBytes;
    if (owner === 'kernel' || kernel.image.machine.moduleFormat === 'ET_REL')
      return { member, address: setStart + BigInt(offset), inKernelSet: offset, owner };
    return { member, address: kernel.addresses.preloaded + BigInt(member.offsetBytes), inKernelSet: undefined, owner };
  }
  return undefined;
}
