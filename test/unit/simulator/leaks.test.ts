// What a destroyed vnet, or an unloaded module, leaves behind. Expected is what is marked in the cases' own text.
import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { Simulation } from '../../../server/src/core/analysis/image/simulation.ts';
import { LEAK_CASES, LEAK_HEAD } from '../../kit/leak-cases.ts';
import type { TinyKernel } from '../../kit/tiny-kernel.ts';
import { workspaceOf } from '../../kit/tiny-workspace.ts';

interface Said {
  readonly leaks: readonly { readonly line: number; readonly file: string; readonly constructor: string }[];
  readonly unknown: readonly { readonly line: number; readonly reason: string }[];
  readonly notRun: readonly { readonly function: string }[];
}

function said(kernel: TinyKernel, scenario: string): Said {
  const simulation = Simulation.open(workspaceOf(kernel));
  assert.ok(!('failure' in simulation));
  let data: unknown;
  const { errors, failure } = simulation.run(scenario, (event) => {
    if (event.kind === 'shown') ({ data } = event);
  });
  assert.deepEqual(errors, []);
  assert.equal(failure, undefined, failure?.messages.join('\n'));
  return data as Said;
}

function marked(text: string, mark: string): readonly number[] {
  return text.split('\n').flatMap((line, i) => (line.endsWith(`// ${mark}`) ? [i + 1] : []));
}

function lines(of: readonly { readonly line: number }[]): readonly number[] {
  return [...new Set(of.map(({ line }) => line))].sort((a, b) => a - b);
}

describe('a vnet that is destroyed leaves', () => {
  for (const { name, text, notRun: lost = [] } of LEAK_CASES)
    test(name, () => {
      const source = `${LEAK_HEAD}${text}`;
      const { leaks, unknown, notRun } = said({ sources: { 'sys/net/a.c': source } }, 'boot\nshow leaks\n');
      assert.deepEqual(lines(leaks), marked(source, 'leak'));
      assert.deepEqual(lines(unknown), marked(source, 'unknown'));
      assert.deepEqual(
        notRun.map((one) => one.function),
        lost,
      );
    });
});

const MODULE = `${LEAK_HEAD.replace('VNET_DEFINE(int, a);\n', '')}VNET_DEFINE_STATIC(void *, one);
#define V_one VNET(one)
static void *kept, *given;
static void one_init(void *a) { V_one = malloc(10, M_ONE, M_WAITOK); }
static void one_fini(void *a) { FINI }
VNET_SYSINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_init, NULL);
VNET_SYSUNINIT(one, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, one_fini, NULL);
static int one_event(module_t mod, int type, void *data)
{
	if (type == MOD_LOAD) {
		kept = malloc(10, M_TWO, M_WAITOK); // leak
		given = other_get();
	} else if (type == MOD_UNLOAD)
		free(given, M_TWO);
	return (0);
}
static moduledata_t one_mod = { "one", one_event, NULL };
DECLARE_MODULE(one, one_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
`;

function moduleOf(text: string): TinyKernel {
  return {
    sources: {
      'sys/net/a.c': `#include <sys/param.h>\n#include <sys/kernel.h>\n#include <net/vnet.h>\nVNET_DEFINE_STATIC(char, modspace[64] __aligned(8));\nint room(void);\nint room(void) { return (VNET_NAME(modspace)[0]); }\n`,
      'sys/net/one.c': text,
      'sys/net/other.c':
        '#include <sys/param.h>\n#include <sys/malloc.h>\nextern struct malloc_type M_TWO[1];\nvoid *other_get(void);\nvoid *other_get(void) { return (malloc(10, M_TWO, M_WAITOK)); }\n',
      'sys/modules/Makefile': 'SUBDIR= one\n.include <bsd.subdir.mk>\n',
      'sys/modules/one/Makefile':
        'SYSDIR?= ${.CURDIR}/../..\n.PATH: ${SYSDIR}/net\nKMOD= one\nSRCS= one.c other.c\n.include "${SYSDIR}/conf/kmod.mk"\n',
    },
    uncompiled: ['sys/net/one.c', 'sys/net/other.c'],
  };
}

test('a module that is unloaded leaves what neither its handler nor its destructors free', () => {
  const text = MODULE.replace('FINI', 'free(V_one, M_ONE);').replace('static void *kept', 'void *other_get(void);\n$&');
  const { leaks, unknown, notRun } = said(moduleOf(text), 'boot\nshow leaks one\n');
  assert.deepEqual(lines(leaks), marked(text, 'leak'));
  assert.deepEqual(unknown, []);
  assert.deepEqual(notRun, []);
});

// kern_module.c: each handler is asked with MOD_QUIESCE, 3, before MOD_UNLOAD.
test('what a handler frees when it is asked whether it minds is no leak', () => {
  const text = `${LEAK_HEAD}static void *kept;
static int one_event(module_t mod, int type, void *data)
{
	if (type == MOD_LOAD)
		kept = malloc(10, M_TWO, M_WAITOK);
	else if (type == 3)
		free(kept, M_TWO);
	return (0);
}
static moduledata_t one_mod = { "one", one_event, NULL };
DECLARE_MODULE(one, one_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
`;
  const { leaks, unknown, notRun } = said(moduleOf(text), 'boot\nshow leaks one\n');
  assert.deepEqual([leaks, unknown, notRun], [[], [], []]);
});

test('what a handler may free that is not run to its end is in doubt', () => {
  const text = `${LEAK_HEAD}static void *kept;
static int one_event(module_t mod, int type, void *data)
{
	if (type == MOD_LOAD)
		kept = malloc(10, M_TWO, M_WAITOK); // unknown
	else if (type == MOD_UNLOAD) {
		for (volatile int i = 0; i < 2000000; i++)
			;
		free(kept, M_TWO);
	}
	return (0);
}
static moduledata_t one_mod = { "one", one_event, NULL };
DECLARE_MODULE(one, one_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
`;
  const { leaks, unknown, notRun } = said(moduleOf(text), 'boot\nshow leaks one\n');
  assert.deepEqual(leaks, []);
  assert.deepEqual(lines(unknown), marked(text, 'unknown'));
  assert.deepEqual(
    notRun.map((one) => one.function),
    ['module_unload'],
  );
});

test('a handler that a variable lets refuse leaves the module where it is', () => {
  const handler = (condition: string): string => `${LEAK_HEAD}int unloadable;
int asked(void);
static int one_event(module_t mod, int type, void *data)
{
	if (type == MOD_LOAD)
		malloc(10, M_TWO, M_WAITOK); // unknown
	else if (type == MOD_UNLOAD && ${condition})
		return (45);
	return (0);
}
static moduledata_t one_mod = { "one", one_event, NULL };
DECLARE_MODULE(one, one_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);
`;
  const simulation = Simulation.open(workspaceOf(moduleOf(handler('unloadable == 0'))));
  assert.ok(!('failure' in simulation));
  const { failure } = simulation.run('boot\nshow leaks one\n', () => undefined);
  assert.match(failure?.messages.join(' ') ?? '', /kldunload one: Operation not supported/);
  const { leaks, unknown } = said(moduleOf(handler('asked() == 0')), 'boot\nshow leaks one\n');
  assert.deepEqual(leaks, []);
  assert.deepEqual(lines(unknown), marked(handler('asked() == 0'), 'unknown'));
});
