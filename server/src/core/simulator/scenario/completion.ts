import { EXPECTED_QUANTITIES } from './expectation.ts';
import { VERBS } from './parse-statement.ts';
import { SHOWN_SUBJECTS } from './show.ts';

/** What may follow at the end of a line: whole words that begin with its last one, sorted. */
export interface Completion {
  /** The word that is being written, maybe empty. */
  readonly word: string;
  readonly choices: readonly string[];
}

/** The names that statements may hold; each is asked for only where it may stand. */
export interface ScenarioNames {
  /** vnet0 and those that the scenario has created. */
  vnets(): readonly string[];
  cpus(): readonly string[];
  /** Modules of the tree, without ".ko". */
  modules(): readonly string[];
  loadedModules(): readonly string[];
  /** Virtualized globals, without "V_". */
  variables(): readonly string[];
  /** Sysctls that have a value. */
  sysctls(): readonly string[];
}

/** What may follow on a line of a scenario. */
export function completeStatement(names: ScenarioNames, line: string): Completion {
  const words = line.trimStart().split(/\s+/);
  const word = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const choices = [...new Set(choicesAfter(names, before))].filter((choice) => choice.startsWith(word)).sort();
  return { word, choices };
}

function choicesAfter(names: ScenarioNames, before: readonly string[]): readonly string[] {
  const [verb, ...rest] = before;
  if (verb === undefined) return [...VERBS, 'help', 'quit'];
  if (verb === 'in' || verb === 'on') {
    const skipped = verb === 'in' ? 1 : 2;
    if (rest.length === 0) return verb === 'in' ? names.vnets() : ['cpu'];
    if (rest.length < skipped) return names.cpus();
    return rest.length === skipped
      ? ['set', 'show', 'expect', 'sysctl', 'kvm']
      : choicesAfter(names, rest.slice(skipped));
  }
  if (verb === 'raw') return rest.length === 0 ? ['set', 'show', 'expect'] : choicesAfter(names, rest);
  return rest.length === 0 ? firstWords(names, verb) : furtherWords(names, verb, rest);
}

function firstWords(names: ScenarioNames, verb: string): readonly string[] {
  switch (verb) {
    case 'boot':
      return ['invariants', 'no-invariants', 'cpus='];
    case 'preload':
      return names.modules();
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
      return accessors(names);
    case 'show':
      return [...SHOWN_SUBJECTS, ...accessors(names)];
    case 'expect':
      return [...EXPECTED_QUANTITIES, ...accessors(names)];
    case 'sysctl':
    case 'kenv':
      return names.sysctls();
    case 'kvm':
      return names.variables();
    default:
      return [];
  }
}

function furtherWords(names: ScenarioNames, verb: string, rest: readonly string[]): readonly string[] {
  const [action] = rest;
  if (verb === 'module') return action === 'load' ? names.modules() : names.loadedModules();
  if (verb === 'preload') return names.modules();
  if (verb === 'set' && rest.length === 1) return ['='];
  if (
    (verb === 'show' && (action === 'vnet' || action === 'differences' || action === 'jail')) ||
    (verb === 'curvnet' && action === 'set') ||
    (verb === 'socket' && rest.length === 1) ||
    action === 'destroy' ||
    action === 'remove'
  )
    return names.vnets();
  if (verb === 'jail' && rest.length >= 2) return ['vnet', 'in'];
  if (verb === 'expect' && rest.length === 1)
    return action === 'offset' || action === 'address'
      ? accessors(names)
      : [
          '==',
          '!=',
          '<',
          '<=',
          '>',
          '>=',
          ...(action === 'base' || action === 'state' || action === 'sockets' || action === 'differences'
            ? names.vnets()
            : []),
        ];
  return [];
}

function accessors(names: ScenarioNames): readonly string[] {
  return names.variables().map((name) => `V_${name}`);
}
