import type { TokenFile } from '../lexer/token-file.ts';
import { T_IDENT, T_PUNCT } from '../lexer/token-kinds.ts';
import { P_ASSIGN, P_COMMA, P_LBRACE, P_LPAREN, P_RBRACE, P_RPAREN, P_SEMI } from '../lexer/punctuators.ts';
import { plain, type Type } from '../types/type.ts';
import { isUnknown } from '../types/unknown.ts';
import { isDisabled } from '../written/conditions.ts';
import { setVariables, type InstanceSet } from '../vnet/set-variables.ts';
import { mayBeRecord } from '../vnet/type-words.ts';
import type { Rule, RuleContext, UnitView } from './rule.ts';
import type { VariableFact } from '../vnet/file-facts.ts';
import { tokenFrom } from '../written/token-at.ts';

/** Records that zero bytes do not make usable, with what does. */
const BY_TAG: Readonly<Record<string, string>> = {
  mtx: 'mtx_init',
  mtx_padalign: 'mtx_init',
  rwlock: 'rw_init',
  rwlock_padalign: 'rw_init',
  sx: 'sx_init',
  rmlock: 'rm_init',
  callout: 'callout_init',
  task: 'TASK_INIT',
  timeout_task: 'TIMEOUT_TASK_INIT',
};
/** Heads whose end points at their own first field. */
const BY_MEMBER: readonly (readonly [string, string])[] = [
  ['tqh_last', 'TAILQ_INIT'],
  ['stqh_last', 'STAILQ_INIT'],
];
/** What works with an object that is set up already. */
const WORKS =
  /^(_?mtx_|_?rw_|_?sx_|_?rm_|callout_|TAILQ_|STAILQ_|taskqueue_|KASSERT$|MPASS$|VNET_ASSERT$|\w*_?(R|W|S|X)?(UN)?LOCK(_ASSERT)?$)/;
/** What looks at the end of a tail queue; in front, and in the middle, zeros do. */
const NEEDS_END = /^S?TAILQ_(INSERT_TAIL|CONCAT|LAST|LAST_FAST|FOREACH_REVERSE\w*|SWAP)$/;
/** What sets one up, or may: then this rule is silent. */
const SETS_UP = /init|create|alloc|setup|start|bzero|memset|copy/i;

export const rule: Rule = {
  id: 'uninitialized-object',
  category: 'Initial values',
  scope: 'unit',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a lock, callout, task or tail queue is virtualized and used, and nothing in the tree initializes it',
  why: `Each vnet's copy starts with the zeros of the reference copy. A zero mutex has no class and panics with WITNESS, a zero callout has no lock, and
TAILQ_INSERT_TAIL on a zero head writes through a null pointer. Initialize each in a VNET_SYSINIT, and DPCPU globals in a SYSINIT that goes over
the CPUs.`,
  bad: `#include <sys/param.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct mtx, fixture_mtx);
#define V_fixture_mtx VNET(fixture_mtx)
void fixture_work(void);
void
fixture_work(void)
{

	mtx_lock(&V_fixture_mtx);
	mtx_unlock(&V_fixture_mtx);
}
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/lock.h>
#include <sys/mutex.h>
#include <net/vnet.h>
VNET_DEFINE_STATIC(struct mtx, fixture_mtx);
#define V_fixture_mtx VNET(fixture_mtx)
static void
fixture_init(void *arg)
{

	mtx_init(&V_fixture_mtx, "fixture", NULL, MTX_DEF);
}
VNET_SYSINIT(fixture_init, SI_SUB_PSEUDO, SI_ORDER_ANY, fixture_init, NULL);
static void
fixture_uninit(void *arg)
{

	mtx_destroy(&V_fixture_mtx);
}
VNET_SYSUNINIT(fixture_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, fixture_uninit, NULL);
`,
  check(context) {
    const { path, facts, tokens, tree, report } = context;
    if (
      !path.endsWith('.c') ||
      !facts.definitions.some((fact) => fact.initializer === undefined && mayBeRecord(fact) && !fact.type.includes('['))
    )
      return;
    for (const { set, name, init } of tree.ofUnit('objects', path, objectsToInitialize) ?? []) {
      const definition = facts.definitions.find((one) => one.name === name && one.set === set);
      if (definition === undefined || isDisabled(tokens, definition.start)) continue;
      const used = firstUse(context, definition, init.endsWith('TAILQ_INIT') ? NEEDS_END : WORKS);
      if (used === undefined) continue;
      const isOfVnet = set === 'set_vnet';
      report(
        definition,
        `nothing initializes '${name}': it starts as zeros for every ${isOfVnet ? 'vnet' : 'CPU'}`,
        isOfVnet
          ? `call ${init}(&V_${name}, ...) in a VNET_SYSINIT`
          : `call ${init}(DPCPU_ID_PTR(cpu, ${name}), ...) for each CPU in a SYSINIT`,
        { related: [{ path: used.path, start: used.start, end: used.end, message: 'used here' }] },
      );
    }
  },
};

/** Variables without initial value whose type wants a call before it is used, with that call. */
function objectsToInitialize(
  unit: UnitView,
): readonly { readonly set: InstanceSet; readonly name: string; readonly init: string }[] {
  return setVariables(unit.unit).flatMap(({ set, name, isInitialized, declaration, declarator, inside }) => {
    if (isInitialized) return [];
    const init = initOf(unit, unit.resolver.ofDeclarator(declaration.specifiers, declarator, inside?.scope));
    return init === undefined ? [] : [{ set, name, init }];
  });
}

function initOf({ engine, resolver, unit }: UnitView, whole: Type): string | undefined {
  const type = plain(whole);
  if (type.kind !== 'record') return undefined;
  const byTag = BY_TAG[type.specifier.tag === 0 ? '' : resolver.spelling(type.specifier.tag)];
  return byTag ?? BY_MEMBER.find(([member]) => !isUnknown(engine.member(type, unit.interner.intern(member))))?.[1];
}

/**
 * The first use of a variable that all of the tree uses as if it were set up, in a call that `needs` it to be;
 * undefined when somewhere it may be.
 */
function firstUse(
  { tree }: RuleContext,
  { name, set }: VariableFact,
  needs: RegExp,
): { path: string; start: number; end: number } | undefined {
  const names = new Set([
    name,
    ...(set === 'set_vnet' ? [`V_${name}`] : []),
    ...tree.accessorsOf(name, set).map(({ fact }) => fact.name),
  ]);
  let first: { path: string; start: number; end: number } | undefined;
  for (const [path, facts] of tree.files) {
    for (const used of names) {
      const offsets = facts.uses.get(used);
      const tokens = offsets === undefined ? undefined : tree.tokens(path);
      if (offsets === undefined || tokens === undefined) continue;
      for (const start of offsets) {
        // In no call it is read, or assigned.
        const callee = calleeAround(tokens, start);
        if (callee === undefined || SETS_UP.test(callee) || !WORKS.test(callee)) return undefined;
        if (needs.test(callee)) first ??= { path, start, end: start + used.length };
      }
    }
  }
  return first;
}

/** The name in front of the parentheses around an offset, the innermost that is no VNET( ) or DPCPU_PTR( ) itself. */
function calleeAround(tokens: TokenFile, offset: number): string | undefined {
  const at = tokenFrom(tokens, offset);
  let depth = 0;
  for (let i = at - 1; i > 0; i--) {
    if (tokens.kind[i] !== T_PUNCT) continue;
    const code = tokens.value[i];
    if (code === P_SEMI || code === P_LBRACE || code === P_RBRACE || (depth === 0 && code === P_ASSIGN))
      return undefined;
    if (code === P_RPAREN) depth++;
    else if (code === P_LPAREN && depth > 0) depth--;
    else if (code === P_LPAREN && tokens.kind[i - 1] === T_IDENT) {
      const name = tokens.spelling(i - 1);
      if (
        !/^(VNET|VNET_NAME|VNET_PTR|VNET_VNET|VNET_VNET_PTR|DPCPU_GET|DPCPU_PTR|DPCPU_NAME|DPCPU_ID_GET|DPCPU_ID_PTR)$/.test(
          name,
        )
      )
        return name;
    } else if (code === P_COMMA) continue;
  }
  return undefined;
}
