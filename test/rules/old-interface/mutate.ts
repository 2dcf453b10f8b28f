import type { Mutator } from '../../kit/mutation.ts';

const STATEMENTS = [
  'INIT_VNET_INET(curvnet);',
  'INIT_VNET_NET(curvnet);',
  'vnet_mod_register(NULL);',
  'VNET_ITERLOOP_BEGIN()',
  'VNET_SYSCTL_ARG(req, arg1);',
];

/** A line of an older release's code. */
export const mutate: Mutator = (code) => {
  const sysctl = code.random.chance(0.4)
    ? code.pick(code.sysctls(({ macro, hasVnetFlag }) => hasVnetFlag && /^SYSCTL_(INT|UINT|PROC|STRING)$/.test(macro)))
    : undefined;
  if (sysctl !== undefined) {
    const { path, fact } = sysctl;
    return {
      edits: [
        {
          path,
          start: fact.start,
          end: fact.start + fact.macro.length,
          text: fact.macro.replace('SYSCTL_', 'SYSCTL_VNET_'),
        },
      ],
    };
  }
  // What the release itself has is no older interface.
  const isCurrent = (text: string): boolean => code.ways.words.has(/^\w+/.exec(text)?.[0] ?? '');
  const path = code.pick(code.sources((one) => code.functions(one).length > 0));
  const item = path === undefined ? undefined : code.pick(code.functions(path));
  return path === undefined || item === undefined
    ? undefined
    : { edits: [code.insertInBody(path, item, code.random.pick(STATEMENTS.filter((text) => !isCurrent(text))))] };
};
