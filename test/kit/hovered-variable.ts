import type { Location } from '../../server/src/core/analysis/answers/answer-terms.ts';
import type { VariableHover } from '../../server/src/core/analysis/answers/hover.ts';

export const at = (path: string, line: number): Location => ({ path, start: 0, end: 1, line });

/** A virtualized global as hoverAt() tells of one, with something in every line. */
export const variable: VariableHover = {
  kind: 'variable',
  span: { start: 0, end: 3 },
  set: 'set_vnet',
  name: 'hops',
  symbol: 'vnet_entry_hops',
  type: 'int',
  isStatic: false,
  macro: 'VNET_DEFINE',
  sizeBytes: 4,
  alignBytes: 4,
  unknown: undefined,
  place: { kind: 'offset', offsetBytes: 260 },
  kernel: { release: '13.0', arch: 'amd64', kernconf: 'GENERIC' },
  initial: {
    text: 'HOPS',
    value: { bytes: [64, 0, 0, 0], sizeBytes: 4, isZero: false, relocations: [], integer: '64', unknown: undefined },
  },
  comment: 'How *far* it goes.',
  source: 'VNET_DEFINE(int, hops) = HOPS;',
  defined: [{ ...at('sys/net/a.c', 7), isStatic: false }],
  declared: [at('sys/net/x.h', 1)],
  accessors: [{ ...at('sys/net/x.h', 2), name: 'V_hops' }],
  sysctls: [
    { ...at('sys/net/a.c', 8), name: 'net.hops', access: 'CTLFLAG_RW', hasVnetFlag: false, description: 'Hops' },
  ],
  uses: 2,
  isWhole: true,
  surroundings: undefined,
  inModules: [],
  constructors: [],
  withoutVimage: 'int hops',
};
