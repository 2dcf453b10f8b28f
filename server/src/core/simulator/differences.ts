import { readPlace } from './access.ts';
import { settle } from './deferred.ts';
import { variableAt, type FoundVariable } from './find-variable.ts';
import type { Vnet } from './kernel-state.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';

/** A variable whose copy in a vnet is not what the reference copy is now. */
export interface Difference {
  readonly variable: FoundVariable;
  readonly reference: string;
  readonly copy: string;
}

/** Where a vnet's memory differs from the reference copies, by variable; what both share is not looked at. */
export function differences(kernel: SimulatedKernel, { number }: Vnet): readonly Difference[] {
  settle(kernel);
  const vnet = kernel.vnet(number);
  const { reference } = kernel.state;
  if (reference === undefined || vnet === undefined) return [];
  const found: Difference[] = [];
  let end = -1;
  for (const { offset, sizeBytes } of vnet.memory.differences(reference)) {
    for (let at = Math.max(offset, end); at < offset + sizeBytes;) {
      const variable = variableAt(kernel, 'set_vnet', at);
      end = variable === undefined ? at + 1 : variable.start + variable.member.sizeBytes;
      if (variable !== undefined) {
        const accessed = { variable, place: { view: variable.member.view, offsetBits: 0, widthBits: undefined } };
        found.push({
          variable,
          reference: readPlace(kernel, { kind: 'reference', set: 'set_vnet' }, accessed),
          copy: readPlace(kernel, { kind: 'vnet', vnet: vnet.number }, accessed),
        });
      }
      at = end;
    }
  }
  return found;
}
