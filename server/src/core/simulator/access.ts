import type { Pointee } from '../machine/byte-mark.ts';
import { parsePath, walkPath, type PathError, type Place } from './access-path.ts';
import { nearNamesPhrase } from '../kernel/near-names.ts';
import { findVariables, setsInPlace, type FoundVariable } from './find-variable.ts';
import { instanceName, readInstance, setOfInstance, writeInstance, type Instance } from './instance.ts';
import { SYMBOL_PREFIX, type InstanceSet } from '../vnet/set-variables.ts';
import { regionMembers } from './run-function.ts';
import type { SimulatedKernel } from './simulated-kernel.ts';
import { placeValue, type WrittenValue } from './written-value.ts';
import { valueText, type ValueContext } from './value-text.ts';

/** A member of a set, and what of it a path names. */
export interface Accessed {
  readonly variable: FoundVariable;
  readonly place: Place;
}

/**
 * What a C-like path names in a set: `V_tcbinfo.ipi_count`, `tcbinfo.ipi_count`, `vnet_entry_tcbinfo`,
 * `netinet/in_pcb.c:tcbinfo`. Statics of one name in several files need the file.
 */
export function resolvePath(kernel: SimulatedKernel, instance: Instance, text: string): Accessed | PathError {
  const parsed = parsePath(text);
  if ('message' in parsed) return parsed;
  const set = setOfInstance(instance);
  const at = parsed.file === undefined ? 0 : parsed.file.length + 1;
  const names = [parsed.name, parsed.name.replace(new RegExp(`^(?:V_|${SYMBOL_PREFIX[set]})`), '')];
  const found =
    names.map((name) => findVariables(kernel, set, name, parsed.file)).find((candidates) => candidates.length > 0) ??
    [];
  const [variable, ...others] = found;
  if (variable === undefined)
    return {
      message: `no variable ${parsed.name} in ${set}${parsed.file === undefined ? '' : ` from ${parsed.file}`}${nearVariables(kernel, set, names.at(-1) ?? '')}`,
      at,
    };
  if (others.length > 0)
    return {
      message: `${parsed.name} is several: ${found.map(({ member }) => `${member.file}:${member.name}`).join(', ')}`,
      at,
    };
  const place = walkPath(variable.member.view, parsed);
  return 'message' in place ? place : { variable, place };
}

function nearVariables(kernel: SimulatedKernel, set: InstanceSet, name: string): string {
  const names = [...setsInPlace(kernel, set)].flatMap(({ contents }) => contents.members.map((member) => member.name));
  return nearNamesPhrase(name, [...new Set(names)]);
}

/** How values of an instance are put into words. */
function valueContext(kernel: SimulatedKernel, instance: Instance): ValueContext {
  return {
    isBigEndian: kernel.image.machine.isBigEndian,
    vnet: instance.kind === 'vnet' ? instance.vnet : undefined,
    regionName: (offset) => {
      const member = regionMembers(kernel).at(offset);
      return member === undefined
        ? undefined
        : `${member.name}${offset === member.start ? '' : `+${offset - member.start}`}`;
    },
    vnetName: (vnet) => kernel.vnet(vnet)?.name ?? 'a freed vnet',
  };
}

/** The value at a place as text. */
export function readPlace(kernel: SimulatedKernel, instance: Instance, { variable, place }: Accessed): string {
  const contents = readInstance(kernel, instance, variable.start, variable.member.sizeBytes);
  if (contents === undefined) return `unknown (outside the memory of ${instanceName(kernel, instance)})`;
  return valueText(contents, place.view, place.offsetBits, place.widthBits, valueContext(kernel, instance));
}

/** Writes; returns one line when the value can't stand there. */
export function writePlace(
  kernel: SimulatedKernel,
  instance: Instance,
  accessed: Accessed,
  value: WrittenValue,
  path: string,
): string | undefined {
  const { variable, place } = accessed;
  const first = Math.floor(place.offsetBits / 8);
  const sizeBytes = Math.max(
    1,
    Math.ceil(((place.offsetBits % 8) + (place.widthBits ?? place.view.sizeBytes * 8)) / 8),
  );
  const contents = readInstance(kernel, instance, variable.start + first, sizeBytes);
  if (contents === undefined)
    return `${variable.member.name} lies outside the memory of ${instanceName(kernel, instance)}`;
  const placed = placeValue(
    contents,
    { ...place, offsetBits: place.offsetBits - first * 8 },
    value,
    kernel.image.machine.isBigEndian,
    (symbol) => pointeeOfSymbol(kernel, instance, symbol),
  );
  if (typeof placed === 'string') return placed;
  const before = kernel.listener === undefined ? '' : readPlace(kernel, instance, accessed);
  writeInstance(kernel, instance, variable.start + first, placed);
  if (kernel.listener !== undefined)
    kernel.tell({
      kind: 'write',
      where: instanceName(kernel, instance),
      path,
      before,
      after: readPlace(kernel, instance, accessed),
    });
  return undefined;
}

/**
 * `&V_x` is the copy of the vnet at hand, `&vnet_entry_x` the reference copy; any other symbol is taken to be the
 * kernel's.
 */
function pointeeOfSymbol(kernel: SimulatedKernel, instance: Instance, symbol: string): Pointee | string {
  if (symbol.startsWith('V_')) {
    const name = symbol.slice(2);
    if (findVariables(kernel, 'set_vnet', name).length === 0) return `no variable ${name} in set_vnet`;
    return instance.kind === 'vnet'
      ? { kind: 'copy', name, vnet: instance.vnet }
      : `&${symbol} has a meaning in a vnet only`;
  }
  for (const set of ['set_vnet', 'set_pcpu'] as const) {
    const name = symbol.slice(SYMBOL_PREFIX[set].length);
    if (symbol.startsWith(SYMBOL_PREFIX[set]) && findVariables(kernel, set, name).length > 0)
      return { kind: 'reference', set, name, symbol };
  }
  return { kind: 'object', symbol };
}
