import type { Contents } from './memory.ts';
import type { RegionMember } from './program.ts';
import type { Thing } from './thing.ts';

/** What the C code that is run finds around it. */
export interface Kernel {
  /** VNET_NAME of the members of set_vnet: where reference copies lie. */
  readonly reference: Thing;
  /** curthread. */
  readonly thread: Thing;
  /** What is not the same in every release. */
  readonly profile: { /** uma_zone_set_max() gives a zone what is asked for. */ readonly zoneMaxIsExact: boolean };
  /** The vnet in which the code runs; undefined where curvnet is NULL. */
  curvnet: VnetThings | undefined;
  /** The member of a symbol, in the words of a source. */
  regionMember(symbol: string, path: string): RegionMember | undefined;
  /** The member that a place in the region belongs to. */
  memberAt(offset: number): RegionMember | undefined;
  /** Members of a name; several when files have statics of one name. */
  membersNamed(name: string): readonly RegionMember[];
  /** kenv(1). */
  kenv(name: string): string | undefined;
  /** Why a global has a value that its own initializer does not say; undefined where nothing says so. */
  unknownGlobal(key: string): string | undefined;
  /** A sysctl's handler hands bytes to whoever asked; undefined where they are not known, with the reason. */
  sysctlOut(contents: Contents | undefined, reason: string): void;
  /** Told of a member that thing.member has answered for. */
  memberIsAt(thing: Thing, name: string, offset: number): void;
  /** Something would be written through a pointer that leads nobody knows where: the function is given up. */
  wildWrite(reason: string): never;
  /** NULL is dereferenced on a way that is surely gone, or on one that may be. */
  nullDereference(): void;
  /** What the example machine is known to have; a string names the setting that is missing. */
  setting(name: string): bigint | string | undefined;
}

/** A vnet as C code sees it. */
export interface VnetThings {
  /** struct vnet. */
  readonly vnet: Thing;
  /** Its copy of set_vnet. */
  readonly region: Thing;
  readonly isVnet0: boolean;
}
