import type { FlowCall, FunctionFlow } from './file-flow.ts';
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
}

/** Functions and calls of many files by name. A file can be removed and added again without affecting the others. */
export class CallGraph<N extends CallNode> {
  private readonly files = new Map<string, FilePart<N>>();
  /** Functions with external linkage, and those of headers. */
  private readonly global = new PathIndex<N>();
  /** Files that call a name. */
  private readonly calling = new PathIndex<{ readonly path: string; readonly calls: readonly CallOf<N>[] }>();

  /** Adds a file's functions, at their old position if the file was removed before. */
  add(path: string, functions: readonly N[]): void {
    const byName = new Map<string, N[]>();
    const calls = new Map<string, CallOf<N>[]>();
    for (const node of functions) {
      push(byName, node.flow.name, node);
      for (const call of node.flow.calls) push(calls, call.name, { node, call });
      if (isGlobal(node)) this.global.add(node.flow.name, node);
    }
    for (const [name, list] of calls) this.calling.add(name, { path, calls: list });
    this.files.set(path, { functions, byName, calls });
  }

  /** Removes a file; its functions must be those that were added. */
  drop(path: string): void {
    const part = this.files.get(path);
    if (part === undefined) return;
    this.global.drop(path, part.byName.keys());
    this.calling.drop(path, part.calls.keys());
    this.files.set(path, { functions: [], byName: new Map(), calls: new Map() });
  }

  functions(path: string): readonly N[] {
    return this.files.get(path)?.functions ?? [];
  }

  /** What `name` may mean where `path` mentions it: the file's own functions, else those that every file sees. */
  resolve(path: string, name: string): readonly N[] {
    return this.files.get(path)?.byName.get(name) ?? this.global.get(name);
  }

  /** The calls that may mean a function, in the order of their files. */
  callers(target: CallNode): readonly CallOf<N>[] {
    const {
      path,
      flow: { name },
    } = target;
    if (!isGlobal(target)) return this.files.get(path)?.calls.get(name) ?? [];
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
