import { isDisabled } from '../written/conditions.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'static-name-clash',
  category: 'Layout',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary:
    'two files of one module define a static virtualized global of the same name: on arm64 and others they clash',
  why: `In modules VNET_DEFINE_STATIC is not static on arm64 and riscv, and later on powerpc64 and i386 (KLD_MODULE in sys/net/vnet.h): a PC-relative
reference to a static could not be relocated into modspace. Two of one name in one module define one symbol twice: the module does not link there.`,
  bad: {
    'sys/net/if_tunnel.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_hash);
`,
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_hash);
`,
  },
  good: {
    'sys/net/if_tunnel.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_hash4);
`,
    'sys/net/if_tunnel_hash.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_hash6);
`,
  },
  check({ path, facts, tokens, tree, report }) {
    if (!tree.ways.hasGlobalStatics || !path.endsWith('.c')) return;
    for (const definition of facts.definitions) {
      if (!definition.isStatic || isDisabled(tokens, definition.start)) continue;
      const others = tree
        .definitions(definition.name, definition.set)
        .filter((one) => one.path > path && one.path.endsWith('.c') && one.fact.isStatic);
      if (others.length === 0) continue;
      const own = new Set(tree.modulesOf(path)?.map(({ name }) => name));
      for (const other of others) {
        const module = tree.modulesOf(other.path)?.find(({ name }) => own.has(name));
        if (module === undefined) continue;
        report(
          definition,
          `'${definition.name}' is a static of ${other.path} too, and both are in ${module.name}.ko: on arm64, riscv and others they define one symbol twice`,
          'give one another name',
          { related: [{ path: other.path, start: other.fact.start, end: other.fact.end, message: 'the other one' }] },
        );
      }
    }
  },
};
