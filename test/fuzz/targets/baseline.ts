import { compareMachines } from '../../../server/src/core/compat/compare-machines.ts';
import { baselineText } from '../../../server/src/core/compat/baseline-text.ts';
import { readBaseline } from '../../../server/src/core/compat/read-baseline.ts';
import { readRegistryFile, registryDifferences, REGISTRIES } from '../../../server/src/core/compat/registry.ts';
import { mutateJson } from '../mutate-json.ts';
import { mutateText } from '../mutate-text.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const MEMBERS = [
  { name: 'a', type: 'int', offset: 0, size: 4 },
  { name: 'in.b', type: 'u_char', is: 'unsigned char', bits: [32, 3] },
  { name: 'spare', type: 'void *[4]', offset: 8, size: 32 },
];
const SEED = {
  schemaVersion: 1,
  scope: { records: ['struct inpcb', 'struct sadb_*'], constants: ['MAXLEN'], modules: ['pf'] },
  machines: [
    {
      arch: 'amd64',
      kernconf: 'GENERIC',
      options: ['VIMAGE'],
      release: '13.0',
      osreldate: 1_300_000,
      vimage: true,
      globals: [
        {
          name: 'ifnet',
          symbol: 'vnet_entry_ifnet',
          type: 'struct ifnethead',
          size: 16,
          align: 8,
          file: 'sys/net/if.c',
          readers: ['netstat'],
        },
        {
          name: 'x',
          symbol: 'vnet_entry_x',
          type: 'x_t',
          is: 'int',
          size: null,
          align: null,
          local: true,
          file: 'sys/net/x.c',
          module: 'x',
        },
      ],
      records: [
        {
          name: 'struct inpcb',
          file: 'sys/netinet/in_pcb.h',
          audience: 'kvm',
          size: 40,
          align: 8,
          members: MEMBERS,
          userland: { size: 40, align: 8, members: MEMBERS },
          readers: ['sockstat'],
        },
        {
          name: 'struct y',
          file: 'sys/net/y.h',
          audience: 'kernel',
          size: null,
          align: null,
          unknown: 'no',
          members: [],
        },
      ],
      constants: [{ name: 'MAXLEN', value: '16', file: 'sys/net/if.h', audience: 'user' }],
      kvmPrograms: ['netstat', 'sockstat'],
    },
  ],
};
const TEXT = JSON.stringify(SEED, undefined, 1);
const REGISTRY = {
  schemaVersion: 1,
  title: 'T',
  header: 'sys/net/if.h',
  registries: [
    {
      name: 'r',
      citation: 'c',
      url: 'u',
      values: { A: 1, B: [2, 'x'] },
      constants: ['MAX*'],
      means: { MAXLEN: 'A' },
      private: [[100, 200]],
      bounds: { MAXLEN: 16 },
      extensions: ['X_*'],
      mixes: true,
    },
  ],
};

export const target: FuzzTarget = {
  about: 'baselines of layouts and registry files, compared with what they were made of',
  open: () =>
    oneByOne((random) => {
      if (random.chance(0.2)) return `registry ${JSON.stringify(mutateJson(random, REGISTRY, [SEED]))}`;
      const text = JSON.stringify(mutateJson(random, SEED, [MEMBERS, REGISTRY], 6));
      return random.chance(0.1)
        ? mutateText(random, text, { words: ['{', '}', ',', 'null', '"size"'], seeds: [TEXT] })
        : text;
    }, judge),
};

function judge(text: string): Fault {
  const original = readBaseline(TEXT);
  if ('error' in original) return `the seed is refused: ${original.error}`;
  if (text.startsWith('registry ')) return judgeRegistry(text.slice('registry '.length));
  const read = readBaseline(text);
  if ('error' in read) return read.error.includes('\n') ? `an error of several lines: ${read.error}` : undefined;
  for (const machine of read.machines) {
    for (const other of original.machines) {
      compareMachines(other, machine);
      compareMachines(machine, other);
      const { changes } = compareMachines(machine, machine);
      const names = machine.records.map(({ name }) => name);
      // Two rows of one name have no meaning.
      if (changes.length > 0 && new Set(names).size === names.length)
        return `a kernel differs from itself: ${changes[0]?.message ?? ''}`;
    }
    for (const registry of REGISTRIES)
      registryDifferences(
        registry,
        machine.constants.map(({ name, value }) => [name, BigInt(value)] as const),
      );
  }
  const again = readBaseline(baselineText(read));
  return 'error' in again ? `what is written is not read: ${again.error}` : undefined;
}

function judgeRegistry(text: string): Fault {
  const read = readRegistryFile(JSON.parse(text));
  if ('error' in read)
    return read.error.includes('\n') && !text.includes('\\n') ? `an error of several lines: ${read.error}` : undefined;
  registryDifferences(read, [
    ['MAXLEN', 16n],
    ['X_A', -1n],
  ]);
  return undefined;
}
