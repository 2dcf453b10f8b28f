import type { Mutator } from '../../kit/mutation.ts';

/** A handler that adds the base, registered with CTLFLAG_VNET. */
export const mutate: Mutator = (code) => {
  // Where the kernel does not add the base, a handler that does is right.
  if (!code.ways.sysctlAddsBase) return undefined;
  const definition = code.pick(code.definitions((_, path) => path.endsWith('.c')));
  if (definition === undefined) return undefined;
  const name = code.fresh();
  const line = code.random.pick([
    'void *p = (void *)(curvnet->vnet_data_base + (uintptr_t)arg1);',
    'int *p = (int *)((char *)curvnet->vnet_data_base + (uintptr_t)arg1);',
    'arg1 = (void *)(TD_TO_VNET(req->td)->vnet_data_base + (uintptr_t)(arg1)); void *p = arg1;',
  ]);
  return {
    edits: [
      code.insertAtFileScope(
        definition.path,
        `static int\n${name}(SYSCTL_HANDLER_ARGS)\n{\n\t${line}\n\n\treturn (sysctl_handle_int(oidp, p, 0, req));\n}\nSYSCTL_PROC(_net, OID_AUTO, ${name}, CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(${definition.fact.name}), 0, ${name}, "I", "");`,
      ),
    ],
  };
};
