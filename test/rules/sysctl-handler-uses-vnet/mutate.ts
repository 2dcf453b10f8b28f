import type { Mutator } from '../../kit/mutation.ts';

/** A writable SYSCTL_PROC without CTLFLAG_VNET, whose handler uses V_x. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(
    code.accessors(({ variable }, path) => path.endsWith('.c') && code.session.index.definitions.has(variable)),
  );
  if (accessor === undefined) return undefined;
  const name = code.fresh();
  return {
    edits: [
      code.insertAtFileScope(
        accessor.path,
        `static int\n${name}(SYSCTL_HANDLER_ARGS)\n{\n\n\treturn (sysctl_handle_int(oidp, &${accessor.fact.name}, 0, req));\n}\nSYSCTL_PROC(_net, OID_AUTO, ${name}, CTLTYPE_INT | CTLFLAG_RW, NULL, 0, ${name}, "I", "");`,
        'last',
      ),
    ],
  };
};
