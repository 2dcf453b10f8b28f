import type { SimulatedKernel } from '../simulated-kernel.ts';
import { setsInPlace } from '../find-variable.ts';
import { EXPECTED_QUANTITIES } from './expectation.ts';
import { VERBS } from './parse-statement.ts';
import { SHOWN_SUBJECTS } from './show.ts';

/** What may follow at the end of a line: whole words that begin with its last one, sorted. */
export interface Completion {
  /** The word that is being written, maybe empty. */
  readonly word: string;
  readonly choices: readonly string[];
}

/** @param modules names of the tree's modules; asked for only where one may stand. */
export function completeStatement(kernel: SimulatedKernel, line: string, modules: () => readonly string[]): Completion {
  const words = line.trimStart().split(/\s+/);
  const word = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const choices = [...new Set(choicesAfter(kernel, before, modules))]
    .filter((choice) => choice.startsWith(word))
    .sort();
  return { word, choices };
}

function choicesAfter(
  kernel: SimulatedKernel,
  before: readonly string[],
  modules: () => readonly string[],
): readonly string[] {
  const [verb, ...rest] = before;
  if (verb === undefined) return [...VERBS, 'help', 'quit'];
  if (verb === 'in' || verb === 'on') {
    const skipped = verb === 'in' ? 1 : 2;
    if (rest.length === 0) return verb === 'in' ? vnetNames(kernel) : ['cpu'];
    if (rest.length < skipped) return kernel.state.cpus.map((_, cpu) => String(cpu));
    return rest.length === skipped
      ? ['set', 'show', 'expect', 'sysctl', 'kvm']
      : choicesAfter(kernel, rest.slice(skipped), modules);
  }
  if (verb === 'raw') return rest.length === 0 ? ['set', 'show', 'expect'] : choicesAfter(kernel, rest, modules);
  return rest.length === 0 ? firstWords(kernel, verb, modules) : furtherWords(kernel, verb, rest, modules);
}

function firstWords(kernel: SimulatedKernel, verb: string, modules: () => readonly string[]): readonly string[] {
  switch (verb) {
    case 'boot':
      return ['invariants', 'no-invariants', 'cpus='];
    case 'preload':
      return modules();
    case 'vnet':
      return ['create', 'destroy'];
    case 'jail':
      return ['create', 'remove'];
    case 'socket':
      return ['open', 'close'];
    case 'module':
      return ['load', 'unload'];
    case 'curvnet':
      return ['set', 'restore'];
    case 'set':
      return variables(kernel);
    case 'show':
      return [...SHOWN_SUBJECTS, ...variables(kernel)];
    case 'expect':
      return [...EXPECTED_QUANTITIES, ...variables(kernel)];
    case 'sysctl':
    case 'kenv':
      return kernel.state.sysctls.flatMap(({ oids }) =>
        [...oids.values()].filter(({ type }) => type !== 'NODE').map(({ name }) => name),
      );
    case 'kvm':
      return variables(kernel).map((name) => name.replace(/^V_/, ''));
    default:
      return [];
  }
}

function furtherWords(
  kernel: SimulatedKernel,
  verb: string,
  rest: readonly string[],
  modules: () => readonly string[],
): readonly string[] {
  const [action] = rest;
  if (verb === 'module') return action === 'load' ? modules() : kernel.state.files.map(({ image }) => image.name);
  if (verb === 'preload') return modules();
  if (verb === 'set' && rest.length === 1) return ['='];
  if (
    (verb === 'show' && (action === 'vnet' || action === 'differences' || action === 'jail')) ||
    (verb === 'curvnet' && action === 'set') ||
    (verb === 'socket' && rest.length === 1) ||
    action === 'destroy' ||
    action === 'remove'
  )
    return vnetNames(kernel);
  if (verb === 'jail' && rest.length >= 2) return ['vnet', 'in'];
  if (verb === 'expect' && rest.length === 1)
    return action === 'offset' || action === 'address'
      ? variables(kernel)
      : [
          '==',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          ...(action === 'base' || action === 'state' || action === 'sockets' || action === 'differences'
            ? vnetNames(kernel)
            : []),
        ];
  return [];
}

function vnetNames(kernel: SimulatedKernel): readonly string[] {
  return [...kernel.state.prisons.entries()].map(([, { name }]) => name);
}

function variables(kernel: SimulatedKernel): readonly string[] {
  return [...setsInPlace(kernel, 'set_vnet')].flatMap(({ contents }) =>
    contents.members.map(({ name }) => `V_${name}`),
  );
}
