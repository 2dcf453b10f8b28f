import type { Mutator } from '../../kit/mutation.ts';

/** The variable of a sysctl with CTLFLAG_VNET becomes a plain one. */
export const mutate: Mutator = (code) => {
  const sysctl = code.pick(
    code.sysctls(
      ({ macro, variableSet, hasVnetFlag, pointerSpot, access }) =>
        variableSet === 'set_vnet' &&
        hasVnetFlag &&
        pointerSpot !== undefined &&
        /^SYSCTL_(U?INT|U?LONG|PROC|STRING)$/.test(macro) &&
        !/[a-z]/.test(access),
    ),
  );
  if (sysctl?.fact.pointerSpot === undefined) return undefined;
  const name = code.fresh();
  const type = sysctl.fact.macro.includes('LONG') ? 'long' : sysctl.fact.macro.endsWith('INT') ? 'int' : 'char';
  return {
    edits: [
      { path: sysctl.path, start: sysctl.fact.start, end: sysctl.fact.start, text: `static ${type} ${name};\n` },
      { path: sysctl.path, ...sysctl.fact.pointerSpot, text: `&${name}` },
    ],
  };
};
