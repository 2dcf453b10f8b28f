import { isDisabled } from '../written/conditions.ts';
import { objectBytes } from '../vnet/sysctl-macros.ts';
import { arithmeticBytes } from '../vnet/type-words.ts';
import type { Member, Rule, RuleContext } from './rule.ts';

export const rule: Rule = {
  id: 'sysctl-size-mismatch',
  category: 'Sysctl',
  scope: 'unit',
  severity: 'error',
  since: '0.1.0',
  manual: 'sysctl(9)',
  summary: "a sysctl's type has another size than the virtualized global that it is given",
  why: `The handler copies as many bytes as its type has (sysctl_handle_int and its like, sys/kern/kern_sysctl.c). If the variable is smaller, it also reads
and overwrites the neighbours in set_vnet; if it is larger, it sets only a part. Since 11.0 a CTASSERT refuses this in the plain macros. Nothing refuses
it before 11.0, or in a subsystem's own macros.`,
  bad: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(uint8_t, tun_ttl) = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, "Hops");
`,
  good: `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(u_int, tun_ttl) = 64;
SYSCTL_INT(_net, OID_AUTO, tun_ttl, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(tun_ttl), 0, "Hops");
`,
  check(context) {
    const { facts, tokens, tree, report } = context;
    for (const sysctl of facts.sysctls) {
      // Only of the whole variable the size is known here.
      if (
        sysctl.variable === undefined ||
        sysctl.variableSet === undefined ||
        !/^&\s*\w+\s*\(\s*\w+\s*\)$/.test(sysctl.pointer) ||
        isDisabled(tokens, sysctl.start)
      )
        continue;
      const wanted = objectBytes(sysctl, tree.longBytes);
      if (wanted === undefined || writtenBytes(context, sysctl.variable, sysctl.variableSet) === wanted) continue;
      const member = memberOf(context, sysctl.variable, sysctl.variableSet);
      if (member?.sizeBytes === undefined || member.sizeBytes === null || member.sizeBytes === wanted) continue;
      const definition = tree.definitions(sysctl.variable, sysctl.variableSet)[0];
      report(
        sysctl.pointerSpot ?? sysctl,
        `${sysctl.macro} reads and writes ${wanted} bytes, but '${sysctl.variable}' (${member.type}) has ${member.sizeBytes}`,
        'use the sysctl macro for its type',
        definition === undefined
          ? {}
          : {
              related: [
                {
                  path: definition.path,
                  start: definition.fact.start,
                  end: definition.fact.end,
                  message: `${member.type}, ${member.sizeBytes} bytes`,
                },
              ],
            },
      );
    }
  },
};

/** What the words of the only definition say already. */
function writtenBytes({ tree, path }: RuleContext, name: string, set: Member['set']): number | undefined {
  const definitions = tree.definitions(name, set);
  const definition =
    definitions.find((one) => one.path === path) ?? (definitions.length === 1 ? definitions[0] : undefined);
  return definition === undefined ? undefined : arithmeticBytes(definition.fact.type, tree.longBytes);
}

/** The variable as its file measures it: this file's own first, then the only one of that name. */
function memberOf({ path, tree }: RuleContext, name: string, set: Member['set']): Member | undefined {
  const definitions = tree.definitions(name, set);
  const sources = new Set(definitions.map((one) => one.path));
  const source = sources.has(path) ? path : sources.size === 1 ? [...sources][0] : undefined;
  return source?.endsWith('.c') !== true
    ? undefined
    : tree.members(source)?.find((member) => member.name === name && member.set === set);
}
