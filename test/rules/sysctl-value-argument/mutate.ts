import type { Mutator } from '../../kit/mutation.ts';

/** &VNET_NAME(x) becomes &V_x. */
export const mutate: Mutator = (code) => {
  const { index } = code.session;
  const sysctl = code.pick(
    code.sysctls(
      ({ variable, variableSet, pointerSpot, pointer }) =>
        variableSet === 'set_vnet' &&
        variable !== undefined &&
        pointerSpot !== undefined &&
        /^&\s*VNET_NAME\(\w+\)$/.test(pointer) &&
        index.accessors.has(`V_${variable}`),
    ),
  );
  return sysctl?.fact.pointerSpot === undefined || sysctl.fact.variable === undefined
    ? undefined
    : {
        edits: [
          {
            path: sysctl.path,
            ...sysctl.fact.pointerSpot,
            text: code.random.chance(0.7) ? `&V_${sysctl.fact.variable}` : `&VNET(${sysctl.fact.variable})`,
          },
        ],
      };
};
