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

test('a module that is unloaded leaves what neither its handler nor its destructors free', () => {
  const text = MODULE.replace('FINI', 'free(V_one, M_ONE);').replace('static void *kept', 'void *other_get(void);\n$&');
  const { leaks, unknown, notRun } = said(
    {
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
    },
    'boot\nshow leaks one\n',
  );
  assert.deepEqual(lines(leaks), marked(text, 'leak'));
  assert.deepEqual(unknown, []);
  assert.deepEqual(notRun, []);
});
