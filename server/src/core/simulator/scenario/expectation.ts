import { readPlace, resolvePath } from '../access.ts';
import { hex } from '../address-space.ts';
import { nameOf } from '../curvnet.ts';
import { settle } from '../deferred.ts';
import { differences } from '../differences.ts';
import { sysctlRoot } from '../kern-sysctl.ts';
import { linkerFindFileByName } from '../linker-file.ts';
import { freeBytes, largestFree, moduleSpace, usedBytes } from '../module-space.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import { failure, mistake, type ScenarioFailure } from './scenario-failure.ts';
import { instanceOf, isFailure, processOf, vnetNamed } from './instances.ts';
import { addressOf, offsetOf } from './show.ts';
import type { Comparison, Statement, Word } from './statement.ts';

type ExpectStatement = Extract<Statement, { readonly verb: 'expect' }>;

/** Numbers and names of the kernel as a whole. */
const QUANTITIES: Readonly<Record<string, (kernel: SimulatedKernel) => string>> = {
  vnets: (kernel) => String([...kernel.vnetHead()].length),
  modules: (kernel) => String(kernel.state.files.length),
  constructors: (kernel) => String(kernel.state.constructors.length),
  destructors: (kernel) => String(kernel.state.destructors.length),
  free: (kernel) => String(freeBytes(moduleSpace(kernel, 'set_vnet'))),
  used: (kernel) => String(usedBytes(moduleSpace(kernel, 'set_vnet'))),
  largest: (kernel) => String(largestFree(moduleSpace(kernel, 'set_vnet'))),
  extents: (kernel) => String(kernel.state.vnetFree.length),
  curvnet: (kernel) => nameOf(kernel, kernel.state.thread.curvnet),
  panic: (kernel) => {
    settle(kernel);
    return kernel.state.panic ?? 'none';
  },
};

/** Quantities of something that is named. */
const QUANTITIES_OF: Readonly<
  Record<string, (kernel: SimulatedKernel, statement: ExpectStatement, of: Word) => string | ScenarioFailure>
> = {
  offset: (kernel, { context }, of) => ofPath(kernel, context, of, 'offset'),
  address: (kernel, { context }, of) => ofPath(kernel, context, of, 'address'),
  sysctl: (kernel, { context }, of) => {
    const prison = processOf(kernel, context, of);
    if (isFailure(prison)) return prison;
    const answer = sysctlRoot(kernel, of.text, prison, undefined);
    return 'errno' in answer ? failure(of, `sysctl: ${of.text}: ${answer.errno.text}`) : answer.value;
  },
  base: (kernel, _, of) => ofVnet(kernel, of, (vnet) => hex(kernel.dataBase(vnet))),
  state: (kernel, _, of) => ofVnet(kernel, of, (vnet) => kernel.subsystemName(vnet.state)),
  sockets: (kernel, _, of) => ofVnet(kernel, of, (vnet) => String(vnet.sockcnt)),
  differences: (kernel, _, of) => ofVnet(kernel, of, (vnet) => String(differences(kernel, vnet).length)),
  place: (kernel, _, of) => {
    const file = linkerFindFileByName(kernel, of.text);
    return file === undefined ? 'none' : file.vnetSet?.isAllocated === true ? String(file.vnetSet.start) : 'none';
  },
  refs: (kernel, _, of) => String(linkerFindFileByName(kernel, of.text)?.refs ?? 0),
};

export const EXPECTED_QUANTITIES: readonly string[] = [...Object.keys(QUANTITIES), ...Object.keys(QUANTITIES_OF)];

/** `expect`: compares; a failure says what there is instead. */
export function expectation(kernel: SimulatedKernel, statement: ExpectStatement): ScenarioFailure | undefined {
  const { quantity, argument, comparison, value } = statement;
  const found = actual(kernel, statement);
  if (isFailed(found)) return found;
  const what = argument === undefined ? quantity.text : `${quantity.text} ${argument.text}`;
  const outcome = holds(found, comparison, value.text);
  if (outcome === undefined) return mistake(value, `${comparison} compares numbers: ${what} is ${found}`);
  if (!outcome)
    return failure(quantity, `${what} is ${found}, not ${comparison === '==' ? '' : `${comparison} `}${value.text}`);
  kernel.tell({ kind: 'holds', text: `${what} ${comparison} ${value.text}` });
  return undefined;
}

function isFailed(found: string | ScenarioFailure): found is ScenarioFailure {
  return typeof found !== 'string';
}

function actual(kernel: SimulatedKernel, statement: ExpectStatement): string | ScenarioFailure {
  const { quantity, argument, context } = statement;
  if (argument !== undefined) {
    const of = Object.hasOwn(QUANTITIES_OF, quantity.text) ? QUANTITIES_OF[quantity.text] : undefined;
    return of === undefined
      ? mistake(argument, `${quantity.text} takes no name: a comparison is expected, not ${argument.text}`)
      : of(kernel, statement, argument);
  }
  const whole =
    context.kind === 'current' && Object.hasOwn(QUANTITIES, quantity.text) ? QUANTITIES[quantity.text] : undefined;
  return whole === undefined ? ofPath(kernel, context, quantity, 'value') : whole(kernel);
}

function ofPath(
  kernel: SimulatedKernel,
  context: ExpectStatement['context'],
  path: Word,
  what: 'value' | 'offset' | 'address',
): string | ScenarioFailure {
  // A place in the set is the same in every copy: no vnet need be there.
  const instance =
    what === 'offset' && context.kind === 'current'
      ? {
          kind: 'reference' as const,
          set: path.text.startsWith('pcpu_entry_') ? ('set_pcpu' as const) : ('set_vnet' as const),
        }
      : instanceOf(kernel, context, path, path.text);
  if (isFailure(instance)) return instance;
  const accessed = resolvePath(kernel, instance, path.text);
  if ('message' in accessed) return mistake({ ...path, column: path.column + accessed.at }, accessed.message);
  return what === 'value'
    ? readPlace(kernel, instance, accessed)
    : what === 'offset'
      ? String(offsetOf(accessed))
      : hex(addressOf(kernel, instance, accessed));
}

function ofVnet(
  kernel: SimulatedKernel,
  name: Word,
  then: (vnet: Exclude<ReturnType<typeof vnetNamed>, ScenarioFailure>) => string,
): string | ScenarioFailure {
  const vnet = vnetNamed(kernel, name);
  return isFailure(vnet) ? vnet : then(vnet);
}

/** undefined where an order is asked of what is no number. */
function holds(found: string, comparison: Comparison, wanted: string): boolean | undefined {
  const left = toNumber(found);
  const right = toNumber(wanted);
  if (left === undefined || right === undefined)
    return comparison === '==' ? found === wanted : comparison === '!=' ? found !== wanted : undefined;
  switch (comparison) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function toNumber(text: string): bigint | undefined {
  return /^-?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(text)
    ? text.startsWith('-')
      ? -BigInt(text.slice(1))
      : BigInt(text)
    : undefined;
}
