import { isNumber } from '../vnet/type-words.ts';
import type { Rule } from './rule.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'module-pointer-initializer',
  category: 'Initial values',
  scope: 'region',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary:
    "a module's virtualized global is initialized with an address: up to 14, vnets that exist at kldload get it unrelocated",
  why: `Up to FreeBSD 14 the kernel linker copies a module's set_vnet to the existing vnets before it relocates it
(vnet_data_copy() in sys/kern/link_elf.c and link_elf_obj.c). On machines with RELA the copy is a null pointer.
LINKER_PROPAGATE_VNETS fixed it in 15. Vnets created later are right, which makes the error hard to find. A module's
DPCPU variables are copied to the CPUs before relocation in every release (dpcpu_copy()).`,
  bad: {
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
static int fixture_default;
VNET_DEFINE_STATIC(int *, fixture_current) = &fixture_default;
`,
  },
  good: {
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
#include <sys/kernel.h>
static int fixture_default;
VNET_DEFINE_STATIC(int *, fixture_current);
#define V_fixture_current VNET(fixture_current)
static void
fixture_init(void *arg)
{

	V_fixture_current = &fixture_default;
}
VNET_SYSINIT(fixture_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fixture_init, NULL);
`,
  },
  check({ path, facts, tree, report }) {
    const isCopiedFirst = ({ set }: Pick<VariableFact, 'set'>): boolean =>
      set === 'set_pcpu' || !tree.ways.propagatesRelocated;
    if (!facts.definitions.some((fact) => isCopiedFirst(fact) && mayHoldAddress(fact))) return;
    // Compiled into the kernel, it is relocated before there is a vnet.
    const [module] = tree.isCompiled(path) ? [] : (tree.modulesOf(path) ?? []);
    if (module === undefined) return;
    for (const member of tree.members(path) ?? []) {
      const [relocation] = member.relocations;
      const definition = facts.definitions.find(({ name, set }) => name === member.name && set === member.set);
      if (!isCopiedFirst(member) || relocation === undefined || definition === undefined) continue;
      const more = member.relocations.length > 1 ? ` and ${member.relocations.length - 1} more addresses` : '';
      const isOfVnet = member.set === 'set_vnet';
      const who = isOfVnet
        ? `vnets that exist when ${module.name}.ko is loaded get`
        : `with ${module.name}.ko each CPU gets`;
      report(
        definition,
        `'${member.name}' starts with the address of ${relocation.symbol}${more}: ${who} it unrelocated, because ${isOfVnet ? "this release's" : 'the'} kernel linker copies before it relocates`,
        isOfVnet ? 'set it in a VNET_SYSINIT' : 'set it for each CPU in a SYSINIT',
      );
    }
  },
};

function mayHoldAddress(fact: VariableFact): boolean {
  return (
    fact.initializer !== undefined && !isNumber(fact) && /[A-Za-z"]/.test(fact.initializer.replace(/\bNULL\b/g, ''))
  );
}
