import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { runScenario } from '../../kit/lab-kernel.ts';
import { root } from '../../kit/source-graph.ts';
import { mutateText } from '../mutate-text.ts';
import { oneByOne, type Fault, type FuzzTarget } from '../target.ts';

const WORDS = [
  'boot',
  'invariants',
  'no-invariants',
  'cpus=2',
  'machine',
  'ncpu=3',
  'kenv',
  'preload',
  'vnet',
  'create',
  'destroy',
  'jail',
  'in',
  'on',
  'cpu',
  'set',
  'show',
  'expect',
  'sysctl',
  'kvm',
  'module',
  'load',
  'unload',
  'socket',
  'open',
  'close',
  'fail',
  'try',
  'repeat 3',
  'end',
  'snapshot',
  'back',
  'vnet0',
  'curvnet',
  'vnets',
  'modules',
  'space',
  'free',
  'a',
  'b',
  'pf',
  'pflog',
  'carp',
  'big',
  'tiny',
  'stats',
  'V_tcp_do_sack',
  'V_tcbinfo.ipi_lock',
  'V_lo_name[1]',
  'V_rt_hook',
  'V_ipstat',
  'V_odd',
  'V_ifnet',
  'net.inet.tcp.sack',
  'net.lo',
  'net.pf.limit',
  '==',
  '!=',
  '<',
  '=',
  '1',
  '-1',
  '0x10',
  '99999999999',
  '"x"',
  '#',
  '[',
  ']',
  '.',
];

export const target: FuzzTarget = {
  about: 'the scenario language, run on a small kernel',
  limitMs: 4000,
  open: () => {
    const folder = path.join(root, 'test/unit/simulator/scenarios');
    const seeds = readdirSync(folder)
      .sort()
      .map((name) => readFileSync(path.join(folder, name), 'utf8').replace(/^(?:#.*\n)+/gm, ''));
    const mutator = { words: WORDS, seeds };
    return oneByOne((random) => {
      const lines = random
        .pick(seeds)
        .split('\n')
        .filter((line) => line.trim() !== '');
      const from = random.below(lines.length);
      const start = random.chance(0.8) ? 'boot\nvnet create a\n' : '';
      const text = mutateText(
        random,
        `${start}${lines.slice(from, from + 1 + random.below(15)).join('\n')}\n`,
        mutator,
        5,
      );
      // Many rounds take long and say nothing new.
      return text
        .replace(/(repeat\s+)(\d{3,}|\S*e\d+|0x\w+)/g, '$115')
        .replace(/\d{5,}/g, (digits) => (digits.length > 12 ? digits : digits.slice(0, 4)));
    }, judge);
  },
};

function judge(text: string): Fault {
  const { failure } = runScenario(text);
  if (failure === undefined) return undefined;
  const lines = text.split('\n');
  if (failure.line < 1 || failure.line > lines.length) return `a failure in line ${failure.line} of ${lines.length}`;
  return failure.messages.some((message) => /undefined|NaN|\[object/.test(message))
    ? `a message says ${failure.messages.join('; ')}`
    : undefined;
}
