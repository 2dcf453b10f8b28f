import { isInherited, S_ANY_VNET, S_SET, type FlowUse, type Registration, type ResourceUse } from './file-flow.ts';
import type { Method } from './method-calls.ts';
import { PathIndex } from './path-index.ts';
import type { TreeFlow, TreeFunction } from './tree-flow.ts';

/** A function handed over, and where. */
export interface HandedOver {
  readonly path: string;
  readonly registration: Registration;
}

/** Where what an accessor stands for is used. */
export interface AccessorUse {
  readonly path: string;
  readonly by: TreeFunction;
  readonly use: ResourceUse;
}

export interface Announcement {
  readonly path: string;
  readonly by: TreeFunction;
  readonly use: FlowUse;
}

/** Releases, by the name of what they release. */
interface Freed {
  readonly path: string;
  readonly accessor: string | undefined;
}

/** Results derived from the calls of the whole tree, computed once for each state of it. */
interface Derived {
  readonly state: object;
  constructed?: ReadonlyMap<TreeFunction, TreeFunction>;
  passed?: ReadonlySet<string>;
  destructed?: ReadonlySet<TreeFunction>;
}

/** A step takes 2 ms or so. */
const FILES_PER_STEP = 512;

/** How functions are called: which are handlers, and what constructors and destructors lead to. */
export class TreeContexts {
  private readonly tree: TreeFlow;
  /** By the handler's name. */
  private readonly handed = new PathIndex<HandedOver>();
  private readonly handedAs = new PathIndex<HandedOver>();
  /** By the handler's name. */
  private readonly methods = new PathIndex<{ readonly path: string; readonly method: Method }>();
  /** By the event's name. */
  private readonly announced = new PathIndex<Announcement>();
  /** By accessor. */
  private readonly made = new PathIndex<TreeFunction>();
  private readonly used = new PathIndex<AccessorUse>();
  private readonly given = new PathIndex<{ readonly path: string; readonly by: TreeFunction }>();
  /** By kind and last member of its path. */
  private readonly freed = new PathIndex<Freed>();
  private readonly counterSysinits = new PathIndex<{ readonly path: string }>();
  private readonly counterSysuninits = new PathIndex<{ readonly path: string }>();
  private readonly tunables = new PathIndex<{ readonly path: string }>();
  private derived: Derived = { state: {} };

  private constructor(tree: TreeFlow) {
    this.tree = tree;
  }

  /** Those of all files of the tree, in steps. */
  static *joining(tree: TreeFlow): Generator<undefined, TreeContexts> {
    const contexts = new TreeContexts(tree);
    let files = 0;
    for (const path of tree.paths) {
      contexts.add(path);
      if (++files % FILES_PER_STEP === 0) yield;
    }
    return contexts;
  }

  /** Takes up what a file says now. */
  add(path: string): void {
    const file = this.tree.file(path);
    for (const registration of file?.registrations ?? []) {
      this.handed.add(registration.handler, { path, registration });
      this.handedAs.add(registration.kind, { path, registration });
    }
    for (const method of file?.methods ?? []) this.methods.add(method.handler, { path, method });
    for (const name of file?.counterSysinits ?? []) this.counterSysinits.add(name, { path });
    for (const name of file?.counterSysuninits ?? []) this.counterSysuninits.add(name, { path });
    for (const name of file?.tunables ?? []) this.tunables.add(name, { path });
    for (const by of this.tree.functions(path)) {
      const { announces, resources, givesOut } = by.flow;
      for (const use of announces) this.announced.add(use.name, { path, by, use });
      for (const accessor of givesOut) this.given.add(accessor, { path, by });
      for (const use of resources) {
        if (use.action === 'free') this.freed.add(nameOf(use), { path, accessor: use.accessor });
        else if (use.action === 'make' && use.key.startsWith('V_')) this.made.add(use.key, by);
        else if (use.action === 'use' && use.key.startsWith('V_')) this.used.add(use.key, { path, by, use });
      }
    }
  }

  /** Removes a file's part; the tree must still have the file as it was added. */
  drop(path: string): void {
    const file = this.tree.file(path);
    const flows = this.tree.functions(path).map(({ flow }) => flow);
    const resources = flows.flatMap((flow) => flow.resources);
    this.handed.drop(path, file?.registrations.map(({ handler }) => handler) ?? []);
    this.methods.drop(path, new Set(file?.methods.map(({ handler }) => handler)));
    this.handedAs.drop(path, new Set(file?.registrations.map(({ kind }) => kind)));
    this.counterSysinits.drop(path, file?.counterSysinits ?? []);
    this.counterSysuninits.drop(path, file?.counterSysuninits ?? []);
    this.tunables.drop(path, new Set(file?.tunables));
    this.announced.drop(
      path,
      flows.flatMap(({ announces }) => announces.map(({ name }) => name)),
    );
    this.given.drop(
      path,
      flows.flatMap(({ givesOut }) => givesOut),
    );
    this.freed.drop(path, new Set(resources.map(nameOf)));
    for (const index of [this.made, this.used]) index.drop(path, new Set(resources.map(({ key }) => key)));
  }

  /** Where a function is registered to be called later. */
  handedOver(target: TreeFunction): readonly HandedOver[] {
    const { name } = target.flow;
    return this.handed.get(name).filter(({ path }) => this.tree.resolve(path, name).includes(target));
  }

  /** Where a function is put to be called through a pointer. */
  methodsOf(target: TreeFunction): readonly { readonly path: string; readonly method: Method }[] {
    const { name } = target.flow;
    return this.methods.get(name).filter(({ path }) => this.tree.resolve(path, name).includes(target));
  }

  /** Who announces an event. */
  announcers(event: string): readonly Announcement[] {
    return this.announced.get(event);
  }

  /** True when some file fetches a variable of the kernel's environment by this name. */
  isFetched(tunable: string): boolean {
    return this.tunables.get(tunable).length > 0;
  }

  /** True for what only the kernel debugger runs: its commands, and what they alone call. */
  isForDebugger(target: TreeFunction, above: readonly TreeFunction[] = []): boolean {
    if (above.includes(target)) return false;
    const places = this.handedOver(target);
    const callers = this.tree.callers(target);
    return (
      places.length + callers.length > 0 &&
      places.every(({ registration: { kind } }) => kind === 'debugger') &&
      callers.every(({ node }) => this.isForDebugger(node, [...above, target]))
    );
  }

  /** Functions that a kind of registration names, each once. */
  handlers(kind: Registration['kind']): readonly TreeFunction[] {
    return [
      ...new Set(
        this.handedAs.get(kind).flatMap(({ path, registration: { handler } }) => this.tree.resolve(path, handler)),
      ),
    ];
  }

  /**
   * What runs while any vnet is made: the constructors and what they call with curvnet as they got it, and not for
   * vnet0 alone. Each with a constructor that leads there.
   */
  get constructed(): ReadonlyMap<TreeFunction, TreeFunction> {
    return (this.ofThisState.constructed ??= this.findConstructed());
  }

  private findConstructed(): ReadonlyMap<TreeFunction, TreeFunction> {
    const found = new Map(this.handlers('vnet-sysinit').map((one): [TreeFunction, TreeFunction] => [one, one]));
    for (const [one, constructor] of found) {
      for (const { name, state } of one.flow.calls) {
        if (isInAnyVnet(state))
          for (const target of this.tree.resolve(one.path, name))
            if (!found.has(target)) found.set(target, constructor);
      }
    }
    return found;
  }

  /** Functions that create the resource that the variable of an accessor V_x is or points to. */
  makers(accessor: string): readonly TreeFunction[] {
    return this.made.get(accessor);
  }

  /** Uses of an accessor's resource, such as locking a lock or setting a callout. */
  users(accessor: string): readonly AccessorUse[] {
    return this.used.get(accessor);
  }

  /** True if some function assigns to the accessor, or gives its address to somebody who may initialize it. */
  isGivenOut(accessor: string): boolean {
    return this.given.get(accessor).length > 0;
  }

  /** Functions that assign to the accessor, or give its address to somebody. */
  givers(accessor: string): readonly TreeFunction[] {
    return this.given.get(accessor).map(({ by }) => by);
  }

  /** VNET_PCPUSTAT_SYSINIT(name) stands somewhere. */
  hasCounterSysinit(name: string): boolean {
    return this.counterSysinits.get(name).length > 0;
  }

  hasCounterSysuninit(name: string): boolean {
    return this.counterSysuninits.get(name).length > 0;
  }

  /**
   * Whether an event is announced with curvnet set: by a function that sets it, or that itself works on virtualized
   * globals and so has it from its caller. undefined if no file that is known announces it.
   */
  isAnnouncedInVnet(event: string): boolean | undefined {
    const known = this.announced.get(event);
    return known.length === 0
      ? undefined
      : known.every(({ by, use: { state } }) => (state & S_SET) !== 0 || by.needs !== undefined);
  }

  /**
   * True if some function of the tree gives back what `path` makes, wherever it is reached from: what it is known by
   * there is the last member of its path. A member without its record's prefix (`lock`) is any record's: then the
   * variable or the file must be the same.
   */
  isGivenBack(path: string, { kind, key, accessor }: Pick<ResourceUse, 'kind' | 'key' | 'accessor'>): boolean {
    // A destructor may release what it passes to an unknown function.
    if (key === accessor && this.passedByDestructors.has(key)) return true;
    const known = this.freed.get(nameOf({ kind, key }));
    return key.includes('_')
      ? known.length > 0
      : known.some((place) => place.path === path || (accessor !== undefined && place.accessor === accessor));
  }

  private get passedByDestructors(): ReadonlySet<string> {
    return (this.ofThisState.passed ??= this.findPassed());
  }

  private findPassed(): ReadonlySet<string> {
    const passed = new Set<string>();
    for (const one of this.destructed) for (const accessor of one.flow.passes) passed.add(accessor);
    return passed;
  }

  /** What the destructors of vnets lead to, themselves included. */
  get destructed(): ReadonlySet<TreeFunction> {
    return (this.ofThisState.destructed ??= this.findDestructed());
  }

  private findDestructed(): ReadonlySet<TreeFunction> {
    const reached = new Set(this.handlers('vnet-sysuninit'));
    for (const one of reached)
      for (const { name } of one.flow.calls)
        for (const target of this.tree.resolve(one.path, name)) reached.add(target);
    return reached;
  }

  private get ofThisState(): Derived {
    if (this.derived.state !== this.tree.state) this.derived = { state: this.tree.state };
    return this.derived;
  }

  /** What `root` calls with curvnet unchanged, including itself. */
  inSameVnet(root: TreeFunction): ReadonlySet<TreeFunction> {
    const found = new Set([root]);
    for (const one of found)
      for (const { name, state } of one.flow.calls)
        if (isInherited(state)) for (const target of this.tree.resolve(one.path, name)) found.add(target);
    return found;
  }
}

/** hashdestroy() is free() with a question. */
function nameOf({ kind, key }: Pick<ResourceUse, 'kind' | 'key'>): string {
  return `${kind === 'hash' ? 'memory' : kind} ${key}`;
}

/** In every vnet, not only in vnet0. */
export function isInAnyVnet(state: number): boolean {
  return isInherited(state) && (state & S_ANY_VNET) !== 0;
}
