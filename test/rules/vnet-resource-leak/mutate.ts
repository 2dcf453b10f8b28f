import type { Mutator } from '../../kit/mutation.ts';

/** A zone, a lock or memory that a constructor makes and nothing gives back. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.compiled());
  if (path === undefined) return undefined;
  const name = code.fresh();
  // The sample kernel's has three arguments.
  const more = /uma_zcreate\([^;]*uma_ctor/.test(code.session.files.read('sys/vm/uma.h') ?? '')
    ? '64, NULL, NULL, NULL, NULL, UMA_ALIGN_PTR, 0'
    : '64, 0';
  const kind = code.random.pick([
    {
      define: `#include <sys/param.h>\n#include <vm/uma.h>\nVNET_DEFINE_STATIC(uma_zone_t, ${name}_x);\n`,
      make: `V_${name}_x = uma_zcreate("mutant", ${more});`,
    },
    {
      define: `#include <sys/param.h>\n#include <sys/lock.h>\n#include <sys/mutex.h>\nVNET_DEFINE_STATIC(struct mtx, ${name}_x);\n`,
      make: `mtx_init(&V_${name}_x, "mutant", NULL, MTX_DEF);`,
    },
    {
      define: `#include <sys/param.h>\n#include <sys/malloc.h>\nVNET_DEFINE_STATIC(void *, ${name}_x);\n`,
      make: `V_${name}_x = malloc(64, M_TEMP, M_WAITOK | M_ZERO);`,
    },
  ]);
  return {
    edits: [
      code.insertAtFileScope(
        path,
        `${kind.define}#define\tV_${name}_x\tVNET(${name}_x)\nstatic void ${name}_init(const void *unused) { ${kind.make} }\nVNET_SYSINIT(${name}_init, SI_SUB_PSEUDO, SI_ORDER_ANY, ${name}_init, NULL);`,
        'last',
      ),
    ],
  };
};
