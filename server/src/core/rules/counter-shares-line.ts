import { T_PUNCT } from '../lexer/token-kinds.ts';
import { outlineOf } from '../written/outline.ts';
import { packetFunctions } from '../vnet/packet-functions.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import type { Rule } from './rule.ts';
import type { Spot } from '../text/spot.ts';

const LINE_BYTES = 64;
const NAMES_SHOWN = 4;

export const rule: Rule = {
  id: 'counter-shares-line',
  category: 'Layout',
  scope: 'region',
  severity: 'off',
  since: '0.1.0',
  manual: 'counter(9)',
  summary: 'a plain number that packet code counts up shares a cache line with other virtualized globals',
  why: `Each increment takes the line from the other CPUs, which read its neighbours: flags and limits that rarely change. counter(9) keeps such
numbers per CPU. The rule looks only at functions that take a struct mbuf or a header, and at those that they call in the file. The source does not tell how many
packets they see, so the rule is off by default.`,
  bad: {
    'sys/netinet/ip_id.c': `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_limit) = 1;
VNET_DEFINE_STATIC(int, fixture_hits) = 0;
#define V_fixture_limit VNET(fixture_limit)
#define V_fixture_hits VNET(fixture_hits)
int fixture_input(struct mbuf *m);
int
fixture_input(struct mbuf *m)
{

	V_fixture_hits++;
	return (V_fixture_limit);
}
`,
  },
  good: {
    'sys/netinet/ip_id.c': `#include <sys/param.h>
#include <sys/counter.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_limit) = 1;
VNET_DEFINE_STATIC(counter_u64_t, fixture_hits);
#define V_fixture_limit VNET(fixture_limit)
#define V_fixture_hits VNET(fixture_hits)
int fixture_input(struct mbuf *m);
int
fixture_input(struct mbuf *m)
{

	counter_u64_add(V_fixture_hits, 1);
	return (V_fixture_limit);
}
`,
  },
  check({ path, facts, tokens, tree, report }) {
    const rows = path.endsWith('.c') && tree.isCompiled(path) ? tree.regionMembers('set_vnet') : undefined;
    if (rows === undefined) return;
    const counted = new Map<string, Spot & { readonly by: string }>();
    for (const { body, head } of packetFunctions(tokens, outlineOf(tokens))) {
      if (body === undefined || head === undefined) continue;
      for (const mention of setMentions(tokens, tree.roles, body.from, body.to)) {
        if (mention.kind !== 'accessor' && mention.kind !== 'value') continue;
        const operator = tokens.kind[mention.next] === T_PUNCT ? tokens.spelling(mention.next) : '';
        const before = tokens.kind[mention.token - 1] === T_PUNCT ? tokens.spelling(mention.token - 1) : '';
        if (!/^(\+\+|--|\+=|-=)$/.test(operator) && !/^(\+\+|--)$/.test(before)) continue;
        const variable = tree.accessors(mention.text)[0]?.fact.variable ?? mention.variable;
        if (!counted.has(variable))
          counted.set(variable, { start: mention.start, end: mention.end, by: tokens.spelling(head.name) });
      }
    }
    for (const [name, { by, ...at }] of counted) {
      const own = rows.find((row) => row.name === name && row.source === path);
      const definition = facts.definitions.find((one) => one.name === name && one.set === 'set_vnet');
      if (
        own === undefined ||
        typeof own.offsetBytes !== 'number' ||
        definition === undefined ||
        (own.sizeBytes ?? 9) > 8
      )
        continue;
      const line = Math.floor(own.offsetBytes / LINE_BYTES);
      const neighbours = rows.filter(
        (row) =>
          row !== own &&
          typeof row.offsetBytes === 'number' &&
          typeof row.sizeBytes === 'number' &&
          Math.floor(row.offsetBytes / LINE_BYTES) <= line &&
          Math.floor((row.offsetBytes + row.sizeBytes - 1) / LINE_BYTES) >= line,
      );
      if (neighbours.length === 0) continue;
      const shown = neighbours
        .slice(0, NAMES_SHOWN)
        .map((row) => row.name)
        .join(', ');
      report(
        definition,
        `${by} counts '${name}', which shares a cache line with ${shown}${neighbours.length > NAMES_SHOWN ? ` and ${neighbours.length - NAMES_SHOWN} more` : ''}`,
        'use counter(9) for a statistic, else give it a cache line of its own',
        { related: [{ path, ...at, message: 'counted here' }] },
      );
    }
  },
};
