import assert from 'node:assert/strict';
import test from 'node:test';
import { sysctlList, type SysctlRow } from '../../../server/src/core/analysis/answers/sysctl-list.ts';
import { FIXTURE, openSample } from '../../kit/rule-session.ts';

// Who may do what: sysctl_root() and sysctl_root_handler() of sys/kern/kern_sysctl.c. A jail writes with
// CTLFLAG_PRISON, or with CTLFLAG_VNET in a vnet of its own; reading needs no flag but the read permission. Tunables:
// the sample is a 13.0, whose sysctl_register_oid() skips oids with CTLFLAG_VNET.
const source = `#include <sys/param.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>
VNET_DEFINE(int, list_a);
#define V_list_a VNET(list_a)
SYSCTL_INT(_net_inet, OID_AUTO, list_rw, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(list_a), 0, "");
SYSCTL_INT(_net_inet, OID_AUTO, list_rd, CTLFLAG_VNET | CTLFLAG_RD, &VNET_NAME(list_a), 0, "");
SYSCTL_INT(_net_inet, OID_AUTO, list_tun, CTLFLAG_VNET | CTLFLAG_RWTUN, &VNET_NAME(list_a), 0, "");
SYSCTL_INT(_net_inet, OID_AUTO, list_fetched, CTLFLAG_VNET | CTLFLAG_RDTUN, &VNET_NAME(list_a), 0, "");
SYSCTL_INT(_net_inet, OID_AUTO, list_own, LIST_FLAGS, &VNET_NAME(list_a), 0, "");
SYSCTL_INT(_net_inet, OID_AUTO, list_plain, CTLFLAG_RW, &list_plain, 0, "");
#if 0
SYSCTL_INT(_net_inet, OID_AUTO, list_dead, CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(list_a), 0, "");
#endif
static void
list_init(void *arg)
{

	TUNABLE_INT_FETCH("net.inet.list_fetched", &V_list_a);
}
VNET_SYSINIT(list_init, SI_SUB_PSEUDO, SI_ORDER_ANY, list_init, NULL);
`;

const rows = sysctlList(openSample({ [FIXTURE]: source })).filter(({ file }) => file === FIXTURE);

function said({ access }: SysctlRow): string {
  if (access === null) return 'unknown';
  const { host, jail, tunable } = access;
  const letters = (may: { mayRead: boolean; mayWrite: boolean }): string =>
    (may.mayRead ? 'r' : '') + (may.mayWrite ? 'w' : '');
  return `jail ${letters(jail)} host ${letters(host)} ${jail.isOwnCopy ? 'own' : 'shared'} ${tunable}`;
}

test('sysctls of vnets say who may use them and what a tunable does', () => {
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.name, said(row)])), {
    'net.inet.list_rw': 'jail rw host rw own none',
    'net.inet.list_rd': 'jail r host r own none',
    'net.inet.list_tun': 'jail rw host rw own ignored',
    'net.inet.list_fetched': 'jail r host r own works',
    'net.inet.list_own': 'unknown',
  });
});

test('a row names the variable and its place', () => {
  const row = rows.find(({ name }) => name === 'net.inet.list_rd');
  assert.deepEqual([row?.variable, row?.line, row?.column], ['list_a', 8, 1]);
});
