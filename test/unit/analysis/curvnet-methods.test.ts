import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { curvnetCallers, functionAtOffset } from '../../../server/src/core/analysis/answers/curvnet/curvnet-callers.ts';
import { curvnetText } from '../../../server/src/core/analysis/answers/curvnet/curvnet-text.ts';
import { askAt, settle } from '../../kit/hovering.ts';

const HEAD = `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/kernel.h>
#include <sys/callout.h>
#include <sys/eventhandler.h>
#include <net/vnet.h>
`;

/** The function that is asked about: sys/net/a.c, its `V_x++` in line 11. */
const target = (put: string): string => `${HEAD}VNET_DEFINE_STATIC(int, x);
#define V_x VNET(x)
static int
low(void *arg)
{
	return (V_‸x++);
}
${put}
`;

/** Who calls it: sys/kern/b.c, from line 7 on. */
const lines = (put: string, callers: string): readonly string[] => {
  const { session, path, offset } = askAt({
    sources: { 'sys/net/a.c': target(put), 'sys/kern/b.c': `${HEAD}${callers}` },
  });
  const { flow } = session;
  assert.ok(flow !== undefined);
  const asked = functionAtOffset(session, path, offset);
  assert.ok(asked !== undefined);
  const text = curvnetText(curvnetCallers(flow, asked), (at) => session.lineOf(at.path, at.start));
  return text.trimEnd().split('\n');
};

const SETS = 'void up(struct vnet *v, struct sw *p)\n{\n\tCURVNET_SET(v);\n\tCALL;\n\tCURVNET_RESTORE();\n}\n';
const calling = (call: string): string => SETS.replace('CALL', call);

// How the kernel calls each kind; the lines were read off the sources by hand. `up` sets it around line 10 of b.c.
describe('a method: the functions that call its member', () => {
  const kinds: readonly (readonly [what: string, put: string, call: string, entry: string, via: string])[] = [
    ['of a protocol', 'struct protosw s = { .pr_bind = low };', 'p->pr_bind(p)', '.pr_bind(low)', 'pr_bind'],
    ['(*p)()', 'struct protosw s = { .pr_bind = &low };', '(*p->sw->pr_bind)(p)', '.pr_bind(low)', 'pr_bind'],
    ['in a macro', '#define S .pr_bind = low,\nstruct protosw s = { S };', 'p->pr_bind(p)', '.pr_bind(low)', 'pr_bind'],
    [
      'that is copied',
      'struct netisr_handler h = { .nh_handler = low };',
      'np[1].np_handler(p)',
      '.nh_handler(low)',
      'np_handler',
    ],
    [
      'of an array',
      'IPPROTO_REGISTER(6, NULL, low);',
      'ip_ctlprotox[p->n](p)',
      'IPPROTO_REGISTER(low)',
      'ip_ctlprotox',
    ],
    [
      'of a device',
      'DEVMETHOD(device_attach, low);',
      'DEVICE_ATTACH(p)',
      'DEVMETHOD device_attach(low)',
      'DEVICE_ATTACH',
    ],
    [
      'of a node',
      'struct ng_type t = { .rcvdata = low };',
      'struct ng_type *t; switch (1) { case 1: (*rcvdata)(p, t); }',
      '.rcvdata(low)',
      'rcvdata',
    ],
  ];
  for (const [what, put, call, entry, via] of kinds)
    test(what, () => {
      const answer = lines(put, calling(call));
      assert.equal(answer[0], 'low needs curvnet: from x; set by up');
      assert.deepEqual(answer.slice(3), [
        `    ${entry}: a method: it runs with the vnet of whoever calls ${via} (sys/net/a.c:14)`,
        '        up: sets curvnet (sys/kern/b.c:10)',
      ]);
    });

  test('from a macro of a header', () => {
    const { session, path, offset } = askAt({
      sources: {
        'sys/net/bridge.h':
          'VNET_DECLARE(int, other);\n#define INPUT(_ifp, _m) do { _m = (*(_ifp)->if_bridge_input)(_ifp, _m); } while (0)\n',
        'sys/net/a.c': target('void on(struct ifnet *ifp) { ifp->if_bridge_input = low; }'),
        'sys/net/b.c': `${HEAD}#include <net/bridge.h>\n${calling('INPUT(p, v)')}`,
      },
    });
    const { flow } = session;
    assert.ok(flow !== undefined);
    const asked = functionAtOffset(session, path, offset);
    assert.ok(asked !== undefined);
    assert.deepEqual(curvnetCallers(flow, asked).ends.set, ['up']);
  });

  test('a record of that name that is a source’s own is another', () => {
    const own = `struct sw { int (*pr_bind)(void *); };\n${calling('p->pr_bind(p)')}`;
    assert.equal(
      lines('struct protosw s = { .pr_bind = low };', own)[0],
      'low needs curvnet: from x; nobody known calls low: through a pointer, or not at all',
    );
  });
});

test('who calls into the file of the call may mean other functions', () => {
  const hub = `static void hub(struct sw *p) { p->pr_send(p); }
void in(struct sw *p) { hub(p); }
static void tick(void *p) { hub(p); }
void start(struct callout *c) { callout_reset(c, 1, tick, NULL); }
`;
  const other = `${HEAD}void in(struct sw *p);\nvoid far(struct sw *p) { in(p); }\n`;
  const { session, path, offset } = askAt({
    sources: {
      'sys/net/a.c': target('struct protosw s = { .pr_send = low };'),
      'sys/kern/b.c': `${HEAD}${hub}`,
      'sys/kern/c.c': other,
    },
  });
  const { flow } = session;
  assert.ok(flow !== undefined);
  const asked = functionAtOffset(session, path, offset);
  assert.ok(asked !== undefined);
  const answer = curvnetText(curvnetCallers(flow, asked), (at) => session.lineOf(at.path, at.start));
  assert.deepEqual(answer.trimEnd().split('\n'), [
    'low needs curvnet: from x; perhaps not set by tick; decided by who calls in',
    '',
    'low sys/net/a.c:10',
    '    .pr_send(low): a method: it runs with the vnet of whoever calls pr_send (sys/net/a.c:14)',
    '        hub: hands on what it was called with (sys/kern/b.c:7)',
    '            in: hands on what it was called with (sys/kern/b.c:8)',
    '            tick: hands on what it was called with (sys/kern/b.c:9)',
    '                callout_reset(tick): a callout: softclock sets no vnet (sys/kern/b.c:10)',
  ]);
});

test('a cloner: whoever calls the hub calls it too', () => {
  const hub = calling('hub(p)');
  const { session, path, offset } = askAt({
    sources: {
      'sys/net/a.c': target('struct if_clone_addreq r = { .create_f = low };'),
      'sys/kern/b.c': `${HEAD}void hub(struct sw *p) { p->ifc_create(p); }\n`,
      'sys/kern/c.c': `${HEAD}void hub(struct sw *p);\n${hub}`,
    },
  });
  const { flow } = session;
  assert.ok(flow !== undefined);
  const asked = functionAtOffset(session, path, offset);
  assert.ok(asked !== undefined);
  const { ends } = curvnetCallers(flow, asked);
  assert.deepEqual([ends.set, ends.left, ends.unknown], [['up'], [], []]);
});

test('an event handler: who announces the event', () => {
  const answer = lines('EVENTHANDLER_DEFINE(x_event, low, NULL, 0);', calling('EVENTHANDLER_INVOKE(x_event, p)'));
  assert.deepEqual(answer, [
    'low needs curvnet: from x; set by up',
    '',
    'low sys/net/a.c:10',
    '    EVENTHANDLER_DEFINE(low): an event handler: it runs with the vnet of whoever announces the event (sys/net/a.c:14)',
    '        up: sets curvnet (sys/kern/b.c:10)',
  ]);
});

describe('known without its caller', () => {
  test('the handler of an event that the pager announces', () => {
    assert.deepEqual(lines('EVENTHANDLER_DEFINE(vm_lowmem, low, NULL, 0);', '').slice(3), [
      '    EVENTHANDLER_DEFINE(low): an event handler: the event is announced where no vnet is set (sys/net/a.c:14)',
    ]);
  });

  test('a sysctl’s handler', () => {
    assert.deepEqual(lines('SYSCTL_PROC(_net, OID_AUTO, x, CTLFLAG_VNET, NULL, 0, low, "I", "x");', '').slice(3), [
      "    SYSCTL_PROC(low): a sysctl's handler: userland_sysctl() sets the vnet of the thread's jail (sys/net/a.c:14)",
    ]);
  });

  test('a module’s event handler behind &', () => {
    assert.deepEqual(lines('static moduledata_t m = { "m", &low, NULL };', '').slice(3), [
      "    moduledata_t(low): a module's event handler: vnet0 at boot, the thread's vnet at kldload and kldunload (sys/net/a.c:14)",
    ]);
  });
});

test('a method that an edit takes away', () => {
  const put = 'struct protosw s = { .pr_bind = low };';
  const { session, path, offset, text } = askAt({
    sources: { 'sys/net/a.c': target(put), 'sys/kern/b.c': `${HEAD}${calling('p->pr_bind(p)')}` },
  });
  const ends = (): readonly string[] => {
    const { flow } = settle(session);
    assert.ok(flow !== undefined);
    const asked = functionAtOffset(session, path, offset);
    return asked === undefined ? [] : curvnetCallers(flow, asked).ends.set;
  };
  assert.deepEqual(ends(), ['up']);
  session.setText(path, text.replace(put, ''));
  assert.deepEqual(ends(), []);
  session.setText(path, text);
  assert.deepEqual(ends(), ['up']);
});
