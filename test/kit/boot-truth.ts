import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Simulation } from '../../server/src/core/analysis/image/simulation.ts';
import { openWorkspace } from '../../server/src/core/analysis/open.ts';
import { NodeFiles } from '../../server/src/host/node-files.ts';
import { ScenarioRun } from '../../server/src/core/simulator/scenario/scenario-run.ts';
import { parseScenario } from '../../server/src/core/simulator/scenario/parse-scenario.ts';
import { readInstance } from '../../server/src/core/simulator/instance.ts';
import { sysctlRoot } from '../../server/src/core/simulator/kern-sysctl.ts';
import type { SimulatedKernel } from '../../server/src/core/simulator/simulated-kernel.ts';

/** What a kernel that was really booted said: a file "boot14 truth 1". */
export interface BootTruth {
  readonly kernels: Readonly<Record<string, BootedKernel>>;
  readonly scenarios: readonly TrueScenario[];
  readonly labModules: Readonly<Record<string, TrueModule>>;
  readonly kenvFacts: {
    readonly kernel: string;
    readonly set: Readonly<Record<string, number>>;
    readonly then: Readonly<Record<string, readonly [vnet0: string, jail: string]>>;
  };
}

/** What was asked of the kernel, and what it printed. */
interface TrueScenario {
  readonly name: string;
  readonly kernel: string;
  readonly preload: readonly string[];
  readonly bootPrinted: readonly string[];
  readonly atBoot: TrueState;
  readonly steps: readonly (TrueState & { readonly step: string; readonly printed: readonly string[] })[];
}

/** The loaded files afterwards: number, name and more. */
interface TrueState {
  readonly modules?: readonly (readonly [id: number, file: string, ...unknown[]])[];
}

/** A small module: pieces of C behind "VNET_DEFINE(" and their like. */
interface TrueModule {
  readonly vnet: readonly string[];
  readonly depends: readonly (readonly [name: string, minimum: string, preferred: string, maximum: string])[];
  readonly version: number;
  /** Functions, and virtualized globals as "type, name". */
  readonly usesUndefined: readonly string[];
  readonly handler: string;
}

export interface BootedKernel {
  readonly set_vnet: { readonly size: number };
  readonly variables: readonly TrueVariable[];
  readonly sysctls: Readonly<Record<string, TrueSysctl>>;
}

interface TrueVariable {
  readonly name: string;
  readonly file: string;
  readonly offset: number;
  readonly size: number;
  readonly type: string;
  readonly changedInVnet0: boolean;
  readonly changedInNewVnet: boolean;
  /** A number, or that it differs from boot to boot. */
  readonly initial?: number | string;
  readonly inVnet0?: number | string;
  readonly inNewVnet?: number | string;
}

/** `host` and `newVnet`: the number of bytes, then the bytes in hex. */
interface TrueSysctl {
  readonly vnet: boolean;
  readonly format: string;
  readonly host?: string;
  readonly newVnet?: string;
}

/** How one answer compares: `differs` is a wrong value told as a fact. */
export interface Verdict {
  readonly name: string;
  readonly where: 'vnet0' | 'a new vnet';
  readonly verdict: 'equal' | 'differs' | 'unknown';
  readonly said: string;
  readonly truth: string;
}

export function readBootTruth(file: string): BootTruth {
  return JSON.parse(readFileSync(file, 'utf8')) as BootTruth;
}

/** The modules that a kernel loaded in any of its scenarios, sorted. */
export function loadedModules({ scenarios }: BootTruth, kernel: string): readonly string[] {
  const states = scenarios.filter((one) => one.kernel === kernel).flatMap(({ atBoot, steps }) => [atBoot, ...steps]);
  return [
    ...new Set(states.flatMap(({ modules = [] }) => modules.map(([, file]) => file.replace(/\.ko$/, '')))),
  ].sort();
}

/** Sources and Makefiles of the small modules, as far as symbols go: without constructors and sysctls. */
export function labSources({ labModules }: BootTruth): readonly (readonly [path: string, text: string])[] {
  return Object.entries(labModules).flatMap(([name, { vnet, depends, version, usesUndefined, handler }]) => {
    const virtual = usesUndefined.filter((one) => one.includes(','));
    const plain = usesUndefined.filter((one) => !one.includes(','));
    const source = [
      '#include <sys/param.h>',
      '#include <sys/systm.h>',
      '#include <sys/kernel.h>',
      '#include <sys/module.h>',
      '#include <sys/errno.h>',
      '#include <net/vnet.h>',
      `int ${name}_plain;`,
      ...vnet.map((one) => `VNET_DEFINE(${one}`),
      ...virtual.map((one) => `VNET_DECLARE(${one});`),
      ...plain.map((one) => `void ${one}(void);`),
      `static int ${name}_event(module_t mod, int type, void *arg) {`,
      `\tprintf("${name}: event %d\\n", type);`,
      ...virtual.map((one) => `\tif (type < 0) VNET(${one.replace(/^.*, */, '')})++;`),
      ...plain.map((one) => `\tif (type < 0) ${one}();`),
      `\t${handler}`,
      '}',
      `static moduledata_t ${name}_mod = { "${name}", ${name}_event, NULL };`,
      `DECLARE_MODULE(${name}, ${name}_mod, SI_SUB_PSEUDO, SI_ORDER_ANY);`,
      `MODULE_VERSION(${name}, ${version});`,
      ...depends.map((one) => `MODULE_DEPEND(${name}, ${one.join(', ')});`),
      '',
    ].join('\n');
    return [
      [`sys/modules/${name}/Makefile`, `KMOD= ${name}\nSRCS= ${name}.c\n.include <bsd.kmod.mk>\n`],
      [`sys/modules/${name}/${name}.c`, source],
    ];
  });
}

/** @param truthFile a configuration that the tree lacks lies beside it: `NAME.kernconf`. */
export function openSimulation(tree: string, name: string, truthFile: string): Simulation {
  const files = new NodeFiles(tree);
  const beside = path.resolve(path.dirname(truthFile), `${name}.kernconf`);
  if (existsSync(beside)) files.permitted.allowFile(beside);
  const workspace = openWorkspace(files, { arch: 'amd64', kernconf: existsSync(beside) ? files.nameOf(beside) : name });
  if ('failure' in workspace) throw new Error(workspace.failure.message);
  const simulation = Simulation.open(workspace);
  if ('failure' in simulation) throw new Error(simulation.failure.message);
  return simulation;
}

/** Boots, with `before` (kenv, machine) in front, and makes the vnet `a`. */
export function bootedKernel(simulation: Simulation, before = ''): SimulatedKernel {
  const kernel = simulation.start();
  const session = new ScenarioRun(kernel);
  const { statements, errors } = parseScenario(`${before}\nboot\nvnet create a\n`);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  for (const statement of statements) {
    const failure = session.run(statement);
    if (failure !== undefined) throw new Error(failure.messages.join('\n'));
  }
  return kernel;
}

/** The signed or unsigned number that a true sysctl's bytes are; undefined for what is no integer. */
function integerOf(format: string, bytes: string | undefined): string | undefined {
  const read = /^(\d+) ([0-9a-f]+)$/.exec(bytes ?? '');
  if (read === null || !/^(I|IU|L|LU|Q|QU|C|CU|S|SU)$/.test(format)) return undefined;
  const size = Number(read[1]);
  if (![1, 2, 4, 8].includes(size)) return undefined;
  const value = Buffer.from(read[2] ?? '', 'hex').reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return String(format.endsWith('U') ? value : BigInt.asIntN(size * 8, value));
}

/** Every integer sysctl with CTLFLAG_VNET, in vnet0 and in the vnet `a`. */
export function compareSysctls(kernel: SimulatedKernel, truth: BootedKernel): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const host = kernel.state.prisons.get(0);
  const jail = [...kernel.state.prisons.entries()].map(([, prison]) => prison).find(({ name }) => name === 'a');
  for (const [name, { vnet, format, host: inVnet0, newVnet }] of Object.entries(truth.sysctls)) {
    if (!vnet) continue;
    for (const [where, prison, bytes] of [
      ['vnet0', host, inVnet0],
      ['a new vnet', jail, newVnet],
    ] as const) {
      const expected = integerOf(format, bytes);
      if (expected === undefined || prison === undefined) continue;
      const answer = sysctlRoot(kernel, name, prison, undefined);
      const said = 'errno' in answer ? answer.errno.name : answer.value;
      verdicts.push({
        name,
        where,
        said,
        truth: expected,
        verdict: said === expected ? 'equal' : said.startsWith('unknown') ? 'unknown' : 'differs',
      });
    }
  }
  return verdicts;
}

/** What is said of a variable's bytes in an instance against its reference copy. */
export interface VariableVerdict {
  readonly name: string;
  readonly file: string;
  readonly where: 'vnet0' | 'a new vnet';
  readonly truth: 'changed' | 'as copied';
  readonly said: 'changed' | 'as copied' | 'unknown';
  /** Of an integer whose value is known on both sides: whether it is the same. */
  readonly value: 'equal' | 'differs' | undefined;
  readonly reason: string;
}

/** The sysctls of `kenvFacts`, booted with its tunables. */
export function compareKenvFacts(kernel: SimulatedKernel, { kenvFacts }: BootTruth): readonly Verdict[] {
  const host = kernel.state.prisons.get(0);
  const jail = [...kernel.state.prisons.entries()].map(([, prison]) => prison).find(({ name }) => name === 'a');
  return Object.entries(kenvFacts.then).flatMap(([name, truths]) =>
    (
      [
        ['vnet0', host, truths[0]],
        ['a new vnet', jail, truths[1]],
      ] as const
    ).flatMap(([where, prison, truth]) => {
      if (prison === undefined) return [];
      const answer = sysctlRoot(kernel, name, prison, undefined);
      const said = 'errno' in answer ? answer.errno.name : answer.value;
      return [
        {
          name,
          where,
          said,
          truth,
          verdict:
            said === truth
              ? ('equal' as const)
              : said.startsWith('unknown')
                ? ('unknown' as const)
                : ('differs' as const),
        },
      ];
    }),
  );
}

/** Every variable, in vnet0 and in the vnet `a`. */
export function compareVariables(kernel: SimulatedKernel, truth: BootedKernel): readonly VariableVerdict[] {
  const verdicts: VariableVerdict[] = [];
  const jail = [...kernel.state.prisons.entries()].map(([, prison]) => prison).find(({ name }) => name === 'a');
  for (const variable of truth.variables) {
    for (const [where, vnet, isChanged, value] of [
      ['vnet0', kernel.state.vnet0, variable.changedInVnet0, variable.inVnet0],
      ['a new vnet', jail?.vnet, variable.changedInNewVnet, variable.inNewVnet],
    ] as const) {
      if (vnet === undefined) continue;
      const own = readInstance(kernel, { kind: 'vnet', vnet }, variable.offset, variable.size);
      const reference = readInstance(kernel, { kind: 'reference', set: 'set_vnet' }, variable.offset, variable.size);
      if (own === undefined || reference === undefined) continue;
      const reasons = (own.marks ?? []).flatMap((mark) => (mark?.mark.kind === 'unknown' ? [mark.mark.reason] : []));
      const text = (contents: typeof own): string =>
        JSON.stringify([[...contents.bytes], contents.marks ?? []], (_, inner: unknown) =>
          typeof inner === 'bigint' ? String(inner) : inner,
        );
      const said =
        text(own) !== text(reference) &&
        own.marks?.some(
          (mark, i) => mark?.mark.kind !== 'unknown' && JSON.stringify(mark) !== JSON.stringify(reference.marks?.[i]),
        ) === true
          ? 'changed'
          : reasons.length > 0
            ? 'unknown'
            : text(own) === text(reference)
              ? 'as copied'
              : 'changed';
      let same: VariableVerdict['value'];
      if (typeof value === 'number' && own.marks?.some((mark) => mark !== undefined) !== true) {
        const read = [...own.bytes].reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
        same = read === BigInt.asUintN(variable.size * 8, BigInt(value)) ? 'equal' : 'differs';
      }
      verdicts.push({
        name: variable.name,
        file: variable.file,
        where,
        truth: isChanged ? 'changed' : 'as copied',
        said,
        value: same,
        reason: reasons[0] ?? '',
      });
    }
  }
  return verdicts;
}
