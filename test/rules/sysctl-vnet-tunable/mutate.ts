import { sysctlName } from '../../../server/src/core/vnet/file-facts.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** CTLFLAG_RW becomes CTLFLAG_RWTUN, CTLFLAG_RD becomes CTLFLAG_RDTUN. */
export const mutate: Mutator = (code) => {
  const found = code.pick(
    code.sysctls((sysctl, path) => {
      const { variableSet, hasVnetFlag, access, accessSpot } = sysctl;
      return (
        variableSet === 'set_vnet' &&
        hasVnetFlag &&
        accessSpot !== undefined &&
        /\bCTLFLAG_R[DW]\b/.test(access) &&
        !/TUN/.test(access) &&
        !/[a-z]/.test(access) &&
        // What is fetched by hand is no mistake.
        !code.tokens(path).text.includes(`"${sysctlName(sysctl)}"`)
      );
    }),
  );
  return found?.fact.accessSpot === undefined
    ? undefined
    : {
        edits: [
          {
            path: found.path,
            ...found.fact.accessSpot,
            text: found.fact.access.replace(/\bCTLFLAG_R([DW])\b/, 'CTLFLAG_R$1TUN'),
          },
        ],
      };
};
