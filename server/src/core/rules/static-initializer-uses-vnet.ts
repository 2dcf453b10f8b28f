import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_ASSIGN, P_COMMA, P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../lexer/punctuators.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { isDisabled, isWithoutVimage } from '../written/conditions.ts';
import { declaratorsOf, outlineOf } from '../written/outline.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import type { Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'static-initializer-uses-vnet',
  category: 'Initial values',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a static initializer uses V_x, which is no constant with VIMAGE',
  why: `V_x reads curvnet->vnet_data_base at run time. It is no constant expression, which the initializer of an object of static storage duration must be
(C17 6.7.9p4): the file compiles without VIMAGE and not with it.`,
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
#define V_fixture_limit VNET(fixture_limit)
static int *fixture_table[] = { &V_fixture_limit };
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, fixture_limit) = 8;
#define V_fixture_limit VNET(fixture_limit)
static char fixture_room[sizeof(V_fixture_limit)];
static int
fixture_get(void)
{
	int *limit = &V_fixture_limit;

	return (*limit);
}
`,
  check(context) {
    const { tokens } = context;
    for (const item of outlineOf(tokens)) {
      for (const { initializer } of declaratorsOf(tokens, item))
        if (initializer !== undefined) look(context, initializer.from, initializer.to);
      const { body } = item;
      if (body !== undefined)
        for (const { from, to } of staticInitializers(tokens, body.from, body.to)) look(context, from, to);
    }
  },
};

function look({ tokens, tree, report, facts }: RuleContext, from: number, to: number): void {
  for (const mention of setMentions(tokens, tree.roles, from, to)) {
    if (mention.kind === 'name' || (mention.kind === 'accessor' && tree.accessors(mention.text).length === 0)) continue;
    // Its own variable: initializer-own-address says more.
    if (
      facts.definitions.some(
        ({ name, start, end }) =>
          name === mention.variable &&
          (tokens.start[from] as number) > start &&
          /^[^;=]*=\s*$/.test(tokens.text.slice(end, tokens.start[from])),
      )
    )
      continue;
    if (isWithoutVimage(tokens, mention.start) || isDisabled(tokens, mention.start)) continue;
    const depends = mention.set === 'set_vnet' ? 'curvnet' : 'the CPU it runs on';
    report(
      mention,
      `${mention.text} in a static initializer is no constant: it depends on ${depends} at run time`,
      `set it in a function, at run time, where ${mention.set === 'set_vnet' ? 'curvnet is set' : 'the CPU is known'}`,
    );
  }
}

/** Initializers of `static` declarations in a body. */
function staticInitializers(
  file: TokenFile,
  from: number,
  to: number,
): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (let i = from; i < to; i++) {
    if (file.kind[i] !== T_IDENT || !file.isIdentifier(i, 'static')) continue;
    let depth = 0;
    let start = -1;
    for (; i < to; i++) {
      if (file.kind[i] !== T_PUNCT) continue;
      const code = file.value[i];
      if (code === P_LPAREN || code === P_LBRACE) depth++;
      else if (code === P_RPAREN || code === P_RBRACE) depth--;
      else if (depth === 0 && code === P_ASSIGN) start = i + 1;
      else if (depth === 0 && (code === P_COMMA || code === P_SEMI)) {
        if (start >= 0) found.push({ from: start, to: i });
        start = -1;
        if (code === P_SEMI) break;
      }
      if (depth < 0) break;
    }
  }
  return found;
}
