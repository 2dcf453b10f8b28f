import type { TreeFlow, TreeFunction } from '../flow/tree-flow.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import type { TokenFile } from '../lexer/token-file.ts';
import { lowerBound } from '../collections/lower-bound.ts';
import { invocationAt, tokensText } from '../written/invocations.ts';
import type { Rule, TreeView } from './rule.ts';

/** Calls from a function that walks the list to one that frees. */
const MOST_CALLS = 3;

const INSERTS = /^(?:CK_)?(?:LIST|SLIST|TAILQ|STAILQ)_INSERT_(?:HEAD|TAIL)$/;
const ALLOCATES = /^(?:malloc|uma_zalloc|uma_zalloc_arg|mallocarray)$/;
const FREES = /^(?:free|zfree|uma_zfree|uma_zfree_arg)$/;

export const rule: Rule = {
  id: 'list-entries-leak',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'queue(3)',
  summary: 'entries are allocated and put into a list of each vnet, and no function that sees the list frees them',
  why: `The head of the list goes with its vnet. Entries that are left in it stay allocated and nothing names them any more: each vnet that is destroyed
leaves them. The rule reports a list only if no destructor of vnets looks at it, and if no function of the tree that names the list
frees anything, itself or in what it calls, and if nothing takes an entry out by its link. tcp_hc_destroy() walks its buckets, and inpcb's destructors assert that their lists are empty.`,
  bad: example([]),
  good: example([
    '	struct tun_name *name;',
    '',
    '	while ((name = LIST_FIRST(&V_tun_names)) != NULL) {',
    '		LIST_REMOVE(name, tun_link);',
    '		free(name, M_TEMP);',
    '	}',
  ]),
  check(context) {
    const { path, tree, report, tokens } = context;
    const own = tree.flow.file(path)?.registrations.filter(({ kind }) => kind === 'vnet-sysuninit') ?? [];
    const [first] = own;
    if (first === undefined) return;
    const reported = new Set<string>();
    for (const one of tree.flow.functions(path)) {
      for (const { accessor, link, start, end } of insertions(tokens, one)) {
        if (reported.has(accessor) || isSeenByDestructor(tree.flow, accessor) || isFreed(tree.flow, accessor)) continue;
        if (isTakenOut(tree, link)) continue;
        reported.add(accessor);
        report(
          { start, end },
          `entries of ${accessor} are allocated here, and nothing that sees the list frees them: each vnet leaves them`,
          'walk the list in a VNET_SYSUNINIT and free its entries',
          {
            related: [
              { path, start: first.start, end: first.end, message: `${first.handler} runs when a vnet is destroyed` },
            ],
          },
        );
      }
    }
  },
};

/** `LIST_INSERT_HEAD(&V_x, e, link)` in a function that has allocated e. */
function insertions(
  file: TokenFile,
  { flow }: TreeFunction,
): readonly { readonly accessor: string; readonly link: string; readonly start: number; readonly end: number }[] {
  const from = lowerBound(file.start, flow.bodyStart);
  const allocated = new Set<string>();
  const found: { accessor: string; link: string; start: number; end: number }[] = [];
  for (let i = from; (file.start[i] as number) < flow.bodyEnd && i < file.count; i++) {
    if (file.kind[i] !== T_IDENT) continue;
    const word = file.spelling(i);
    if (ALLOCATES.test(word)) allocated.add(assigned(file, i));
    if (!INSERTS.test(word)) continue;
    const [head, entry, last] = invocationAt(file, i)?.arguments ?? [];
    if (head === undefined || entry === undefined || last === undefined) continue;
    const accessor = /^& ?(V_\w+)$/.exec(tokensText(file, head.from, head.to))?.[1];
    if (accessor === undefined || !allocated.has(tokensText(file, entry.from, entry.to))) continue;
    found.push({
      accessor,
      link: tokensText(file, last.from, last.to),
      start: file.start[i] as number,
      end: file.end[i] as number,
    });
  }
  return found;
}

/** The variable that `e = malloc(...)` or `e = (type *)malloc(...)` assigns to; '' without. */
function assigned(file: TokenFile, call: number): string {
  const line = file.text.slice(Math.max(0, (file.start[call] as number) - 80), file.start[call]);
  return /(\w+)\s*=\s*(?:\([^()]*\)\s*)?$/.exec(line)?.[1] ?? '';
}

function names({ flow }: TreeFunction, accessor: string): boolean {
  return flow.uses.some(({ name }) => `V_${name}` === accessor);
}

function isSeenByDestructor(flow: TreeFlow, accessor: string): boolean {
  return [...flow.contexts.destructed].some(
    (one) => names(one, accessor) && !one.flow.resources.some((use) => use.action === 'make' && use.key === accessor),
  );
}

/** Some function that names the list frees something, itself or in what it calls. */
function isFreed(flow: TreeFlow, accessor: string): boolean {
  for (const path of flow.paths)
    for (const one of flow.functions(path)) if (names(one, accessor) && frees(flow, one)) return true;
  return false;
}

/** Some file takes an entry out by this link: LIST_REMOVE() names no head. */
function isTakenOut(tree: TreeView, link: string): boolean {
  const removes = new RegExp(`_REMOVE\\w*\\([^;]*\\b${link}\\s*\\)`);
  for (const path of tree.flow.paths) if (removes.test(tree.tokens(path)?.text ?? '')) return true;
  return false;
}

function frees(flow: TreeFlow, start: TreeFunction): boolean {
  const seen = new Set([start]);
  let round: readonly TreeFunction[] = [start];
  for (let calls = 0; calls <= MOST_CALLS; calls++) {
    if (round.some((one) => one.flow.calls.some(({ name }) => FREES.test(name)))) return true;
    round = round.flatMap((one) =>
      one.flow.calls.flatMap(({ name }) =>
        flow.resolve(one.path, name).filter((target) => !seen.has(target) && seen.add(target)),
      ),
    );
  }
  return false;
}

function example(body: readonly string[]): string {
  return `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/malloc.h>
#include <sys/queue.h>
#include <net/vnet.h>
struct tun_name {
	LIST_ENTRY(tun_name) tun_link;
};
VNET_DEFINE_STATIC(LIST_HEAD(, tun_name), tun_names);
VNET_DEFINE_STATIC(int, tun_count);
#define V_tun_names VNET(tun_names)
#define V_tun_count VNET(tun_count)
void tun_add(void);
void
tun_add(void)
{
	struct tun_name *name;

	name = malloc(sizeof(*name), M_TEMP, M_WAITOK);
	LIST_INSERT_HEAD(&V_tun_names, name, tun_link);
	V_tun_count++;
}
static void
tun_uninit(const void *unused)
{
${body.map((line) => `${line}\n`).join('')}	V_tun_count = 0;
}
VNET_SYSUNINIT(tun_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_uninit, NULL);
`;
}
