// What a sysctl's handler finds in the structs that it is handed, as kern_sysctl.c fills them for who only reads.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Memory } from '../../../server/src/core/machine/memory.ts';
import { machineOf, PATH } from '../../kit/run-c.ts';

const SOURCE = `
struct vnet { long magic; unsigned long vnet_data_base; };
struct prison { int pr_id; struct vnet *pr_vnet; };
struct ucred { int cr_ref; struct prison *cr_prison; };
struct thread { struct ucred *td_ucred; struct vnet *td_vnet; };
struct sysctl_oid { int oid_kind; void *oid_arg1; long oid_arg2; const char *oid_name; };
struct sysctl_req { struct thread *td; void *newptr; int (*oldfunc)(struct sysctl_req *, const void *, unsigned long); };
int sysctl_handle_int(struct sysctl_oid *, void *, long, struct sysctl_req *);
int strcmp(const char *, const char *);
#define HANDLER(name) int name(struct sysctl_oid *oidp, void *arg1, long arg2, struct sysctl_req *req)
#define OUT(x) return (req->oldfunc(req, &(x), sizeof(int)))
HANDLER(own) { return (sysctl_handle_int(oidp, arg1, 0, req)); }
HANDLER(registered) { return (sysctl_handle_int(oidp, oidp->oid_arg1, oidp->oid_arg2, req)); }
HANDLER(based) {
  struct vnet *vnet = req->td->td_ucred->cr_prison->pr_vnet;
  return (sysctl_handle_int(oidp, (void *)(vnet->vnet_data_base + (unsigned long)oidp->oid_arg1), 0, req));
}
HANDLER(named) { int is = strcmp(oidp->oid_name, "beta") == 0 ? 3 : 4; OUT(is); }
HANDLER(second) { int is = (int)oidp->oid_arg2 + 1; OUT(is); }
HANDLER(written) { int is = req->newptr == 0; OUT(is); }
HANDLER(kind) { int is = oidp->oid_kind; OUT(is); }
`;

/** Bytes at 8 of the reference copy hold 5, those of the vnet 7. */
const at8 = (value: number): Memory => Memory.zeroed(16).write(8, Uint8Array.of(value, 0, 0, 0), undefined);

function asked(handler: string, isReference = false, name = 'beta'): number | string {
  const answer = machineOf(SOURCE).sysctl(
    { source: PATH, function: handler, name, arg1: { offset: 8, isReference }, arg2: 40 },
    {
      cells: new Map(),
      reference: at8(5),
      vnet0: at8(7),
      vnet: { memory: at8(7), ifcnt: 0, isVnet0: true },
      environment: new Map(),
      settings: new Map(),
      members: { all: [], ofSymbol: () => undefined, at: () => undefined, named: () => [] },
    },
  );
  if (typeof answer === 'string') return answer;
  const mark = answer.marks?.find((one) => one?.mark.kind === 'unknown')?.mark;
  return mark?.kind === 'unknown' ? mark.reason : (answer.bytes[0] ?? 0);
}

test("arg1 is the vnet's variable where sysctl_root() has added the base", () => {
  assert.equal(asked('own'), 7);
  assert.equal(asked('own', true), 5);
});

test('the oid has what it was registered with: the reference copy', () => {
  assert.equal(asked('registered'), 5);
  assert.equal(asked('registered', true), 5);
  assert.equal(asked('second'), 41);
  assert.equal(asked('named'), 3);
  assert.equal(asked('named', false, 'alpha'), 4);
});

test("who asks is in the vnet: vnet_sysctl_handle_int() of 9 adds its base to the oid's address", () => {
  assert.equal(asked('based'), 7);
  assert.equal(asked('based', true), 7);
});

test('nothing is written, and what else the structs hold is not known', () => {
  assert.equal(asked('written'), 1);
  assert.equal(asked('kind'), 'struct sysctl_oid');
});
