import { movesText } from '../compat/describe.ts';
import { keptReason } from '../compat/kept-comment.ts';
import { recordSpot } from '../written/definition-spots.ts';
import type { Rule, UnusedMember } from './rule.ts';

export const rule: Rule = {
  id: 'unused-member',
  category: 'Layout',
  scope: 'tree',
  severity: 'off',
  since: '0.1.0',
  manual: 'style(9)',
  summary: 'nothing in the tree names a member of a record in a header',
  why: `The member takes room. Code that was compiled when it was used may need it in place: removing it moves the members behind it.
ip6po_m of struct ip6_pktopts stayed for two decades after its last user. A comment vnetscope-kept: with the reason says that it is meant to stay.`,
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
  check({ path, tokens, tree, report }) {
    for (const unused of tree.unusedMembers(path)) {
      const spot = recordSpot(tokens, unused.record, unused.member);
      if (spot === undefined || keptReason(tokens.text, spot.start) !== undefined) continue;
      const { positionalIn } = unused;
      const caution = positionalIn === undefined ? '' : `; ${positionalIn} gives values by position`;
      report(spot, unusedText(unused), `remove it, or say why it stays: /* vnetscope-kept: reason */${caution}`);
    }
  },
};

/** That nothing names the member, and what its removal would do. */
export function unusedText({ record, member, removal, filesScanned }: UnusedMember): string {
  const named = `nothing in ${filesScanned} files of this tree names ${member} of ${record}`;
  if (removal === undefined) return named;
  const { moves, sizeBefore, sizeAfter } = removal;
  const moving =
    moves.length === 0
      ? 'nothing moves'
      : movesText(moves)
          .replace(/^moves (\S+) by/, '$1 moves by')
          .replace(/^moves (.*) by/, '$1 move by');
  return `${named}; without it ${moving}${sizeBefore === sizeAfter ? '' : `, ${sizeBefore} -> ${sizeAfter} bytes`}`;
}
