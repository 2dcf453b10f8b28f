import { outlineOf, type OutlineItem } from '../written/outline.ts';
import { holdsWord, packetFunctions } from '../vnet/packet-functions.ts';
import { firstWrite, plainNumbers } from '../vnet/plain-numbers.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';

export const rule: Rule = {
  id: 'plain-global',
  category: 'Declarations',
  scope: 'file',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: "packet code that uses the vnet's own globals writes a plain number, which all vnets share",
  why: `When a file was virtualized, one variable may have been forgotten: all vnets share it, and the packets of one jail change what another sees. The rule looks
only at functions that take a struct mbuf or a header, and at those that they call in the file. A value that is set up once, a limit of the machine
or a count of all vnets is meant to be shared.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_count);
#define V_fixture_count VNET(fixture_count)
static int fixture_last;
void fixture_input(struct mbuf *m, int n);
void
fixture_input(struct mbuf *m, int n)
{

	V_fixture_count++;
	fixture_last = n;
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_count);
VNET_DEFINE_STATIC(int, fixture_last);
#define V_fixture_count VNET(fixture_count)
#define V_fixture_last VNET(fixture_last)
void fixture_input(struct mbuf *m, int n);
void
fixture_input(struct mbuf *m, int n)
{

	V_fixture_count++;
	V_fixture_last = n;
}
`,
  check(context) {
    const { path, facts, tokens, tree, report } = context;
    if (!path.endsWith('.c') || facts.definitions.filter(({ set }) => set === 'set_vnet').length < 1) return;
    const outline = outlineOf(tokens);
    const globals = plainNumbers(tokens, outline);
    if (globals.length === 0) return;
    const perPacket = packetFunctions(tokens, outline);
    for (const { name, ...at } of globals) {
      const written = writtenBesideVnet(context, perPacket, name);
      if (written === undefined || tree.definitions(name, 'set_vnet').length > 0) continue;
      report(
        at,
        `all vnets share '${name}', but packet code writes it beside the vnet's own globals`,
        'virtualize it, or say why it is shared: /* vnetscope-ignore plain-global: reason */',
        { related: [{ path, ...written, message: 'written here' }] },
      );
    }
  },
};

/** Where one of the functions that uses V_ names of the vnet writes the global. */
function writtenBesideVnet(
  { tokens, tree }: RuleContext,
  functions: readonly OutlineItem[],
  name: string,
): Spot | undefined {
  for (const { body } of functions) {
    // A function that asks which vnet it works for knows what it does.
    if (body === undefined || holdsWord(tokens, body.from, body.to, 'IS_DEFAULT_VNET')) continue;
    const at = firstWrite(tokens, body.from, body.to, name);
    if (
      at !== undefined &&
      setMentions(tokens, tree.roles, body.from, body.to).some(
        ({ set, kind, text }) =>
          set === 'set_vnet' && kind !== 'name' && (kind !== 'accessor' || tree.accessors(text).length > 0),
      )
    )
      return at;
  }
  return undefined;
}
