import type { ScenarioNames } from '../../../simulator/scenario/completion.ts';
import type { Session } from '../../session/session.ts';
import { sysctlList } from '../sysctl-list.ts';

/** CPUs of the simulated machine while `boot cpus=N` says nothing else. */
const CPUS = 2;

/** The names that a scenario may hold behind the lines `before`: those of the tree, and what the lines create. */
export function scenarioNames(session: Session, before: string): ScenarioNames {
  const words = before.split('\n').map((line) =>
    line
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/),
  );
  return {
    vnets: () => after(words, 'vnet0', ['vnet', 'create', 'destroy'], ['jail', 'create', 'remove']),
    cpus: () => Array.from({ length: cpus(words) }, (_, cpu) => String(cpu)),
    modules: () => session.workspace.moduleList().map(({ name }) => name),
    loadedModules: () => after(words, undefined, ['module', 'load', 'unload']),
    variables: () => [...session.index.definitions].filter(([, found]) => isOfVnet(found)).map(([name]) => name),
    sysctls: () => sysctlList(session).map(({ name }) => name),
  };
}

type Verbs = readonly [verb: string, adds: string, removes: string];

/** The names that statements like `vnet create a` have added and none has removed. */
function after(
  lines: readonly (readonly string[])[],
  first: string | undefined,
  ...verbs: readonly Verbs[]
): readonly string[] {
  const names = new Set(first === undefined ? [] : [first]);
  for (const [verb, action, name] of lines) {
    const row = verbs.find(([own]) => own === verb);
    if (row === undefined || name === undefined) continue;
    if (action === row[1]) names.add(name);
    else if (action === row[2]) names.delete(name);
  }
  return [...names];
}

function cpus(lines: readonly (readonly string[])[]): number {
  const boot = lines.find(([verb]) => verb === 'boot') ?? [];
  const given = boot.map((word) => /^cpus=(\d{1,3})$/.exec(word)?.[1]).find((count) => count !== undefined);
  return given === undefined ? CPUS : Number(given);
}

function isOfVnet(found: readonly { readonly fact: { readonly set: string } }[]): boolean {
  return found.some(({ fact }) => fact.set === 'set_vnet');
}
