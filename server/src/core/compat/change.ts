import type { Audience } from './baseline.ts';
import type { Move } from './compare-record.ts';

/**
 * Who was compiled against a kernel and meets a newer one: modules (the kernel binary interface), programs that read
 * the kernel's memory through libkvm, and programs that exchange structures and numbers with the kernel.
 */
export type Consumer = 'module' | 'kvm' | 'user';

export const CONSUMERS: readonly Consumer[] = ['module', 'kvm', 'user'];

type ChangeKind =
  | 'added'
  | 'removed'
  | 'renamed'
  | 'resized'
  | 'retyped'
  | 'reordered'
  | 'moved'
  | 'realigned'
  /** A record or a global got larger behind all that it had. */
  | 'grown'
  /** A constant has another value; a bound got larger. */
  | 'value'
  | 'bound'
  /** A global is no longer visible to other objects, or comes with another module. */
  | 'local'
  | 'module'
  /** One of the kernels has VIMAGE, the other not. */
  | 'vimage';

/** One difference between two kernels, with whom it breaks. */
export interface Change {
  readonly of: 'global' | 'record' | 'constant' | 'kernel';
  /** "struct inpcb", "tcbinfo", "SADB_EXT_MAX" */
  readonly name: string;
  /** Where it is defined; in the older kernel when the newer has it no more. */
  readonly file: string;
  readonly kind: ChangeKind;
  /** The member that was changed; undefined when the record as a whole is meant. */
  readonly member: string | undefined;
  /** What happened, in words that follow the name. */
  readonly message: string;
  /** Nobody: it is fine. */
  readonly breaks: readonly Consumer[];
  /** Programs of the older tree that break. */
  readonly readers: readonly string[];
  /** Members that change their place because of it. */
  readonly moves: readonly Move[];
  /** The record held by value whose own change does this. */
  readonly because: string | undefined;
}

/** Whom a change of a record breaks that such an audience is compiled against. */
export function consumersOf(audience: Audience, readers: readonly string[], hasUserland: boolean): readonly Consumer[] {
  if (audience === 'object') return [];
  // Where the tree has its userland, it is known which programs look into the kernel's memory.
  const isRead = hasUserland ? readers.length > 0 : audience === 'kvm';
  return ['module', ...(isRead ? ['kvm' as const] : []), ...(audience === 'user' ? ['user' as const] : [])];
}
