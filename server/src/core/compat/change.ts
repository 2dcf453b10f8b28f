import type { Audience } from './baseline.ts';
import type { Move } from './compare-record.ts';

/**
 * Who was compiled against an older kernel: modules (the kernel binary interface), programs that read the kernel's
 * memory through libkvm, and programs that exchange structures and numbers with the kernel.
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
  /** A record or a global grew at its end. */
  | 'grown'
  /** A constant has another value, or a bound grew. */
  | 'value'
  | 'bound'
  /** A global is no longer visible to other objects, or belongs to another module. */
  | 'local'
  | 'module'
  /** One of the kernels has VIMAGE, the other not. */
  | 'vimage';

/** One difference between two kernels, and whom it breaks. */
export interface Change {
  readonly of: 'global' | 'record' | 'constant' | 'kernel';
  /** "struct inpcb", "tcbinfo", "SADB_EXT_MAX" */
  readonly name: string;
  /** The file that defines it; the older kernel's if the newer has none. */
  readonly file: string;
  readonly kind: ChangeKind;
  /** The member that changed; undefined if the whole record did. */
  readonly member: string | undefined;
  /** What happened, in words that follow the name. */
  readonly message: string;
  /** Nobody: it is fine. */
  readonly breaks: readonly Consumer[];
  /** Programs of the older tree that break. */
  readonly readers: readonly string[];
  /** Members that it moves. */
  readonly moves: readonly Move[];
  /** The record held by value whose change causes this one. */
  readonly because: string | undefined;
}

/** Whom a change breaks, by the record's audience. */
export function consumersOf(audience: Audience, readers: readonly string[], hasUserland: boolean): readonly Consumer[] {
  if (audience === 'object') return [];
  // If the tree has its userland, the programs that read the kernel's memory are known.
  const isRead = hasUserland ? readers.length > 0 : audience === 'kvm';
  return ['module', ...(isRead ? ['kvm' as const] : []), ...(audience === 'user' ? ['user' as const] : [])];
}
