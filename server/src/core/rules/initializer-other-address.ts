import { isWithoutVimage } from '../written/conditions.ts';
import { invocationAt } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import { initializerBehind } from '../written/declarators.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import { isNumber } from '../vnet/type-words.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

export const rule: Rule = {
  id: 'initializer-other-address',
  category: 'Initial values',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary:
    'an initializer holds the address of another virtualized global: in every vnet it points into the reference copy',
  why: `&VNET_NAME(y) is the address of y's reference copy. vnet_alloc() (sys/net/vnet.c) copies these bytes unchanged into each vnet's x: the x of
every vnet points at the one reference copy of y, which all vnets share and none uses.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_limit) = 8;
VNET_DEFINE_STATIC(int *, fixture_current) = &VNET_NAME(fixture_limit);
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
static int fixture_limit = 8;
VNET_DEFINE_STATIC(int *, fixture_current) = &fixture_limit;
`,
  check(context) {
    const { facts, tokens, tree } = context;
    for (const definition of facts.definitions) {
      if (definition.initializer === undefined || isWithoutVimage(tokens, definition.start)) continue;
      const macro = tokenFrom(tokens, definition.macroStart);
      const range = initializerBehind(tokens, invocationAt(tokens, macro)?.close ?? macro);
      const written =
        range === undefined
          ? undefined
          : setMentions(tokens, tree.roles, range.from, range.to).find(
              ({ kind, set, variable }) => kind === 'name' && !(set === definition.set && variable === definition.name),
            );
      if (written !== undefined) {
        tell(context, definition, written, written.variable);
        continue;
      }
      // A number can't hold an address, nor can what is written in numbers.
      if (
        isNumber(definition) ||
        !/[A-Za-z_]/.test(definition.initializer.replace(/\b(NULL|0[xX][0-9a-fA-F]+|\d+[uUlL]*)\b/g, ''))
      )
        continue;
      const member = tree
        .members(context.path)
        ?.find((one) => one.name === definition.name && one.set === definition.set);
      const hidden = member?.relocations
        .map(({ symbol }) => /^(?:vnet|pcpu)_entry_(\w+)$/.exec(symbol)?.[1])
        .find((name) => name !== undefined && name !== definition.name);
      if (hidden !== undefined) tell(context, definition, definition, hidden);
    }
  },
};

function tell({ report }: RuleContext, { name, set }: VariableFact, at: Spot, other: string): void {
  report(
    at,
    `the initializer of '${name}' holds the address of '${other}': in every ${set === 'set_vnet' ? 'vnet' : "CPU's copy"} it points at the reference copy`,
    set === 'set_vnet' ? `set it to &V_${other} in a VNET_SYSINIT` : 'set it for each CPU in a SYSINIT',
  );
}
