import { isInherited, S_ANY_VNET, S_SET, type Registration } from './file-flow.ts';
import type { TreeFlow, TreeFunction } from './tree-flow.ts';

/** A function handed over, and where. */
export interface HandedOver {
  readonly path: string;
  readonly registration: Registration;
}

/** Who is called how: which functions of the tree are handlers of what, what constructors and destructors lead to. */
export class TreeContexts {
  private readonly tree: TreeFlow;
  private readonly handed = new Map<TreeFunction, HandedOver[]>();
  private readonly announcers = new Map<string, { readonly by: TreeFunction; readonly state: number }[]>();
  private reached: { readonly constructed: ReadonlySet<TreeFunction>; readonly destructed: ReadonlySet<TreeFunction> } | undefined;

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

  /** Everything that a destructor of vnets may call, itself included. */
  get destructed(): ReadonlySet<TreeFunction> {
    return this.reach().destructed;
  }

  /** Everything that a constructor of vnets may call, itself included. */
  get constructed(): ReadonlySet<TreeFunction> {
    return this.reach().constructed;
  }

  /**
   * Whether an event is announced with curvnet set: by a function that sets it, or that itself works on virtualized globals
   * and so has it from its caller. undefined where no file that is known announces it.
   */
  isAnnouncedInVnet(event: string): boolean | undefined {
    const known = this.announcers.get(event);
    return known?.every(({ by, state }) => (state & S_SET) !== 0 || by.needs !== undefined);
  }

  /** All that `roots` may call, themselves included. */
  reachable(roots: Iterable<TreeFunction>): ReadonlySet<TreeFunction> {
    const found = new Set(roots);
    for (const one of found) for (const { name } of one.flow.calls) for (const target of this.tree.resolve(one.path, name)) found.add(target);
    return found;
  }

  private reach(): { readonly constructed: ReadonlySet<TreeFunction>; readonly destructed: ReadonlySet<TreeFunction> } {
    return (this.reached ??= { constructed: this.reachable(this.handlers('vnet-sysinit')), destructed: this.reachable(this.handlers('vnet-sysuninit')) });
  }
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
