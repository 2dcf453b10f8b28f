import type { LayoutEngine } from '../abi/layout-engine.ts';
import { isUnknown, type Unknown } from '../types/unknown.ts';
import type { LinkerSetEntry } from './linker-sets.ts';
import { RecordValue } from './record-value.ts';

/** A constant with the words that it was written as: 0x8800000 and `SI_SUB_PROTO_DOMAIN`. */
export interface SpelledValue {
  readonly value: number;
  readonly text: string;
}

/** An entry of set_sysinit_set or set_sysuninit_set: what mi_startup() or the kernel linker calls. */
export interface Sysinit {
  /** `if_init` of VNET_SYSINIT(if_init, ...) and of SYSINIT(if_init, ...). */
  readonly identifier: string;
  readonly subsystem: SpelledValue;
  readonly order: SpelledValue;
  /** What is called: `vnet_register_sysinit` for a VNET_SYSINIT. */
  readonly function: string;
  /** What it is handed: a symbol, "NULL", a number; "?" when it is nothing that has a name. */
  readonly argument: string;
  /** What it registers or deregisters, when it is one of the vnet_*register_sys*init functions. */
  readonly vnet: VnetSysinit | undefined;
  /** Where the macro stands that made it. */
  readonly file: string;
  readonly line: number;
}

/** A struct vnet_sysinit: a constructor or destructor of vnets (sys/net/vnet.h). */
export interface VnetSysinit {
  readonly kind: 'constructor' | 'destructor';
  readonly action: 'register' | 'deregister';
  /** Symbol of the struct vnet_sysinit: registration and deregistration of one name the same. */
  readonly symbol: string;
  readonly subsystem: SpelledValue;
  readonly order: SpelledValue;
  readonly function: string;
  readonly argument: string;
}

/** net/vnet.c of every release; `vimage_` in the branches that had more than one kind of instance. */
const REGISTRAR = /^(?:vnet|vimage)_(de)?register_sys(un)?init$/;

function registrarOf(called: string): Pick<VnetSysinit, 'kind' | 'action'> | undefined {
  const found = REGISTRAR.exec(called);
  if (found === null) return undefined;
  return {
    kind: found[2] === undefined ? 'constructor' : 'destructor',
    action: found[1] === undefined ? 'register' : 'deregister',
  };
}

/**
 * Reads the struct sysinit that a linker set's entry points to, and the struct vnet_sysinit that its argument points
 * to.
 */
export function readSysinit(engine: LayoutEngine, entry: LinkerSetEntry): Sysinit | Unknown {
  const value = RecordValue.of(engine, entry.target);
  if (isUnknown(value)) return value;
  const subsystem = spelled(value, 'subsystem');
  const order = spelled(value, 'order');
  if (isUnknown(subsystem)) return subsystem;
  if (isUnknown(order)) return order;
  const called = value.symbol('func') ?? '?';
  const registrar = registrarOf(called);
  const handed = value.name('udata');
  const vnet = registrar === undefined || handed === undefined ? undefined : readVnetSysinit(engine, handed, registrar);
  if (vnet !== undefined && isUnknown(vnet)) return vnet;
  const symbol = engine.resolver.spelling(entry.target);
  return {
    identifier:
      vnet === undefined ? symbol.replace(/_sys_(un)?init$/, '') : vnet.symbol.replace(/_vnet_(un)?init$/, ''),
    subsystem,
    order,
    function: called,
    argument: argumentText(engine, value, 'udata'),
    vnet,
    file: entry.file,
    line: entry.line,
  };
}

function readVnetSysinit(
  engine: LayoutEngine,
  name: number,
  registrar: Pick<VnetSysinit, 'kind' | 'action'>,
): VnetSysinit | Unknown {
  const value = RecordValue.of(engine, name);
  if (isUnknown(value)) return value;
  const subsystem = spelled(value, 'subsystem');
  const order = spelled(value, 'order');
  if (isUnknown(subsystem)) return subsystem;
  if (isUnknown(order)) return order;
  return {
    ...registrar,
    symbol: engine.symbolName(name),
    subsystem,
    order,
    function: value.symbol('func') ?? '?',
    argument: argumentText(engine, value, 'arg'),
  };
}

function spelled(value: RecordValue, member: string): SpelledValue | Unknown {
  const number = value.integer(member);
  return isUnknown(number) ? number : { value: Number(number), text: value.spelling(member) };
}

function argumentText(engine: LayoutEngine, value: RecordValue, member: string): string {
  const address = value.address(member);
  if (address === undefined) {
    const number = value.integer(member);
    return isUnknown(number) ? '?' : number === 0n ? 'NULL' : `0x${number.toString(16)}`;
  }
  if (isUnknown(address) || address.base === undefined) return '?';
  switch (address.base.kind) {
    case 'symbol':
      return `${engine.symbolName(address.base.name)}${address.offset === 0n ? '' : ` + ${address.offset.toString()}`}`;
    case 'string':
      return JSON.stringify(value.text(member) ?? '');
    default:
      return '?';
  }
}
