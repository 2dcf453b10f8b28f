import { membersOf, replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A number of sys/vimage.h that went stale. */
export const mutate: Mutator = (code) => {
  const container = code.pick(['vnet_net', 'vnet_inet', 'vnet_inet6']);
  const mutant = replaced(
    code,
    'sys/sys/vimage.h',
    new RegExp(`(?<=SIZEOF_${container ?? ''}\\s+)\\d+`),
    String(8 * (1 + code.random.below(20))),
  );
  const member = code.pick(membersOf(code, (one) => one.container.tag === container));
  return mutant === undefined || member === undefined ? undefined : { ...mutant, expectIn: member.path };
};
