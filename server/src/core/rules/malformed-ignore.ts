import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'malformed-ignore',
  category: 'Comments',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a vnetscope-ignore comment names no rule that exists, or gives no reason',
  why: `/* vnetscope-ignore RULE: reason */ suppresses the rule's findings on its own line or, if it has a line to itself, on the next one.
The reason lets a reader decide whether the comment still applies; without one nothing is suppressed.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, v1enable) = 1;
#define V_v2enable VNET(v1enable) /* vnetscope-ignore accessor-names-other */
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, v1enable) = 1;
VNET_DEFINE(int, v2enable) = 1;
#define V_v2enable VNET(v1enable) /* vnetscope-ignore accessor-names-other: v2 is an old name of v1 */
`,
  isLast: true,
  check({ ignores, isKnown, report }) {
    for (const { rules, reason, words } of ignores) {
      if (rules.length === 0) {
        report(words, 'the comment names no rule', 'write vnetscope-ignore RULE: reason');
        continue;
      }
      for (const named of rules) {
        if (!isKnown(named.id)) report(named, `there is no rule '${named.id}'`, 'vnetscope check --rules lists them');
      }
      if (reason === '')
        report(
          words,
          'the comment gives no reason: it suppresses nothing',
          `write why it is right here: vnetscope-ignore ${rules.map(({ id }) => id).join(', ')}: reason`,
        );
    }
  },
};
