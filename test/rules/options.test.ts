/** A finding of code that an option switches on says which: kernels without it do not have the mistake. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { FIXTURE, findingsIn } from '../kit/rule-session.ts';

const HEAD = `#include <sys/param.h>
#include <sys/systm.h>
#include <sys/callout.h>
#include <net/vnet.h>
#include <net/fix_debug.h>
VNET_DEFINE(int, fix_debug);
struct callout fix_timer;
`;
const ACCESSOR = 'VNET_DECLARE(int, fix_debug);\n#define\tV_fix_debug\tVNET(fix_debug)\n';
const TAIL = `void fix_start(void);
void
fix_start(void)
{
	callout_reset(&fix_timer, 1, fix_tick, NULL);
}
`;
const OF_OPTION =
  '#ifdef TCPDEBUG\n#define\tFIX_LOG(x) if (V_fix_debug) printf(x)\n#else\n#define\tFIX_LOG(x)\n#endif\n';
const ALWAYS =
  '#ifdef TCPDEBUG\n#define\tFIX_LOG(x) if (V_fix_debug) printf(x)\n#else\n#define\tFIX_LOG(x) (void)V_fix_debug\n#endif\n';
const LOGS = 'static void\nfix_log(void)\n{\n\tFIX_LOG("tick");\n}\n';
const CALLS = 'static void\nfix_tick(void *arg)\n{\n\tfix_log();\n}\n';
const NEED = 'fix_tick runs as a callout, where curvnet is not set, and calls fix_log, which needs curvnet';

const cases: readonly (readonly [what: string, header: string, text: string, message: string])[] = [
  [
    "a header's macro that is empty without the option",
    OF_OPTION,
    `${LOGS}${CALLS}`,
    `${NEED} (compiled with TCPDEBUG)`,
  ],
  ["a source's own", '', `${OF_OPTION}${LOGS}${CALLS}`, `${NEED} (compiled with TCPDEBUG)`],
  ['a macro that uses it either way', ALWAYS, `${LOGS}${CALLS}`, NEED],
  [
    'the option stands around the use',
    '',
    `static void\nfix_log(void)\n{\n#ifdef TCPDEBUG\n\tV_fix_debug = 1;\n#endif\n}\n${CALLS}`,
    `${NEED} (compiled with TCPDEBUG)`,
  ],
  [
    'the option stands around another use only',
    '',
    `static void\nfix_log(void)\n{\n\tV_fix_debug = 2;\n#ifdef TCPDEBUG\n\tV_fix_debug = 1;\n#endif\n}\n${CALLS}`,
    NEED,
  ],
];

for (const [what, header, text, message] of cases) {
  test(what, () => {
    const found =
      findingsIn({ 'sys/net/fix_debug.h': `${ACCESSOR}${header}`, [FIXTURE]: `${HEAD}${text}${TAIL}` }).get(FIXTURE) ??
      [];
    assert.deepEqual(
      found.filter(({ rule }) => rule === 'handler-without-curvnet').map((finding) => finding.message),
      [message],
    );
  });
}
