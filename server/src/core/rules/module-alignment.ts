import { isPlainScalar } from '../vnet/type-words.ts';
import type { Rule } from './rule.ts';

/** What may ask for more than a pointer's alignment. */
const MAY_ALIGN = /aligned|_Alignas|align\(/i;

export const rule: Rule = {
  id: 'module-alignment',
  category: 'Layout',
  scope: 'region',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: "a module's virtualized global asks for an alignment that modspace does not give",
  why: `The kernel linker passes only sh_size to vnet_data_alloc() (sys/net/vnet.c), which gives multiples of a pointer's size. A global that a module aligns to
more, such as a cache line, starts where the module before it ended. Code that relies on the alignment (atomics on 16 bytes, vector moves, one line for each CPU)
is wrong or slow. In the kernel itself the linker aligns as asked.`,
  bad: {
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_count) __aligned(CACHE_LINE_SIZE);
`,
  },
  good: {
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int *, fixture_count);
`,
  },
  check({ path, facts, tokens, tree, report }) {
    if (
      !path.endsWith('.c') ||
      (facts.definitions.every(isPlainScalar) && !MAY_ALIGN.test(tokens.text)) ||
      tree.isCompiled(path)
    )
      return;
    const [module] = tree.modulesOf(path) ?? [];
    if (module === undefined) return;
    for (const { name, set, alignBytes, type } of tree.members(path) ?? []) {
      // What the psABI aligns arrays to is the compiler's wish, not the author's; 8 bytes do on 32-bit machines with 4.
      if (alignBytes === null || alignBytes <= 8 || (alignBytes <= 16 && type.endsWith(']'))) continue;
      const definition = facts.definitions.find((one) => one.name === name && one.set === set);
      if (definition === undefined) continue;
      report(
        definition,
        `'${name}' asks for an alignment of ${alignBytes}, but modspace gives ${module.name}.ko only that of a pointer (${tree.longBytes})`,
        'keep a pointer here, to memory from a zone of that alignment (uma(9))',
      );
    }
  },
};
