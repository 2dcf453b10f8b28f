import { editDistance } from '../kernel/near-names.ts';
import { isDisabled, isWithoutVimage, optionsAt } from '../written/conditions.ts';
import { tokenFrom } from '../written/token-at.ts';
import { compiledWith } from './compiled-with.ts';
import type { Fix, Rule, RuleContext, TreeView } from './rule.ts';

export const rule: Rule = {
  id: 'unknown-accessor',
  category: 'Declarations',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'V_x is used, but the tree has no x: the name is misspelt, or x was removed',
  why: `An accessor is a macro. If there is none, V_x is an undeclared name. If it reaches a variable that nobody defines or declares, the file does
not compile, or kldload refuses the module with "symbol vnet_entry_x undefined". No compiler reports the name in code whose option is not
set. Pull request 1157 of freebsd-src reports that pf.ko could not be loaded because of
vnet_entry_in_loopback_mask (pf_dummynet_route).`,
  fixes: 'Writes the only name that is nearly the same.',
  bad: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_do_sack);
#define V_tun_do_sack VNET(tun_do_sack)
int tun_get(void);
int
tun_get(void)
{
	return (V_tun_do_sack + V_tun_dosack);
}
`,
  good: `#include <sys/param.h>
#include <net/vnet.h>
VNET_DEFINE(int, tun_do_sack);
#define V_tun_do_sack VNET(tun_do_sack)
int tun_get(void);
int
tun_get(void)
{
	return (V_tun_do_sack);
}
`,
  check(context) {
    const { facts, tokens, tree, path, report } = context;
    // A module outside may take the rest from where nobody looks.
    if (path.startsWith('/')) return;
    for (const [name, offsets] of facts.uses) {
      if (!name.startsWith('V_') || isKnownToTree(tree, name.slice(2))) continue;
      const [accessor] = tree.accessors(name);
      if (accessor === undefined ? tree.hasMacro(name) : isKnownToTree(tree, accessor.fact.variable)) continue;
      const start = offsets.find((at) => isUse(context, at));
      if (start === undefined) continue;
      const variable = accessor?.fact.variable ?? name.slice(2);
      const near = accessor === undefined ? nearest(tree, name) : undefined;
      if (accessor === undefined && (near === undefined || isDeclaredHere(context, name))) continue;
      report(
        { start, end: start + name.length },
        accessor === undefined
          ? `no virtualized global ${variable}; did you mean ${near?.slice(2) ?? ''}?`
          : `${name} reaches '${variable}', which nothing in this tree defines or declares${compiledWith(optionsAt(tokens, start))}`,
        accessor === undefined ? `write ${near ?? ''}` : 'define it, or remove the accessor and its uses',
        {
          related:
            accessor === undefined
              ? []
              : [
                  {
                    path: accessor.path,
                    start: accessor.fact.start,
                    end: accessor.fact.end,
                    message: 'the accessor is defined here',
                  },
                ],
          fix: near === undefined ? undefined : renamed(context, name, near, offsets),
        },
      );
    }
  },
};

function isKnownToTree(tree: TreeView, variable: string): boolean {
  return tree.definitions(variable, 'set_vnet').length > 0 || tree.declarations(variable, 'set_vnet').length > 0;
}

/**
 * Compiled by somebody, with VIMAGE, and not the last word of a line that is still being typed. What only a name
 * switches on that is no option, and that the file does not define, is a vendor's own: the rest of it is not here
 * either.
 */
function isUse({ tokens, tree }: RuleContext, at: number): boolean {
  if (isDisabled(tokens, at) || isWithoutVimage(tokens, at)) return false;
  if (optionsAt(tokens, at).some((name) => !tree.isOption(name) && !defines(tokens.text, name))) return false;
  const token = tokenFrom(tokens, at);
  const behind = tokens.text.slice(tokens.end[token], tokens.start[token + 1]);
  return !behind.includes('\n');
}

function defines(text: string, name: string): boolean {
  return new RegExp(`#[ \\t]*define[ \\t]+${name}\\b`).test(text);
}

/** A local, a member or a macro of that name; not `return V_x;`, nor `n * V_x`. */
function isDeclaredHere({ tokens }: RuleContext, name: string): boolean {
  const declared = `\\b(?!(?:return|else|do|case|goto|sizeof)\\b)\\w+(?:[ \\t]+\\**|\\*+)${name}\\s*[;,=[)]`;
  return new RegExp(`#[ \\t]*define[ \\t]+${name}\\b|${declared}|[.>]\\s*${name}\\b`).test(tokens.text);
}

/** The accessor that differs in one or two letters; undefined where none does, or several do. */
function nearest(tree: TreeView, name: string): string | undefined {
  let best: string[] = [];
  let least = name.length > 8 ? 2 : 1;
  for (const facts of tree.files.values()) {
    for (const accessor of facts.accessors) {
      if (!mayBeNear(accessor.name, name, least) || !isKnownToTree(tree, accessor.variable)) continue;
      const distance = editDistance(name, accessor.name, least);
      if (distance > least) continue;
      if (distance < least) best = [];
      least = distance;
      if (!best.includes(accessor.name)) best.push(accessor.name);
    }
  }
  return best.length === 1 ? best[0] : undefined;
}

/** What most names fail at, before their letters are counted: a slip leaves the beginning or the end as it was. */
function mayBeNear(a: string, b: string, most: number): boolean {
  return Math.abs(a.length - b.length) <= most && (a[2] === b[2] || a[a.length - 1] === b[b.length - 1]);
}

function renamed({ path }: RuleContext, name: string, near: string, offsets: readonly number[]): Fix {
  return {
    title: `Write ${near}`,
    edits: offsets.map((start) => ({ path, start, end: start + name.length, text: near })),
  };
}
