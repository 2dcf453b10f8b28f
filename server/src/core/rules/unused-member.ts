import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'unused-member',
  category: 'Layout',
  scope: 'tree',
  severity: 'off',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'a member of a record in a header is named nowhere in the tree',
  why: `It takes room, and everybody who reads the header wonders. It may be kept for those who were compiled when it was used: removing it moves the members behind it.
ip6po_m of struct ip6_pktopts outlived its last user by two decades. A comment vnetscope-kept: with the reason says that it is meant to stay.`,
  tag: 'unnecessary',
  bad: {
    'sys/net/fixture.h': 'struct fixture {\n\tint fix_named;\n\tint fix_forgotten;\n};\n',
    'sys/net/fixture.c':
      '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/fixture.h>\nVNET_DEFINE(struct fixture, fixture);\nint fixture_get(void) { return VNET(fixture).fix_named; }\n',
  },
  good: {
    'sys/net/fixture.h':
      'struct fixture {\n\tint fix_named;\n\tint fix_forgotten; /* vnetscope-kept: fixture 1.0 reads it */\n};\n',
    'sys/net/fixture.c':
      '#include <sys/param.h>\n#include <net/vnet.h>\n#include <net/fixture.h>\nVNET_DEFINE(struct fixture, fixture);\nint fixture_get(void) { return VNET(fixture).fix_named; }\n',
  },
  check({ path, tree, report }) {
    for (const { start, end, message, help } of tree.unusedMembers(path)) report({ start, end }, message, help);
  },
};
