import type { Writer } from '../../machine/interpreter.ts';
import { settle } from '../deferred.ts';
import { moduleLeaks, vnetLeaks, type Leak, type LeakReport } from '../leaks.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import { mistake, type ScenarioFailure } from './scenario-failure.ts';
import type { Word } from './statement.ts';

interface ShownLeaks {
  readonly lines: readonly string[];
  readonly data: {
    /** The module's name; null: of a vnet. */
    readonly of: string | null;
    readonly leaks: readonly object[];
    readonly unknown: readonly object[];
    readonly notRun: readonly object[];
  };
}

/** `show leaks`: of a vnet that is made and destroyed; `show leaks MODULE`: of a module that is loaded and unloaded. */
export function shownLeaks(
  kernel: SimulatedKernel,
  module: Word | undefined,
  what: Word,
): ShownLeaks | ScenarioFailure {
  settle(kernel);
  const { machine, phase } = kernel.state;
  if (phase !== 'up') return mistake(what, 'the kernel has not booted');
  if (machine === undefined) return mistake(what, 'no functions are run');
  const name = module?.text.replace(/\.ko$/, '');
  const report = name === undefined ? vnetLeaks(kernel, machine) : moduleLeaks(kernel, machine, name);
  if (typeof report === 'string') return mistake(module ?? what, report);
  return shown(name, report);
}

function shown(module: string | undefined, { leaks, gaveUp }: LeakReport): ShownLeaks {
  const sure = leaks.filter(({ doubt }) => doubt === undefined);
  const doubted = leaks.filter(({ doubt }) => doubt !== undefined);
  const subject = module === undefined ? 'a vnet that is destroyed' : `${module}.ko when it is unloaded`;
  return {
    lines: [
      `${subject} leaves ${sure.length === 0 ? 'nothing that is known of' : ''}`.trimEnd() +
        (sure.length === 0 ? '' : ':'),
      ...sure.map((leak) => `  ${lineOf(leak)}`),
      ...(doubted.length === 0 ? [] : ['not known:']),
      ...doubted.map((leak) => `  ${lineOf(leak)}: ${leak.doubt ?? ''}`),
      ...(gaveUp.size === 0
        ? []
        : ['functions that were not run to their end; what they take or give back is not known:']),
      ...[...gaveUp].map(([name, why]) => `  ${name}: ${why}`),
    ],
    data: {
      of: module ?? null,
      leaks: sure.map((leak) => dataOf(leak)),
      unknown: doubted.map((leak) => ({ ...dataOf(leak), reason: leak.doubt })),
      notRun: [...gaveUp].map(([name, reason]) => ({ function: name.replace(/\(\)$/, ''), reason })),
    },
  };
}

/** Where it is taken, in the source of whoever is at the bottom as far as that is the same. */
function lineOf({ what, stack, count }: Leak): string {
  const [inner, ...outer] = stack;
  const times = count === 1 ? '' : `, ${count} times`;
  return `${what}${times}: ${inner === undefined ? '?' : placeOf(inner)}${outer.map((one) => `, called by ${placeOf(one)}`).join('')}`;
}

function placeOf({ file, line, function: name }: Writer): string {
  return `${file}:${line} ${name}()`;
}

function dataOf({ kind, what, stack, count }: Leak): object {
  const [inner] = stack;
  const bottom = stack.at(-1);
  return {
    kind,
    what,
    count,
    file: inner?.file ?? null,
    line: inner?.line ?? null,
    function: inner?.function ?? null,
    constructor: bottom?.function ?? null,
    stack: stack.map(({ file, line, function: name }) => ({ function: name, file, line })),
  };
}
