import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import { isWithoutVimage } from '../written/conditions.ts';
import { invocationAt } from '../written/invocations.ts';
import { tokenFrom } from '../written/token-at.ts';
import { initializerBehind } from '../written/declarators.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import { isNumber } from '../vnet/type-words.ts';
import type { Rule, RuleContext } from './rule.ts';
import type { Spot } from '../text/spot.ts';
import type { VariableFact } from '../vnet/file-facts.ts';

/** sys/sys/queue.h: the heads that hold a pointer to their own first field. */
const SELF_POINTING_HEAD = /^S?TAILQ_HEAD_INITIALIZER$/;

export const rule: Rule = {
  id: 'initializer-own-address',
  category: 'Initial values',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'an initializer holds the address of the variable itself: in every vnet it points into the reference copy',
  why: `vnet_alloc() (sys/net/vnet.c) copies the reference copy byte by byte. TAILQ_HEAD_INITIALIZER and STAILQ_HEAD_INITIALIZER store
&head.first: the tail pointer of every vnet's list is the reference copy's, and the first insertion writes there. LIST, SLIST, CK_LIST and
RB heads hold no such pointer and are fine.`,
  bad: `#include <sys/param.h>
#include <sys/queue.h>
#include <net/vnet.h>
TAILQ_HEAD(fixture_head, ifnet);
VNET_DEFINE_STATIC(struct fixture_head, fixture_list) = TAILQ_HEAD_INITIALIZER(VNET_NAME(fixture_list));
`,
  good: `#include <sys/param.h>
#include <sys/queue.h>
#include <sys/kernel.h>
#include <net/vnet.h>
TAILQ_HEAD(fixture_head, ifnet);
VNET_DEFINE_STATIC(struct fixture_head, fixture_list);
#define V_fixture_list VNET(fixture_list)
static void
fixture_init(void *arg)
{

	TAILQ_INIT(&V_fixture_list);
}
VNET_SYSINIT(fixture_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fixture_init, NULL);
`,
  check(context) {
    const { facts, tokens } = context;
    for (const definition of facts.definitions) {
      if (definition.initializer === undefined || isWithoutVimage(tokens, definition.start)) continue;
      const written = ownMention(context, definition);
      if (written !== undefined) {
        tell(context, definition, written);
        continue;
      }
      // What a macro hides is seen where the file is compiled.
      if (!mayHide(definition)) continue;
      const symbol = definition.set === 'set_vnet' ? `vnet_entry_${definition.name}` : `pcpu_entry_${definition.name}`;
      const member = context.tree
        .members(context.path)
        ?.find((one) => one.name === definition.name && one.set === definition.set);
      if (member?.relocations.some((relocation) => relocation.symbol === symbol) === true)
        tell(context, definition, definition);
    }
  },
};

function tell({ report }: RuleContext, { name, set }: VariableFact, at: Spot): void {
  const owner = set === 'set_vnet' ? "vnet's" : "CPU's";
  report(
    at,
    `the initializer of '${name}' holds its own address: in every ${owner} copy it still points into the reference copy`,
    set === 'set_vnet'
      ? 'remove the initializer and set it up in a VNET_SYSINIT (TAILQ_INIT(&V_...))'
      : 'remove the initializer and set it up for each CPU in a SYSINIT (DPCPU_ID_PTR)',
  );
}

/** Where the initializer speaks of its own variable. */
function ownMention({ tokens, tree }: RuleContext, definition: VariableFact): Spot | undefined {
  const macro = tokenFrom(tokens, definition.macroStart);
  const range = initializerBehind(tokens, invocationAt(tokens, macro)?.close ?? macro);
  if (range === undefined) return undefined;
  const mention = setMentions(tokens, tree.roles, range.from, range.to).find(
    ({ set, kind, variable, text }) =>
      set === definition.set &&
      (variable === definition.name ||
        (kind === 'accessor' && tree.accessors(text)[0]?.fact.variable === definition.name)),
  );
  return mention ?? plainMention(tokens, definition.name, range.from, range.to);
}

/** `TAILQ_HEAD_INITIALIZER(x)`: right without VIMAGE, where x is a plain global. */
function plainMention(tokens: TokenFile, name: string, from: number, to: number): Spot | undefined {
  for (let i = from; i < to; i++) {
    if (tokens.kind[i] !== T_IDENT || !SELF_POINTING_HEAD.test(tokens.spelling(i))) continue;
    const head = invocationAt(tokens, i, to);
    const argument = head?.arguments[0];
    if (
      head !== undefined &&
      argument !== undefined &&
      argument.to === argument.from + 1 &&
      tokens.isIdentifier(argument.from, name)
    )
      return { start: tokens.start[i] as number, end: tokens.end[head.close] as number };
  }
  return undefined;
}

/** A name that is no plain constant may be a macro; a number can't be an address. */
function mayHide(fact: VariableFact): boolean {
  return (
    !isNumber(fact) &&
    /[A-Za-z_]/.test((fact.initializer ?? '').replace(/\b(NULL|0[xX][0-9a-fA-F]+|\d+[uUlL]*)\b/g, ''))
  );
}
