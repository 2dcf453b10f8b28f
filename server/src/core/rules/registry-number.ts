import { REGISTRIES, registryDifferences } from '../compat/registry.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'registry-number',
  category: 'Declarations',
  scope: 'unit',
  severity: 'information',
  since: '0.1.0',
  manual: 'ipsec(4)',
  summary: 'a protocol constant differs from its number in the published registry',
  why: `PF_KEY carries the IPsec DOI's numbers (RFC 2407, IANA): a key daemon that follows them names another algorithm than the kernel means. KAME's headers had
thirteen such numbers for years, "because of binary compatibility". vnetscope compat registry lists all of them, and accepts your own registries.`,
  bad: { 'sys/net/pfkeyv2.h': '#define SADB_EALG_NONE 0\n#define SADB_EALG_DESCBC 1\n#define SADB_EALG_3DESCBC 3\n' },
  good: { 'sys/net/pfkeyv2.h': '#define SADB_EALG_NONE 0\n#define SADB_EALG_DESCBC 2\n#define SADB_EALG_3DESCBC 3\n' },
  files: (tree) => REGISTRIES.filter(({ header }) => tree.hasHeader(header)).map(({ header }) => tree.inSys(header)),
  check({ path, tree, report }) {
    const registry = REGISTRIES.find(({ header }) => tree.inSys(header) === path);
    if (registry === undefined) return;
    const constants = tree.headerConstants(path, (name) => registry.registries.some(({ isOwn }) => isOwn(name)));
    const differences = registryDifferences(
      registry,
      constants.map(({ name, value }) => [name, value] as const),
    );
    for (const { constant, kind, message, registry: published } of differences) {
      const spot = constants.find(({ name }) => name === constant);
      // How many there are may differ: others may have more.
      if (spot === undefined || kind === 'bound') continue;
      report(spot, message, `give it the published number, or a private one (${published.url})`);
    }
  },
};
