import type { SysinitLevels } from '../flow/sysinit-levels.ts';
import { isInAnyVnet, type HandedOver } from '../flow/tree-contexts.ts';
import type { Rule } from './rule.ts';

export const rule: Rule = {
  id: 'vnet-sysinit-order',
  category: 'Life cycle',
  scope: 'tree',
  severity: 'warning',
  since: '0.1.0',
  manual: 'vnet(9)',
  summary: 'a constructor of vnets uses what a later constructor makes',
  why: `Constructors run by subsystem and order. One that uses a zone, a lock, a list or a table of another constructor with a greater key finds the
reference copy's bytes: a NULL zone, a lock that WITNESS does not know. At boot this may work, because all run for vnet0 as they are
registered; the first jail panics. Equal keys run in link order and are not reported.`,
  bad: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <vm/uma.h>
#include <net/vnet.h>
VNET_DEFINE(uma_zone_t, tun_zone);
VNET_DEFINE(void *, tun_first);
#define V_tun_zone VNET(tun_zone)
#define V_tun_first VNET(tun_first)
static void
tun_zone_init(const void *unused)
{
	V_tun_zone = uma_zcreate("tun", 64, NULL, NULL, NULL, NULL, 0, 0);
}
VNET_SYSINIT(tun_zone_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_zone_init, NULL);
static void
tun_zone_uninit(const void *unused)
{
	uma_zdestroy(V_tun_zone);
}
VNET_SYSUNINIT(tun_zone_uninit, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_zone_uninit, NULL);
static void
tun_init(const void *unused)
{
	V_tun_first = uma_zalloc(V_tun_zone, M_WAITOK);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_FIRST, tun_init, NULL);
`,
  good: `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <vm/uma.h>
#include <net/vnet.h>
VNET_DEFINE(uma_zone_t, tun_zone);
VNET_DEFINE(void *, tun_first);
#define V_tun_zone VNET(tun_zone)
#define V_tun_first VNET(tun_first)
static void
tun_zone_init(const void *unused)
{
	V_tun_zone = uma_zcreate("tun", 64, NULL, NULL, NULL, NULL, 0, 0);
}
VNET_SYSINIT(tun_zone_init, SI_SUB_PSEUDO, SI_ORDER_FIRST, tun_zone_init, NULL);
static void
tun_zone_uninit(const void *unused)
{
	uma_zdestroy(V_tun_zone);
}
VNET_SYSUNINIT(tun_zone_uninit, SI_SUB_PSEUDO, SI_ORDER_FIRST, tun_zone_uninit, NULL);
static void
tun_init(const void *unused)
{
	V_tun_first = uma_zalloc(V_tun_zone, M_WAITOK);
}
VNET_SYSINIT(tun_init, SI_SUB_PSEUDO, SI_ORDER_ANY, tun_init, NULL);
`,
  check({ path, tree, report }) {
    const { contexts, levels } = tree.flow;
    for (const one of tree.flow.functions(path)) {
      const own = keysOf(contexts.handedOver(one), levels);
      if (own.length === 0) continue;
      for (const used of contexts.inSameVnet(one)) {
        for (const use of used.flow.uses) {
          const makers = contexts
            .makers(`V_${use.name}`)
            .filter((maker) => keysOf(contexts.handedOver(maker), levels).length > 0);
          const later = makers.filter(
            (maker) =>
              maker !== one &&
              keysOf(contexts.handedOver(maker), levels).every((key) => own.every((earlier) => isBefore(earlier, key))),
          );
          const [maker] = later;
          if (maker === undefined || later.length < makers.length || !isInAnyVnet(use.state)) continue;
          const where = used === one ? use : one.flow;
          report(
            { start: where.start, end: where.end },
            `${one.flow.name} uses V_${use.name} before ${maker.flow.name} makes it: the VNET_SYSINIT of ${maker.flow.name} runs later`,
            `give the VNET_SYSINIT of ${one.flow.name} a later subsystem or order`,
            {
              related: [
                ...contexts
                  .handedOver(maker)
                  .slice(0, 1)
                  .map((place) => ({
                    path: place.path,
                    start: place.registration.start,
                    end: place.registration.end,
                    message: `${maker.flow.name} is registered here`,
                  })),
                ...(used === one
                  ? []
                  : [
                      {
                        path: used.path,
                        start: use.start,
                        end: use.end,
                        message: `${used.flow.name} uses V_${use.name}`,
                      },
                    ]),
              ],
            },
          );
        }
      }
    }
  },
};

type Key = readonly [subsystem: number, order: number];

function keysOf(places: readonly HandedOver[], levels: SysinitLevels): readonly Key[] {
  return places.flatMap(({ path, registration }) => {
    if (registration.kind !== 'vnet-sysinit') return [];
    const subsystem = levels.evaluate(registration.detail, path);
    const order = levels.evaluate(registration.order, path);
    return subsystem === undefined || order === undefined ? [] : [[subsystem, order]];
  });
}

function isBefore(a: Key, b: Key): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}
