import { isInherited, S_ANY_VNET, S_SET, type Registration, type ResourceUse } from './file-flow.ts';
import type { TreeFlow, TreeFunction } from './tree-flow.ts';

/** A function handed over, and where. */
export interface HandedOver {
  readonly path: string;
  readonly registration: Registration;
}

interface AccessorUses {
  readonly users: ReadonlyMap<string, readonly { readonly by: TreeFunction; readonly use: ResourceUse }[]>;
  readonly givenOut: ReadonlySet<string>;
}

/** Who is called how: which functions of the tree are handlers of what, what constructors and destructors lead to. */
export class TreeContexts {
  private readonly tree: TreeFlow;
  private readonly handed = new Map<TreeFunction, HandedOver[]>();
  private readonly announcers = new Map<string, { readonly by: TreeFunction; readonly state: number }[]>();
  private knownUses: AccessorUses | undefined;
  private knownMakers: Map<string, TreeFunction[]> | undefined;
  private givenBack: ReadonlySet<string> | undefined;
  private knownPassed: ReadonlySet<string> | undefined;
  private knownConstructed: ReadonlyMap<TreeFunction, TreeFunction> | undefined;

  constructor(tree: TreeFlow) {
    this.tree = tree;
    for (const path of tree.paths) {
      for (const registration of tree.file(path)?.registrations ?? []) {
        for (const target of tree.resolve(path, registration.handler)) push(this.handed, target, { path, registration });
      }
      for (const by of tree.functions(path)) for (const { name, state } of by.flow.announces) push(this.announcers, name, { by, state });
    }
  }

  /** Where a function is handed over to be called later. */
  handedOver(target: TreeFunction): readonly HandedOver[] {
    return this.handed.get(target) ?? [];
  }

  /** Functions that a kind of registration names, each once. */
  handlers(kind: Registration['kind']): readonly TreeFunction[] {
    return [...this.handed].filter(([, places]) => places.some(({ registration }) => registration.kind === kind)).map(([target]) => target);
  }

  /**
   * What runs while any vnet is made: the constructors and what they call with curvnet as they got it, and not for vnet0
   * alone. Each with a constructor that leads there.
   */
  get constructed(): ReadonlyMap<TreeFunction, TreeFunction> {
    if (this.knownConstructed !== undefined) return this.knownConstructed;
    const found = new Map(this.handlers('vnet-sysinit').map((one): [TreeFunction, TreeFunction] => [one, one]));
    for (const [one, constructor] of found) {
      for (const { name, state } of one.flow.calls) {
        if (isInAnyVnet(state)) for (const target of this.tree.resolve(one.path, name)) if (!found.has(target)) found.set(target, constructor);
      }
    }
    return (this.knownConstructed = found);
  }

  /** Functions that make what an accessor, V_x, stands for or keeps, in its own variable. */
  makers(accessor: string): readonly TreeFunction[] {
    if (this.knownMakers === undefined) {
      this.knownMakers = new Map();
      for (const path of this.tree.paths) {
        for (const one of this.tree.functions(path)) for (const { action, key } of one.flow.resources) if (action === 'make' && key.startsWith('V_')) push(this.knownMakers, key, one);
      }
    }
    return this.knownMakers.get(accessor) ?? [];
  }

  /** Where what an accessor stands for is used, as a lock is locked and a callout set. */
  users(accessor: string): readonly { readonly by: TreeFunction; readonly use: ResourceUse }[] {
    return this.accessorUses().users.get(accessor) ?? [];
  }

  /** True when some function assigns to the accessor, or gives its address to somebody who may initialize it. */
  isGivenOut(accessor: string): boolean {
    return this.accessorUses().givenOut.has(accessor);
  }

  private accessorUses(): AccessorUses {
    if (this.knownUses !== undefined) return this.knownUses;
    const users = new Map<string, { by: TreeFunction; use: ResourceUse }[]>();
    const givenOut = new Set<string>();
    for (const path of this.tree.paths) {
      for (const by of this.tree.functions(path)) {
        for (const use of by.flow.resources) if (use.action === 'use' && use.key.startsWith('V_')) push(users, use.key, { by, use });
        for (const accessor of by.flow.givesOut) givenOut.add(accessor);
      }
    }
    return (this.knownUses = { users, givenOut });
  }

  /** VNET_PCPUSTAT_SYSINIT(name) stands somewhere. */
  hasCounterSysinit(name: string): boolean {
    return [...this.tree.paths].some((path) => this.tree.file(path)?.counterSysinits.includes(name) === true);
  }

  hasCounterSysuninit(name: string): boolean {
    return [...this.tree.paths].some((path) => this.tree.file(path)?.counterSysuninits.includes(name) === true);
  }

  /**
   * Whether an event is announced with curvnet set: by a function that sets it, or that itself works on virtualized globals
   * and so has it from its caller. undefined where no file that is known announces it.
   */
  isAnnouncedInVnet(event: string): boolean | undefined {
    const known = this.announcers.get(event);
    return known?.every(({ by, state }) => (state & S_SET) !== 0 || by.needs !== undefined);
  }

  /**
   * True when some function of the tree gives back what `path` makes, wherever it is reached from: what it is known by there is
   * the last member of its path. A member without its record's prefix (`lock`) is any record's: then the variable or the file
   * must be the same.
   */
  isGivenBack(path: string, { kind, key, accessor }: Pick<ResourceUse, 'kind' | 'key' | 'accessor'>): boolean {
    if (this.givenBack === undefined) {
      const found = new Set<string>();
      for (const file of this.tree.paths) {
        for (const { flow } of this.tree.functions(file)) {
          for (const one of flow.resources) if (one.action === 'free') for (const name of namesOf(file, one)) found.add(name);
        }
      }
      this.givenBack = found;
    }
    // What a destructor passes to a function that is not known may be given back there.
    if (key === accessor && this.passedByDestructors.has(key)) return true;
    const known = this.givenBack;
    const [general = '', ...narrow] = namesOf(path, { kind, key, accessor });
    return key.includes('_') ? known.has(general) : narrow.some((name) => known.has(name));
  }

  private get passedByDestructors(): ReadonlySet<string> {
    if (this.knownPassed === undefined) {
      const reached = new Set(this.handlers('vnet-sysuninit'));
      const passed = new Set<string>();
      for (const one of reached) {
        for (const accessor of one.flow.passes) passed.add(accessor);
        for (const { name } of one.flow.calls) for (const target of this.tree.resolve(one.path, name)) reached.add(target);
      }
      this.knownPassed = passed;
    }
    return this.knownPassed;
  }

  /** What `root` calls in the vnet that it is called in, itself included. */
  inSameVnet(root: TreeFunction): ReadonlySet<TreeFunction> {
    const found = new Set([root]);
    for (const one of found) for (const { name, state } of one.flow.calls) if (isInherited(state)) for (const target of this.tree.resolve(one.path, name)) found.add(target);
    return found;
  }
}

/** hashdestroy() is free() with a question. */
function namesOf(path: string, { kind, key, accessor }: Pick<ResourceUse, 'kind' | 'key' | 'accessor'>): readonly string[] {
  const name = `${kind === 'hash' ? 'memory' : kind} ${key}`;
  return [name, `${name} ${path}`, ...(accessor === undefined ? [] : [`${name} ${accessor}`])];
}

/** In every vnet, not only in vnet0. */
export function isInAnyVnet(state: number): boolean {
  return isInherited(state) && (state & S_ANY_VNET) !== 0;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
