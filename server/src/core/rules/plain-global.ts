import { P_LPAREN } from '../lexer/punctuators.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { isDisabled } from '../vnet/conditions.ts';
import { outlineOf, type OutlineItem } from '../vnet/outline.ts';
import { setMentions } from '../vnet/set-mentions.ts';
import type { Rule, RuleContext, Spot } from './rule.ts';

/** Words of a declaration that is no mutable object of its own. */
const OTHER = /^(const|__const|typedef|extern|struct|union|enum|inline|__inline|eventhandler_tag|VNET_\w+|DPCPU_\w+|[A-Z][A-Z0-9_]*)$/;

export const rule: Rule = {
  id: 'plain-global',
  category: 'Declarations',
  scope: 'file',
  severity: 'information',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: "a plain number beside virtualized globals, written per packet where the vnet's own are used",
  why: `When a file was virtualized, one may have been forgotten: all vnets then share it, and what the packets of one jail do shows in another. Asked is
only where packets come by: functions that are handed a struct mbuf, and those that they call in the file. What is set up once, a limit of the machine
or a count of all vnets is meant to be one.`,
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
    const globals = outline.flatMap((item) => (item.body === undefined && !isDisabled(tokens, tokens.start[item.from] as number) ? numberIn(tokens, item) : []));
    if (globals.length === 0) return;
    const perPacket = packetFunctions(tokens, outline);
    for (const { name, ...at } of globals) {
      const written = writtenBesideVnet(context, perPacket, name);
      if (written === undefined || tree.definitions(name, 'set_vnet').length > 0) continue;
      report(at, `'${name}' is shared by all vnets, and is written per packet, beside the vnet's own globals`, 'virtualize it, or say why it is not: /* vnetscope-ignore plain-global: reason */', { related: [{ path, ...written, message: 'written here' }] });
    }
  },
};

/** `static int x;`, `static time_t x = 1;`: one declarator of a type that is a plain word. */
function numberIn(file: TokenFile, { from, to }: OutlineItem): readonly (Spot & { readonly name: string })[] {
  const words: number[] = [];
  let i = from;
  for (; i < to && file.kind[i] === T_IDENT; i++) words.push(i);
  const last = words[words.length - 1];
  const behind = file.kind[i] === T_PUNCT ? file.spelling(i) : '';
  if (last === undefined || words.length < 2 || (behind !== ';' && behind !== '=') || words.some((word) => OTHER.test(file.spelling(word)))) return [];
  return [{ name: file.spelling(last), start: file.start[last] as number, end: file.end[last] as number }];
}

/** The functions that are handed a struct mbuf, and what they call in this file. */
function packetFunctions(tokens: TokenFile, outline: readonly OutlineItem[]): readonly OutlineItem[] {
  const byName = new Map(outline.flatMap((item) => (item.body === undefined || item.name < 0 ? [] : [[tokens.spelling(item.name), item] as const])));
  const found = new Set([...byName.values()].filter(({ from, body }) => body !== undefined && holdsWord(tokens, from, body.from, 'mbuf')));
  for (const { body } of found) {
    if (body === undefined) continue;
    for (let i = body.from; i < body.to; i++) {
      const called = tokens.kind[i] === T_IDENT && tokens.kind[i + 1] === T_PUNCT && tokens.value[i + 1] === P_LPAREN ? byName.get(tokens.spelling(i)) : undefined;
      if (called !== undefined) found.add(called);
    }
  }
  return [...found];
}

/** Where one of the functions that uses V_ names of the vnet writes the global. */
function writtenBesideVnet({ tokens, tree }: RuleContext, functions: readonly OutlineItem[], name: string): Spot | undefined {
  for (const { body } of functions) {
    // A function that asks which vnet it works for knows what it does.
    if (body === undefined || holdsWord(tokens, body.from, body.to, 'IS_DEFAULT_VNET')) continue;
    let at: Spot | undefined;
    for (let i = body.from; i < body.to && at === undefined; i++) if (tokens.kind[i] === T_IDENT && tokens.isIdentifier(i, name) && isWritten(tokens, i)) at = { start: tokens.start[i] as number, end: tokens.end[i] as number };
    if (at !== undefined && setMentions(tokens, tree.roles, body.from, body.to).some(({ set, kind, text }) => set === 'set_vnet' && kind !== 'name' && (kind !== 'accessor' || tree.accessors(text).length > 0))) return at;
  }
  return undefined;
}

function holdsWord(tokens: TokenFile, from: number, to: number, word: string): boolean {
  for (let i = from; i < to; i++) if (tokens.kind[i] === T_IDENT && tokens.isIdentifier(i, word)) return true;
  return false;
}

function isWritten(tokens: TokenFile, i: number): boolean {
  const before = tokens.kind[i - 1] === T_PUNCT ? tokens.spelling(i - 1) : '';
  const behind = tokens.kind[i + 1] === T_PUNCT ? tokens.spelling(i + 1) : '';
  if (before === '.' || before === '->') return false;
  return /^(=|\+=|-=|\|=|&=|\^=|<<=|>>=|\+\+|--)$/.test(behind) || before === '++' || before === '--';
}
