import { readPlace, resolvePath, writePlace } from '../access.ts';
import { curvnetRestore, curvnetSet, closeBlock, openBlock, userret, type CompileError } from '../curvnet.ts';
import { destroyAtOnce, kernJailSet, prisonFindName, prisonRemove, soalloc, sofree } from '../kern-jail.ts';
import { kernKldload, kernKldunload } from '../kern-linker.ts';
import { nearNamesPhrase } from '../../kernel/near-names.ts';
import { sysctlNames } from '../find-sysctl.ts';
import { sysctlRoot } from '../kern-sysctl.ts';
import { kvmNlist } from '../kvm.ts';
import { hex } from '../address-space.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import { kernSetenv, kernUnsetenv } from '../sysctl-tunables.ts';
import { parseValue } from '../written-value.ts';
import { expectation } from './expectation.ts';
import { failure, mistake, type ScenarioFailure } from './scenario-failure.ts';
import { instanceOf, isFailure, prisonNamed, processOf, vnetNamed } from './instances.ts';
import { show } from './show.ts';
import type { ScenarioPlace, Statement, Word } from './statement.ts';

type Of<V extends Statement['verb']> = Extract<Statement, { readonly verb: V }>;

/** Statements that run on a kernel; those that concern the scenario itself are the session's. */
export type KernelStatement = Exclude<
  Statement,
  { readonly verb: 'boot' | 'machine' | 'preload' | 'fail' | 'try' | 'snapshot' | 'back' | 'repeat' }
>;

/** Runs one statement on a kernel. A panic comes as KernelPanic. */
export function runStatement(kernel: SimulatedKernel, statement: KernelStatement): ScenarioFailure | undefined {
  switch (statement.verb) {
    case 'kenv':
      runKenv(kernel, statement);
      return undefined;
    case 'show':
      return show(kernel, statement);
    case 'expect':
      return expectation(kernel, statement);
    default:
      return kernel.state.phase === 'up'
        ? runUp(kernel, statement)
        : mistake(
            statement,
            kernel.state.phase === 'panicked'
              ? `the kernel has panicked: ${kernel.state.panic ?? ''}`
              : 'the kernel has not booted',
          );
  }
}

function runUp(
  kernel: SimulatedKernel,
  statement: Exclude<KernelStatement, { readonly verb: 'kenv' | 'show' | 'expect' }>,
): ScenarioFailure | undefined {
  switch (statement.verb) {
    case 'vnet-create':
      return createJail(kernel, statement.name, true, undefined);
    case 'jail-create':
      return createJail(kernel, statement.name, statement.ownsVnet, statement.parent);
    case 'vnet-destroy':
      return destroy(kernel, statement.name, 'at once');
    case 'jail-remove':
      return destroy(kernel, statement.name, 'when unused');
    case 'socket':
      return runSocket(kernel, statement);
    case 'module':
      return runModule(kernel, statement);
    case 'set':
      return runSet(kernel, statement);
    case 'sysctl':
      return runSysctl(kernel, statement);
    case 'kvm':
      return runKvm(kernel, statement);
    case 'curvnet-set': {
      const vnet = statement.name.text === 'NULL' ? undefined : vnetNamed(kernel, statement.name);
      return vnet !== undefined && isFailure(vnet) ? vnet : compiled(statement, curvnetSet(kernel, vnet));
    }
    case 'curvnet-restore':
      return compiled(statement, curvnetRestore(kernel));
    case 'open-block':
      openBlock(kernel);
      return undefined;
    case 'close-block':
      return closeBlock(kernel) ? undefined : mistake(statement, 'no block is open');
    case 'return':
      userret(kernel);
      return undefined;
  }
}

function compiled(place: ScenarioPlace, answer: CompileError | undefined): ScenarioFailure | undefined {
  return answer === undefined ? undefined : failure(place, `it does not compile: ${answer.compileError}`);
}

function runKenv(kernel: SimulatedKernel, { name, value }: Of<'kenv'>): void {
  if (value === undefined) kernUnsetenv(kernel, name.text);
  else kernSetenv(kernel, name.text, value);
}

function createJail(
  kernel: SimulatedKernel,
  name: Word,
  ownsVnet: boolean,
  parentName: Word | undefined,
): ScenarioFailure | undefined {
  if (!/^[A-Za-z_][\w.-]*$/.test(name.text)) return mistake(name, `${name.text} is no name`);
  if (prisonFindName(kernel, name.text) !== undefined || name.text === 'NULL')
    return mistake(name, `there is a vnet or jail ${name.text} already`);
  const parent = parentName === undefined ? kernel.state.prisons.get(0) : prisonNamed(kernel, parentName);
  if (parent === undefined) return mistake(name, 'the kernel has not booted');
  if (isFailure(parent)) return parent;
  if (ownsVnet && !kernel.image.vimage) return mistake(name, 'this kernel is built without VIMAGE: it has no vnets');
  return kernJailSet(kernel, name.text, parent, ownsVnet) === undefined
    ? failure(name, `no memory for another vnet: malloc(9) waits for ever`)
    : undefined;
}

function destroy(kernel: SimulatedKernel, name: Word, when: 'at once' | 'when unused'): ScenarioFailure | undefined {
  const prison = prisonNamed(kernel, name);
  if (isFailure(prison)) return prison;
  if (prison.jid === 0) return mistake(name, `${name.text} is the host's: it can't be destroyed`);
  if (when === 'at once' && !prison.ownsVnet) return mistake(name, `${name.text} has no vnet of its own`);
  if (when === 'at once') destroyAtOnce(kernel, prison);
  else prisonRemove(kernel, prison);
  return undefined;
}

function runSocket(kernel: SimulatedKernel, { action, name, count }: Of<'socket'>): ScenarioFailure | undefined {
  const prison = prisonNamed(kernel, name);
  if (isFailure(prison)) return prison;
  if (action === 'open') {
    soalloc(kernel, prison, count);
    return undefined;
  }
  if (prison.sockets < count) return mistake(name, `${name.text} has ${prison.sockets} sockets`);
  sofree(kernel, prison, count);
  return undefined;
}

function runModule(kernel: SimulatedKernel, { action, names }: Of<'module'>): ScenarioFailure | undefined {
  for (const name of names) {
    const module = name.text.replace(/\.ko$/, '');
    const answer = action === 'load' ? kernKldload(kernel, module) : kernKldunload(kernel, module);
    if (typeof answer === 'string') return failure(name, `kld${action} ${module}: ${answer}`);
    if (answer !== undefined && 'number' in answer) return failure(name, `kld${action} ${module}: ${answer.text}`);
  }
  return undefined;
}

function runSet(kernel: SimulatedKernel, { context, path, value }: Of<'set'>): ScenarioFailure | undefined {
  const instance = instanceOf(kernel, context, path, path.text);
  if (isFailure(instance)) return instance;
  const accessed = resolvePath(kernel, instance, path.text);
  if ('message' in accessed) return mistake({ ...path, column: path.column + accessed.at }, accessed.message);
  const parsed = parseValue(value.text);
  if (parsed === undefined) return mistake(value, `${value.text} is no value`);
  const refused = writePlace(kernel, instance, accessed, parsed, path.text);
  return refused === undefined ? undefined : mistake(value, refused);
}

function runSysctl(kernel: SimulatedKernel, statement: Of<'sysctl'>): ScenarioFailure | undefined {
  const { context, name, value } = statement;
  const prison = processOf(kernel, context, name);
  if (isFailure(prison)) return prison;
  const answer = sysctlRoot(kernel, name.text, prison, value);
  // What sysctl(8) prints of an error.
  if ('errno' in answer)
    return failure(
      name,
      answer.errno.name === 'ENOENT'
        ? `sysctl: unknown oid '${name.text}'${nearNamesPhrase(name.text, sysctlNames(kernel))}`
        : `sysctl: ${name.text}${value === undefined ? '' : `=${value}`}: ${answer.errno.text}`,
    );
  if (value === undefined)
    kernel.tell({
      kind: 'shown',
      what: name.text,
      lines: [`${name.text}: ${answer.value}`],
      data: { name: name.text, value: answer.value, where: answer.where ?? null },
    });
  return undefined;
}

function runKvm(kernel: SimulatedKernel, { context, name }: Of<'kvm'>): ScenarioFailure | undefined {
  const prison = processOf(kernel, context, name);
  if (isFailure(prison)) return prison;
  const found = kvmNlist(kernel, name.text, prison);
  if (typeof found === 'string') return failure(name, found);
  const { leadsTo, symbol, address, member } = found;
  const where =
    leadsTo.kind === 'vnet'
      ? (kernel.vnet(leadsTo.vnet)?.name ?? '')
      : leadsTo.kind === 'cpu'
        ? 'CPU 0'
        : leadsTo.kind === 'file'
          ? `the section of ${leadsTo.file} itself, which is no vnet's`
          : 'the kernel';
  const instance =
    leadsTo.kind === 'vnet'
      ? { kind: 'vnet' as const, vnet: leadsTo.vnet }
      : leadsTo.kind === 'cpu'
        ? { kind: 'cpu' as const, cpu: 0 }
        : undefined;
  const value =
    instance === undefined || leadsTo.kind === 'plain' || leadsTo.kind === 'file'
      ? undefined
      : readPlace(kernel, instance, {
          variable: {
            member,
            set: instance.kind === 'vnet' ? 'set_vnet' : 'set_pcpu',
            start: leadsTo.offset,
            owner: '',
          },
          place: { view: member.view, offsetBits: 0, widthBits: undefined },
        });
  kernel.tell({
    kind: 'shown',
    what: `kvm ${name.text}`,
    lines: [`${name.text}: ${symbol} at ${hex(address)}, ${where}${value === undefined ? '' : `: ${value}`}`],
    data: { name: name.text, symbol, address: hex(address), where, value: value ?? null },
  });
  return undefined;
}
