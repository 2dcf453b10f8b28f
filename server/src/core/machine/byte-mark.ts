import type { InstanceSet } from '../vnet/set-variables.ts';
import type { Leads } from './leads.ts';

/** What an address in memory points to, by name: the machine code that would tell its number is not simulated. */
export type Pointee =
  | {
      readonly kind: 'function' | 'object';
      readonly symbol: string;
      /** Of a static one, where its symbol is known by it. */ readonly file?: string;
    }
  /** A string literal of the file that the initializer stands in. */
  | { readonly kind: 'string'; readonly text: string }
  /** An unnamed object. */
  | { readonly kind: 'literal' }
  /** The reference copy of a virtualized global, or of a DPCPU variable. */
  | { readonly kind: 'reference'; readonly set: InstanceSet; readonly name: string; readonly symbol: string }
  /** A virtualized global's copy in one vnet. */
  | { readonly kind: 'copy'; readonly name: string; readonly vnet: number }
  /** A counter(9) of the vnet in whose memory the pointer stands, made by VNET_PCPUSTAT_ALLOC. */
  | { readonly kind: 'counter' }
  /** The virtualized globals of the vnet in whose memory the pointer stands; the addend is the place in the region. */
  | { readonly kind: 'own' }
  /** Made while C code ran: memory, a zone, a counter. */
  | { readonly kind: 'made'; readonly what: string; readonly id: number };

/** A pointer as it lies in memory. */
export interface PointerMark {
  readonly kind: 'pointer';
  readonly pointee: Pointee;
  readonly addend: number;
  readonly sizeBytes: number;
}

/** Bytes whose value is not known. */
export interface UnknownMark {
  readonly kind: 'unknown';
  readonly reason: string;
  /** What is known of the integer that all bytes with this mark are. */
  readonly range?: { readonly low: bigint; readonly high: bigint; readonly sizeBytes: number };
  /** Where a pointer may lead that the bytes may be. */
  readonly leads?: Leads | undefined;
}

/**
 * What a byte is that is not simply a number: the `index`th byte of a pointer, counted in memory order, or not known.
 */
export type ByteMark =
  { readonly mark: PointerMark; readonly index: number } | { readonly mark: UnknownMark; readonly index: 0 };

/** The marks of a pointer's bytes. */
export function pointerBytes(pointee: Pointee, addend: number, sizeBytes: number): readonly ByteMark[] {
  const mark: PointerMark = { kind: 'pointer', pointee, addend, sizeBytes };
  return Array.from({ length: sizeBytes }, (_, index) => ({ mark, index }));
}

export function unknownByte(reason: string, leads?: UnknownMark['leads']): ByteMark {
  return {
    mark: leads === undefined ? { kind: 'unknown', reason } : { kind: 'unknown', reason, leads },
    index: 0,
  };
}
