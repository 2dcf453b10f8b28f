import type { ByteMark, Pointee } from './byte-mark.ts';
import type { Memory } from './memory.ts';
import type { Value } from './value.ts';

/** What an object holds: bytes, or one scalar that was written and is read as a whole. */
export type Cell = Memory | ScalarCell;

export interface ScalarCell {
  readonly value: Value;
  readonly sizeBytes: number;
}

/** An object of C with its identity: what a pointer points into. */
export interface Thing {
  readonly pointee: Pointee;
  /** What a developer calls it. */
  readonly name: string;
  /** undefined where it is not known: nothing is out of its bounds then. */
  readonly sizeBytes: number | undefined;
  /** Functions and string literals: what is written there is a mistake. */
  readonly isFixed: boolean;
  /** A variable that is declared const: code that is not followed leaves it as it is. */
  readonly isConst?: boolean;
  /** What it holds before anything is written to it. */
  readonly initial: () => Cell;
  /** One variable or one piece of allocated memory: a pointer that moves inside it may lead anywhere in it. */
  readonly isOne?: boolean;
  /** Of a variable that the example machine decides and nobody has said: why whatever is written there is not known. */
  readonly why?: string;
  /** Of a variable of EVENTHANDLER_LIST_DEFINE(): the event whose list it leads to. */
  readonly event?: string;
  /** A power of two that its address is a multiple of, where more is known than of any object. */
  readonly alignBytes?: number;
  /** The vnet's region that vnet_data_base leads to, when this is that number. */
  readonly leadsTo?: Thing;
  /** Members that the model knows, by name: where they lie tells the source that asks. */
  readonly member?: (name: string) => Value | undefined;
  /** What its bytes are as long as nobody has put a member there. */
  readonly untouched?: ByteMark;
}
