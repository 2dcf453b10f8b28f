import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'unused-ignore',
  category: 'Comments',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a vnetscope-ignore comment suppresses nothing',
  why: `The finding is gone, or it is on another line than the comment. A comment that stays hides the next error on its line.`,
  fixes: 'Removes the comment, or the name from it.',
  tag: 'unnecessary',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, v1enable) = 1;
/* vnetscope-ignore accessor-names-other: v2 is an old name of v1 */
#define V_v1enable VNET(v1enable)
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, v1enable) = 1;
VNET_DEFINE(int, v2enable) = 1;
/* vnetscope-ignore accessor-names-other: v2 is an old name of v1 */
#define V_v2enable VNET(v1enable)
`,
  isLast: true,
  check({ path, tokens, ignores, isOn, report }) {
    for (const comment of ignores) {
      // Without a reason it holds nothing back anyway: malformed-ignore says so.
      if (comment.reason === '') continue;
      for (const [i, named] of comment.rules.entries()) {
        // A rule that is off here would have found what it would; unknown names are malformed-ignore's.
        if (comment.used.has(named.id) || !isOn(named.id)) continue;
        const next = comment.rules[i + 1];
        const before = comment.rules[i - 1];
        const edit =
          next !== undefined
            ? { start: named.start, end: next.start }
            : before !== undefined
              ? { start: before.end, end: named.end }
              : wholeLines(tokens.text, comment.start, comment.end);
        report(
          named,
          `'${named.id}' finds nothing on line ${comment.line}: the comment suppresses nothing`,
          'remove it, or put it on the line of the finding or the one above',
          {
            fix: {
              title: comment.rules.length > 1 ? `Remove ${named.id} from the comment` : 'Remove the comment',
              edits: [{ path, ...edit, text: '' }],
            },
          },
        );
      }
    }
  },
};

/** The comment with the line that it has for itself, or with the blanks before it. */
function wholeLines(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  const startsLine = from === 0 || text[from - 1] === '\n';
  if (startsLine && text[end] === '\n') return { start: from, end: end + 1 };
  return startsLine ? { start, end } : { start: from, end };
}
