import assert from 'node:assert/strict';
import test from 'node:test';
import { curvnetCallers, functionAtOffset } from '../../../server/src/core/analysis/answers/curvnet/curvnet-callers.ts';
import { curvnetText } from '../../../server/src/core/analysis/answers/curvnet/curvnet-text.ts';
import { askAt, type MarkedKernel } from '../../kit/hovering.ts';

const HEAD =
  '#include <sys/param.h>\n#include <sys/systm.h>\n#include <sys/kernel.h>\n#include <sys/callout.h>\n#include <net/vnet.h>\n';

/** The answer's lines, each way in by what it brings. */
function ask(sources: MarkedKernel['sources']): readonly string[] {
  const { session, path, offset } = askAt({ sources });
  const { flow } = session;
  assert.ok(flow !== undefined);
  const target = functionAtOffset(session, path, offset);
  assert.ok(target !== undefined);
  const text = curvnetText(curvnetCallers(flow, target), (at) => session.lineOf(at.path, at.start));
  return text.trimEnd().split('\n');
}

const LOW = `${HEAD}VNET_DEFINE(int, x);
#define V_x VNET(x)
void low(void);
void mid(void);
void
low(void)
{
	V_‸x++;
}
void
mid(void)
{
	low();
}
`;

test('up to the places that set it, over files, handlers among them', () => {
  const other = `${HEAD}void mid(void);
void low(void);
void good(struct vnet *v);
void
good(struct vnet *v)
{
	CURVNET_SET(v);
	mid();
	CURVNET_RESTORE();
}
static void
tick(void *arg)
{
	mid();
}
static void
made(const void *unused)
{
	low();
}
VNET_SYSINIT(made, SI_SUB_PSEUDO, SI_ORDER_ANY, made, NULL);
void start(struct callout *c);
void
start(struct callout *c)
{
	callout_reset(c, 1, tick, NULL);
}
`;
  // Read off the sources by hand.
  assert.deepEqual(ask({ 'sys/net/a.c': LOW, 'sys/net/b.c': other }), [
    'low needs curvnet: from x; set by good, made; not set by tick',
    '',
    'low sys/net/a.c:11',
    '    mid: hands on what it was called with (sys/net/a.c:18)',
    '        good: sets curvnet (sys/net/b.c:13)',
    '        tick: hands on what it was called with (sys/net/b.c:19)',
    '            callout_reset(tick): a callout: softclock sets no vnet (sys/net/b.c:31)',
    '    made: hands on what it was called with (sys/net/b.c:24)',
    '        VNET_SYSINIT(made): a constructor: vnet_sysinit() runs it in every vnet (sys/net/b.c:26)',
  ]);
});

test('nobody known calls it', () => {
  assert.deepEqual(ask({ 'sys/net/a.c': LOW.replace('\tlow();\n', '') }), [
    'low needs curvnet: from x; nobody known calls low: through a pointer, or not at all',
    '',
    'low sys/net/a.c:11',
  ]);
});

test('functions that call each other are told once', () => {
  const ring = LOW.replace('\tV_‸x++;', '\tV_‸x++;\n\tif (V_x > 3)\n\t\tmid();');
  assert.deepEqual(ask({ 'sys/net/a.c': ring }).slice(3), [
    '    mid: hands on what it was called with (sys/net/a.c:20)',
    '        low: hands on what it was called with (sys/net/a.c:15)',
  ]);
});

test('both at once: a caller that sets it around one of two calls', () => {
  const both = `${HEAD}void mid(void);
void twice(struct vnet *v);
void
twice(struct vnet *v)
{
	mid();
	CURVNET_SET(v);
	mid();
	CURVNET_RESTORE();
}
`;
  const [summary, , , , last] = ask({ 'sys/net/a.c': LOW, 'sys/net/b.c': both });
  assert.equal(
    summary,
    'low needs curvnet: from x; set by twice; nobody known calls twice: through a pointer, or not at all',
  );
  assert.equal(last, '        twice: hands on what it was called with (sys/net/b.c:11, sys/net/b.c:13)');
});
