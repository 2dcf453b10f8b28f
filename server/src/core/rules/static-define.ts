import { isDisabled } from '../written/conditions.ts';
import { D_DEFINE, directiveTable } from '../preprocessor/directive-table.ts';
import { tokenFrom } from '../written/token-at.ts';
import type { Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'static-define',
  category: 'Declarations',
  scope: 'file',
  severity: 'error',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'static VNET_DEFINE where the release has VNET_DEFINE_STATIC, or the reverse',
  why: `Since 12.0 VNET_DEFINE begins with "struct _hack;", so "static" in front of it does not compile. Modules of arm64 and riscv must not have
static members (sys/net/vnet.h); VNET_DEFINE_STATIC is static only where it may be. Before 12.0 there is no VNET_DEFINE_STATIC. The same holds for DPCPU_DEFINE.`,
  fixes: 'Writes the form that this release has.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
static VNET_DEFINE(int, fixture_limit) = 8;
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(int, fixture_limit) = 8;
`,
  check(context) {
    const { path, facts, tokens, tree, report } = context;
    for (const { macro, macroStart, set, isStatic, start, isCounterArray } of facts.definitions) {
      const role = tree.roles.get(macro);
      if (!isStatic || role === undefined || role.isStatic || isDisabled(tokens, start)) continue;
      const wanted = [...tree.roles].find(
        ([, other]) =>
          other.role === 'define' && other.isStatic && other.set === set && other.isCounterArray === isCounterArray,
      )?.[0];
      const before = tokenFrom(tokens, macroStart) - 1;
      if (wanted === undefined || !tokens.isIdentifier(before, 'static')) continue;
      const at = { start: tokens.start[before] as number, end: macroStart + macro.length };
      report(at, `static ${macro} does not compile in this release`, `write ${wanted}`, {
        fix: { title: `Write ${wanted}`, edits: [{ path, ...at, text: wanted }] },
      });
    }
    for (const { name, start, end } of facts.eraNames) {
      if (
        !name.endsWith('_DEFINE_STATIC') ||
        tree.ways.words.has(name) ||
        definesMacro(context, name) ||
        isDisabled(tokens, start)
      )
        continue;
      const plain = name.slice(0, -'_STATIC'.length);
      if (!tree.roles.has(plain)) continue;
      report({ start, end }, `this release has no ${name}`, `write static ${plain}`, {
        fix: { title: `Write static ${plain}`, edits: [{ path, start, end, text: `static ${plain}` }] },
      });
    }
  },
};

/** A file that is for several releases brings the macro itself where it is missing. */
function definesMacro({ tokens }: RuleContext, name: string): boolean {
  const table = directiveTable(tokens);
  return tokens.directives.some((hash, d) => table.code[d] === D_DEFINE && tokens.isIdentifier(hash + 2, name));
}
