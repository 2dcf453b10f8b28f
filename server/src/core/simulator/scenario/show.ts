import { readPlace, resolvePath, type Accessed } from '../access.ts';
import { dpcpuAddress, hex, uintptr } from '../address-space.ts';
import { nameOf } from '../curvnet.ts';
import { settle } from '../deferred.ts';
import { differences } from '../differences.ts';
import type { WrittenRange } from '../../machine/run.ts';
import type { Instance } from '../instance.ts';
import { instanceName } from '../instance.ts';
import { laterWriter } from '../later-writer.ts';
import type { RegisteredSysinit, Vnet } from '../kernel-state.ts';
import { freeBytes, largestFree, moduleSpace } from '../module-space.ts';
import { sprintf } from '../printf.ts';
import type { SimulatedKernel } from '../simulated-kernel.ts';
import { mistake, type ScenarioFailure } from './scenario-failure.ts';
import { instanceOf, isFailure, prisonNamed, vnetNamed } from './instances.ts';
import { shownLeaks } from './show-leaks.ts';
import type { Statement, Word } from './statement.ts';

type ShowStatement = Extract<Statement, { readonly verb: 'show' }>;

interface Shown {
  readonly lines: readonly string[];
  readonly data: unknown;
}

/** What `show` knows besides variables. */
const SUBJECTS: Readonly<
  Record<string, (kernel: SimulatedKernel, name: Word | undefined, what: Word) => Shown | ScenarioFailure>
> = {
  vnets: (kernel) => {
    settle(kernel);
    return shownVnets(kernel, [...kernel.vnetHead()]);
  },
  vnet: (kernel, name, what) => {
    settle(kernel);
    return withVnet(kernel, name, what, (vnet) => shownVnets(kernel, [vnet]));
  },
  modspace: (kernel) => shownSpace(kernel, 'set_vnet'),
  dpcpu: (kernel) => shownSpace(kernel, 'set_pcpu'),
  modules: (kernel) => shownModules(kernel),
  constructors: (kernel) => sysinits(kernel, kernel.state.constructors),
  destructors: (kernel) => sysinits(kernel, kernel.state.destructors.toReversed()),
  differences: (kernel, name, what) => withVnet(kernel, name, what, (vnet) => shownDifferences(kernel, vnet)),
  curvnet: (kernel) => ({
    lines: [`curvnet = ${nameOf(kernel, kernel.state.thread.curvnet)}`],
    data: nameOf(kernel, kernel.state.thread.curvnet),
  }),
  jail: (kernel, name, what) => shownJail(kernel, name, what),
  leaks: (kernel, name, what) => shownLeaks(kernel, name, what),
};

export const SHOWN_SUBJECTS: readonly string[] = Object.keys(SUBJECTS);

export function show(kernel: SimulatedKernel, statement: ShowStatement): ScenarioFailure | undefined {
  const { what, context, rest } = statement;
  const subject = context.kind === 'current' && Object.hasOwn(SUBJECTS, what.text) ? SUBJECTS[what.text] : undefined;
  const [name, more] = rest;
  if (more !== undefined) return mistake(more, `nothing is expected here, but ${more.text}`);
  if (subject === undefined && name !== undefined) return mistake(name, `nothing is expected here, but ${name.text}`);
  const shown = subject === undefined ? variable(kernel, statement) : subject(kernel, name, what);
  if (isFailure(shown)) return shown;
  kernel.tell({
    kind: 'shown',
    what: [what.text, ...rest.map(({ text }) => text)].join(' '),
    lines: shown.lines,
    data: shown.data,
  });
  return undefined;
}

function withVnet(
  kernel: SimulatedKernel,
  name: Word | undefined,
  what: Word,
  then: (vnet: Vnet) => Shown,
): Shown | ScenarioFailure {
  if (name === undefined) return mistake(what, 'the name of a vnet is expected');
  const vnet = vnetNamed(kernel, name);
  return isFailure(vnet) ? vnet : then(vnet);
}

/** db_vnet_print() (net/vnet.c) with the scenario's names above. */
export function shownVnets(kernel: SimulatedKernel, list: readonly Vnet[]): Shown {
  const { profile, constants } = kernel.image;
  const magic = constants.vnetMagic;
  const lines = list.flatMap((vnet) => [
    `${vnet.name}:`,
    `vnet            = ${hex(vnet.address)}`,
    ...(magic === undefined
      ? []
      : [
          ` vnet_magic_n   = ${sprintf('%#08x', vnet.magic)} (${vnet.magic === magic ? 'ok' : 'mismatch'}, orig ${sprintf('%#08x', magic)})`,
        ]),
    ` vnet_ifcnt     = ${vnet.ifcnt ?? 'unknown'}`,
    ` vnet_sockcnt   = ${vnet.sockcnt}`,
    ` vnet_data_mem  = ${hex(vnet.dataMem)}`,
    ` vnet_data_base = ${sprintf('%#jx', kernel.dataBase(vnet))}`,
    ...(profile.tracksState.value
      ? [` vnet_state     = ${sprintf('%#08x', vnet.state)} (${kernel.subsystemName(vnet.state)})`]
      : []),
    ...(profile.marksShutdown.value ? [` vnet_shutdown  = ${sprintf('%#03x', vnet.shutdown ? 1 : 0)}`] : []),
  ]);
  return {
    lines,
    data: list.map((vnet) => ({
      name: vnet.name,
      address: hex(vnet.address),
      magic: vnet.magic,
      ifcnt: vnet.ifcnt ?? null,
      sockcnt: vnet.sockcnt,
      dataMem: hex(vnet.dataMem),
      dataBase: hex(kernel.dataBase(vnet)),
      state: profile.tracksState.value ? kernel.subsystemName(vnet.state) : null,
      shutdown: profile.marksShutdown.value ? vnet.shutdown : null,
    })),
  };
}

/** Module space from end to end: `show modspace`. */
export function shownSpace(kernel: SimulatedKernel, set: 'set_vnet' | 'set_pcpu'): Shown {
  const pieces = moduleSpace(kernel, set);
  const lines = pieces.map(
    ({ start, sizeBytes, file }) => `${String(start).padStart(8)}  ${String(sizeBytes).padStart(7)}  ${file ?? '-'}`,
  );
  return {
    lines: [
      `  offset    bytes  file`,
      ...lines,
      `${freeBytes(pieces)} bytes free, the largest piece ${largestFree(pieces)}`,
    ],
    data: {
      pieces: pieces.map(({ start, sizeBytes, file }) => ({ offset: start, size: sizeBytes, file: file ?? null })),
      free: freeBytes(pieces),
      largest: largestFree(pieces),
    },
  };
}

/** As kldstat(8), with the places in the two module spaces. */
export function shownModules(kernel: SimulatedKernel): Shown {
  const place = (
    held: { readonly start: number; readonly sizeBytes: number; readonly isAllocated: boolean } | undefined,
  ): string => (held?.isAllocated === true ? `${held.start}+${held.sizeBytes}` : '-');
  const { files } = kernel.state;
  return {
    lines: [
      ' Id Refs  set_vnet      set_pcpu      Name',
      ...files.map(
        (file) =>
          `${String(file.id).padStart(3)} ${String(file.refs).padStart(4)}  ${place(file.vnetSet).padEnd(12)}  ${place(file.pcpuSet).padEnd(12)}  ${file.filename}`,
      ),
    ],
    data: files.map(({ id, refs, userrefs, filename, vnetSet, pcpuSet }) => ({
      id,
      refs,
      userrefs,
      name: filename,
      setVnet: vnetSet?.isAllocated === true ? vnetSet.start : null,
      setPcpu: pcpuSet?.isAllocated === true ? pcpuSet.start : null,
    })),
  };
}

function sysinits(kernel: SimulatedKernel, list: readonly RegisteredSysinit[]): Shown {
  const tied = tiedEntries(kernel, list);
  const lines = list.map((entry) => {
    const { vnet, owner, file, line } = entry;
    return `${tied.has(entry) ? '=' : ' '} ${sprintf('%#08x %#08x', vnet.subsystem.value, vnet.order.value)}  ${vnet.function}(${vnet.argument === 'NULL' ? '' : vnet.argument})  ${owner} ${file}:${line}  ${kernel.subsystemName(vnet.subsystem.value)}, ${kernel.orderName(vnet.order.value)}`;
  });
  return {
    lines:
      tied.size === 0
        ? lines
        : [
            ...lines,
            '= marks entries with equal keys: mi_startup() sorts by exchange, and their order depends on every SYSINIT of the kernel',
          ],
    data: list.map((entry) => ({
      function: entry.vnet.function,
      subsystem: entry.vnet.subsystem,
      order: entry.vnet.order,
      owner: entry.owner,
      file: entry.file,
      line: entry.line,
      tied: tied.has(entry),
    })),
  };
}

/** The kernel's own entries with equal keys, where their order is not known: they are shown in link order. */
function tiedEntries(kernel: SimulatedKernel, list: readonly RegisteredSysinit[]): ReadonlySet<RegisteredSysinit> {
  if (kernel.image.profile.sysinitSort.value === 'stable' || kernel.image.sysinits.isComplete) return new Set();
  const key = ({ vnet }: RegisteredSysinit): string => `${vnet.subsystem.value}:${vnet.order.value}`;
  const own = list.filter(({ owner }) => owner === 'kernel');
  return new Set(own.filter((entry) => own.some((other) => other !== entry && key(other) === key(entry))));
}

function shownDifferences(kernel: SimulatedKernel, vnet: Vnet): Shown {
  const found = differences(kernel, vnet);
  return {
    lines:
      found.length === 0
        ? [`${vnet.name} is as the reference copies are`]
        : found.map(({ variable, reference, copy }) => `${variable.member.name}: ${copy}, reference copy ${reference}`),
    data: found.map(({ variable, reference, copy }) => ({
      name: variable.member.name,
      file: variable.member.file,
      offset: variable.start,
      copy,
      reference,
    })),
  };
}

function shownJail(kernel: SimulatedKernel, name: Word | undefined, what: Word): Shown | ScenarioFailure {
  if (name === undefined) return mistake(what, 'the name of a jail is expected');
  const prison = prisonNamed(kernel, name);
  if (isFailure(prison)) return prison;
  const vnet = nameOf(kernel, prison.vnet);
  return {
    lines: [
      `${prison.name}: vnet ${vnet}${prison.ownsVnet ? ' of its own' : ''}, ${prison.sockets} sockets${prison.isDying ? ', dying' : ''}`,
    ],
    data: { name: prison.name, vnet, ownsVnet: prison.ownsVnet, sockets: prison.sockets, dying: prison.isDying },
  };
}

function variable(kernel: SimulatedKernel, { context, what }: ShowStatement): Shown | ScenarioFailure {
  const instance = instanceOf(kernel, context, what, what.text);
  if (isFailure(instance)) return instance;
  const accessed = resolvePath(kernel, instance, what.text);
  if ('message' in accessed) return mistake({ ...what, column: what.column + accessed.at }, accessed.message);
  const value = readPlace(kernel, instance, accessed);
  const address = addressOf(kernel, instance, accessed);
  const { variable: found, place } = accessed;
  const since =
    instance.kind !== 'vnet'
      ? undefined
      : isWritten(kernel, instance.vnet, accessed)
        ? 'written'
        : value.includes('unknown (')
          ? 'unknown'
          : lastWriter(kernel, instance.vnet, accessed) === undefined
            ? 'as copied'
            : 'constructed';
  const writer = instance.kind === 'vnet' ? lastWriter(kernel, instance.vnet, accessed) : undefined;
  const later = since === 'written' ? undefined : laterWriter(kernel, instance, offsetOf(accessed));
  return {
    lines: [
      `${what.text} = ${value}`,
      ...(writer === undefined || since === 'written'
        ? []
        : [`    ${writer.function}() writes it, ${writer.file}:${writer.line}`]),
      ...(later === undefined ? [] : [`    ${later}() may change it when it runs: a timer, a task or a thread`]),
      `    ${place.view.text}, ${found.set}+${offsetOf(accessed)}, ${hex(address)} in ${instanceName(kernel, instance)}${since === undefined ? '' : `, ${since}`}`,
    ],
    data: {
      path: what.text,
      value,
      type: place.view.text,
      set: found.set,
      offset: offsetOf(accessed),
      address: hex(address),
      where: instanceName(kernel, instance),
      owner: found.owner,
      written: since === undefined ? null : since === 'written',
      writtenBy: writer === undefined ? null : { function: writer.function, file: writer.file, line: writer.line },
      mayChangeLater: later ?? null,
    },
  };
}

/** Of what a path names, from the set's start. */
export function offsetOf({ variable, place }: Accessed): number {
  return variable.start + Math.floor(place.offsetBits / 8);
}

/** Where an instance has what a path names. */
export function addressOf(kernel: SimulatedKernel, instance: Instance, accessed: Accessed): bigint {
  const offset = BigInt(offsetOf(accessed));
  switch (instance.kind) {
    case 'reference':
      return (instance.set === 'set_vnet' ? kernel.addresses.vnetStart : kernel.addresses.pcpuStart) + offset;
    case 'cpu':
      return dpcpuAddress(kernel.addresses, instance.cpu, kernel.state.pcpuReference?.sizeBytes ?? 0) + offset;
    case 'vnet': {
      const vnet = kernel.vnet(instance.vnet);
      return vnet === undefined
        ? 0n
        : uintptr(kernel.dataBase(vnet) + kernel.addresses.vnetStart + offset, kernel.addresses);
    }
  }
}

/** The line of a constructor that wrote last into what a path names. */
function lastWriter(kernel: SimulatedKernel, number: number, accessed: Accessed): WrittenRange | undefined {
  const from = offsetOf(accessed);
  const to = from + Math.max(1, accessed.place.view.sizeBytes);
  return kernel.vnet(number)?.writers.findLast(({ offset, sizeBytes }) => offset < to && offset + sizeBytes > from);
}

function isWritten(kernel: SimulatedKernel, number: number, accessed: Accessed): boolean {
  const from = offsetOf(accessed);
  const to = from + Math.max(1, accessed.place.view.sizeBytes);
  return (
    kernel.vnet(number)?.written.some(({ offset, sizeBytes }) => offset < to && offset + sizeBytes > from) === true
  );
}
