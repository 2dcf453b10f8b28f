import type { FlowCall, FunctionFlow, FunctionPointer } from './file-flow.ts';
import { PathIndex } from './path-index.ts';
import { addTo } from '../collections/multimap.ts';

/** What the graph asks of a function. */
export interface CallNode {
  readonly path: string;
  readonly flow: FunctionFlow;
}

/** A call and the function that it stands in. */
export interface CallOf<N> {
  readonly node: N;
  readonly call: FlowCall;
}

/** What a file has: its functions by name, and its calls by the name that is called. */
interface FilePart<N> {
  readonly functions: readonly N[];
  readonly byName: ReadonlyMap<string, readonly N[]>;
  readonly calls: ReadonlyMap<string, readonly CallOf<N>[]>;
  readonly pointers: readonly FunctionPointer[];
}

interface Pointer extends FunctionPointer {
  readonly path: string;
}

/** Functions and calls of many files by name. A file can be removed and added again without affecting the others. */
export class CallGraph<N extends CallNode> {
  private readonly files = new Map<string, FilePart<N>>();
  /** Functions with external linkage, and those of headers. */
  private readonly global = new PathIndex<N>();
  /** Files that call a name. */
  private readonly calling = new PathIndex<{ readonly path: string; readonly calls: readonly CallOf<N>[] }>();

  /** What plain names are assigned, and which names a function is assigned to. */
  private readonly pointers = new PathIndex<Pointer>();
  private readonly pointed = new PathIndex<Pointer>();

  /** Adds a file's functions; they stand where their file was taken out, if it was. */
  add(path: string, functions: readonly N[], pointers: readonly FunctionPointer[] = []): void {
    const byName = new Map<string, N[]>();
    const calls = new Map<string, CallOf<N>[]>();
    for (const node of functions) {
      push(byName, node.flow.name, node);
      for (const call of node.flow.calls) push(calls, call.name, { node, call });
      if (isGlobal(node)) this.global.add(node.flow.name, node);
    }
    for (const [name, list] of calls) this.calling.add(name, { path, calls: list });
    for (const pointer of pointers) {
      this.pointers.add(pointer.name, { path, ...pointer });
      this.pointed.add(pointer.target, { path, ...pointer });
    }
    this.files.set(path, { functions, byName, calls, pointers });
  }

  /** Removes a file; its functions must be those that were added. */
  drop(path: string): void {
    const part = this.files.get(path);
    if (part === undefined) return;
    this.global.drop(path, part.byName.keys());
    this.calling.drop(path, part.calls.keys());
    this.pointers.drop(path, new Set(part.pointers.map(({ name }) => name)));
    this.pointed.drop(path, new Set(part.pointers.map(({ target }) => target)));
    this.files.set(path, { functions: [], byName: new Map(), calls: new Map(), pointers: [] });
  }

  functions(path: string): readonly N[] {
    return this.files.get(path)?.functions ?? [];
  }

  /**
   * What `name` may mean where `path` mentions it: the file's own functions, else those that every file sees; else the
   * one function of the tree that a pointer of that name is ever given.
   */
  resolve(path: string, name: string): readonly N[] {
    const found = this.files.get(path)?.byName.get(name) ?? this.global.get(name);
    return found.length > 0 ? found : this.through(name);
  }

  private through(name: string): readonly N[] {
    const given = this.pointers.get(name);
    const [first] = given;
    if (first === undefined || given.some(({ path, target }) => path !== first.path || target !== first.target))
      return [];
    return this.files.get(first.path)?.byName.get(first.target) ?? [];
  }

  /** The calls that may mean a function, in the order of their files. */
  callers(target: CallNode): readonly CallOf<N>[] {
    const {
      path,
      flow: { name },
    } = target;
    const direct = !isGlobal(target) ? (this.files.get(path)?.calls.get(name) ?? []) : this.globalCallers(path, name);
    const pointers = this.pointed.get(name);
    if (pointers.length === 0) return direct;
    const names = new Set(pointers.filter((one) => one.path === path).map((one) => one.name));
    const indirect = [...names].flatMap((pointer) =>
      this.through(pointer).some((node) => node === target)
        ? this.calling
            .get(pointer)
            .flatMap((file) => (this.resolve(file.path, pointer).some((node) => node === target) ? file.calls : []))
        : [],
    );
    return [...direct, ...indirect];
  }

  /** The calls by a name, whatever they mean. */
  callsOf(name: string): readonly CallOf<N>[] {
    return this.calling.get(name).flatMap(({ calls }) => calls);
  }

  private globalCallers(path: string, name: string): readonly CallOf<N>[] {
    const meant = this.calling
      .get(name)
      .filter((file) => file.path === path || this.files.get(file.path)?.byName.has(name) !== true);
    return meant.length === 1 ? (meant[0]?.calls ?? []) : meant.flatMap(({ calls }) => calls);
  }
}

/** A header's static inline functions belong to every file that includes it. */
function isGlobal({ path, flow }: CallNode): boolean {
  return !flow.isStatic || path.endsWith('.h');
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  addTo(map, key, value);
}
