import { integerValue } from '../abi/constant.ts';
import type { Target } from '../abi/target.ts';
import { unknownByte } from './byte-mark.ts';
import type { MachineKernel } from './machine-kernel.ts';
import { ENDLESS, Memory } from './memory.ts';
import type { Thing } from './thing.ts';
import type { Value } from './value.ts';

/** What the oid that is asked for has; undefined: not known. */
interface AskedOid {
  /** As it is registered: of a virtualized global the reference copy. */
  readonly arg1: Value | undefined;
  readonly arg2: Value | undefined;
  readonly name: Value | undefined;
}

/** struct sysctl_oid and struct sysctl_req as a handler is handed them by who only reads. */
export class SysctlThings {
  readonly request: Thing;
  readonly oid: Thing;
  asked: AskedOid = { arg1: undefined, arg2: undefined, name: undefined };

  constructor(kernel: MachineKernel, target: Target, know: (thing: Thing) => Thing) {
    const out = know({
      pointee: { kind: 'function', symbol: 'sysctl_old_user' },
      name: 'sysctl_old_user()',
      sizeBytes: undefined,
      isFixed: true,
      initial: () => Memory.filled(ENDLESS, unknownByte('machine code')),
    });
    const record = (symbol: string, tag: string, member: (name: string) => Value | undefined): Thing => {
      const untouched = unknownByte(`struct ${tag}`);
      return know({
        pointee: { kind: 'object', symbol },
        name: `struct ${tag}`,
        sizeBytes: undefined,
        isFixed: false,
        untouched,
        initial: () => Memory.filled(ENDLESS, untouched),
        member,
      });
    };
    const at = (thing: Thing): Value => ({ kind: 'address', thing, offset: 0 });
    // Whoever asks is a process in a jail whose vnet is curvnet.
    const prison = record('prison', 'prison', (name) =>
      name === 'pr_vnet' && kernel.curvnet !== undefined ? at(kernel.curvnet.vnet) : undefined,
    );
    const credential = record('ucred', 'ucred', (name) => (name === 'cr_prison' ? at(prison) : undefined));
    const thread = record('req->td', 'thread', (name) =>
      name === 'td_ucred' ? at(credential) : kernel.thread.member?.(name),
    );
    this.request = record('req', 'sysctl_req', (name) => {
      switch (name) {
        case 'newptr':
        case 'newlen':
        case 'newidx':
        case 'oldidx':
          return integerValue(0n, target.sizeType, target);
        case 'oldptr':
        case 'oldfunc':
          return at(out);
        case 'td':
          return at(thread);
        default:
          return undefined;
      }
    });
    this.oid = record('oidp', 'sysctl_oid', (name) => {
      switch (name) {
        case 'oid_arg1':
          return this.asked.arg1;
        case 'oid_arg2':
          return this.asked.arg2;
        case 'oid_name':
          return this.asked.name;
        default:
          return undefined;
      }
    });
  }
}
