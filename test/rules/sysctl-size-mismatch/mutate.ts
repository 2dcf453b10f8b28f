import { conditionsAt } from '../../../server/src/core/written/conditions.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** The sysctl's macro is for another size; where it is compiled, for only there the sizes are known. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const sysctl = code.pick(
    code.sysctls(
      ({ macro, variable, variableSet, pointer, start }, path) =>
        conditionsAt(code.tokens(path), start).length === 0 &&
        /^SYSCTL_(U?INT)$/.test(macro) &&
        variableSet === 'set_vnet' &&
        variable !== undefined &&
        /^&\s*VNET_NAME\(\w+\)$/.test(pointer) &&
        index.definitions.get(variable)?.some((one) => one.path === path && code.session.workspace.isCompiled(path)) ===
          true,
    ),
  );
  return sysctl === undefined
    ? undefined
    : {
        edits: [
          {
            path: sysctl.path,
            start: sysctl.fact.start,
            end: sysctl.fact.start + sysctl.fact.macro.length,
            text: code.random.pick([
              'SYSCTL_QUAD',
              'SYSCTL_U64',
              'SYSCTL_U8',
              'SYSCTL_U16',
              'SYSCTL_BOOL',
              'SYSCTL_LONG',
            ]),
          },
        ],
      };
};
