import type { Spot } from '../text/spot.ts';
import { CallGraph, type CallNode, type CallOf } from './call-graph.ts';
import { isInherited, S_SET, type FileFlow, type FlowCall, type FunctionFlow } from './file-flow.ts';
import { alwaysSleeps } from './sleeping-calls.ts';
import { SysinitLevels } from './sysinit-levels.ts';
import { TreeContexts } from './tree-contexts.ts';
import { addTo } from '../collections/multimap.ts';

/** A function of the tree with what calling it means. */
export interface TreeFunction {
  readonly path: string;
  readonly flow: FunctionFlow;
  /** Why it must be called with curvnet set; undefined if nothing says so. */
  readonly needs: Reason | undefined;
  /** Why it may sleep. */
  readonly sleeps: Reason | undefined;
}

/** The nearest cause, and the function that it leads through. */
interface Reason extends Spot {
  /** The variable, or the function that is called. */
  readonly name: string;
  readonly via: TreeFunction | undefined;
  /** Number of calls from here to the cause; 0 if it is here. */
  readonly depth: number;
}

/** One step of the story that a reason tells. */
export interface ReasonStep extends Spot {
  readonly path: string;
  readonly functionName: string;
  readonly name: string;
  readonly isLast: boolean;
}

/** What the tree's headers define besides functions and their macros. */
export interface TreeNames {
  /** Macros that are empty in a kernel without VIMAGE. */
  readonly emptyWithoutVimage?: ReadonlySet<string>;
  readonly levels?: SysinitLevels;
}

interface Node extends TreeFunction, CallNode {
  flow: FunctionFlow;
  /** Why it needs and sleeps by itself: most functions do neither. */
  own: Own;
  needs: Reason | undefined;
  sleeps: Reason | undefined;
}

interface Own {
  readonly needs: Reason | undefined;
  readonly sleeps: Reason | undefined;
}

/**
 * The calls of the whole tree. A name means the functions of its own file before those with external linkage elsewhere;
 * where several could be meant, only what is true of all of them counts. A file's part is replaced in place: a function
 * that stays keeps its identity.
 */
export class TreeFlow {
  private readonly files: Map<string, FileFlow>;
  private readonly graph = new CallGraph<Node>();
  private names: Required<TreeNames>;
  private knownContexts: TreeContexts | undefined;
  private knownState = {};

  constructor(files: ReadonlyMap<string, FileFlow>, names: TreeNames = {}) {
    this.files = new Map(files);
    this.names = completed(names);
    for (const [path, file] of files)
      this.graph.add(
        path,
        file.functions.map((flow) => newNode(path, flow)),
      );
    this.solve();
  }

  /**
   * Puts files' flows in the places of their former ones, and what the headers say. Only files that the tree has:
   * others change the order of all. Needs are computed anew unless the same calls and uses only stand elsewhere.
   */
  update(files: readonly FileFlow[], names: TreeNames): void {
    this.names = completed(names);
    this.knownState = {};
    const moved: Node[] = [];
    let isSameShape = true;
    for (const file of files) {
      const before = this.graph.functions(file.path);
      const now = this.replace(file, before);
      isSameShape &&= now !== undefined;
      moved.push(...before);
    }
    if (isSameShape) for (const node of moved) this.refresh(node);
    else this.solve();
  }

  /** The functions of a file as it is now; undefined if others may learn something else from them. */
  private replace(file: FileFlow, before: readonly Node[]): readonly Node[] | undefined {
    const { path } = file;
    const waiting = new Map<string, Node[]>();
    for (const node of before) push(waiting, node.flow.name, node);
    const now = file.functions.map((flow): [Node, FunctionFlow] => [
      waiting.get(flow.name)?.shift() ?? newNode(path, flow),
      flow,
    ]);
    const isSameShape =
      now.length === before.length && now.every(([node, flow], i) => node === before[i] && hasSameShape(node, flow));
    this.knownContexts?.drop(path);
    this.graph.drop(path);
    for (const [node, flow] of now) {
      node.flow = flow;
      node.own = ownReasons(flow);
    }
    const nodes = now.map(([node]) => node);
    this.graph.add(path, nodes);
    this.files.set(path, file);
    this.knownContexts?.add(path);
    return isSameShape ? nodes : undefined;
  }

  /** A new object after each change: results for the same object are still valid. */
  get state(): object {
    return this.knownState;
  }

  get levels(): SysinitLevels {
    return this.names.levels;
  }

  isEmptyWithoutVimage(macro: string): boolean {
    return this.names.emptyWithoutVimage.has(macro);
  }

  /** Who is called how. */
  get contexts(): TreeContexts {
    return (this.knownContexts ??= new TreeContexts(this));
  }

  file(path: string): FileFlow | undefined {
    return this.files.get(path);
  }

  get paths(): Iterable<string> {
    return this.files.keys();
  }

  functions(path: string): readonly TreeFunction[] {
    return this.graph.functions(path);
  }

  /** What `name` may mean where `path` mentions it; empty when the tree has no such function. */
  resolve(path: string, name: string): readonly TreeFunction[] {
    return this.graph.resolve(path, name);
  }

  /** Calls by a function's name that may mean it. */
  callers(target: TreeFunction): readonly CallOf<TreeFunction>[] {
    return this.graph.callers(target);
  }

  /** The way from a function to the cause of a reason. */
  story(start: TreeFunction, of: 'needs' | 'sleeps'): readonly ReasonStep[] {
    const steps: ReasonStep[] = [];
    for (let at: TreeFunction | undefined = start; at !== undefined;) {
      const reason: Reason | undefined = at[of];
      if (reason === undefined) break;
      steps.push({
        path: at.path,
        functionName: at.flow.name,
        name: reason.name,
        start: reason.start,
        end: reason.end,
        isLast: reason.via === undefined,
      });
      at = reason.via;
    }
    return steps;
  }

  private solve(): void {
    const needing: Node[] = [];
    const sleeping: Node[] = [];
    for (const path of this.files.keys()) {
      for (const node of this.graph.functions(path)) {
        node.needs = node.own.needs;
        node.sleeps = node.own.sleeps;
        if (node.needs !== undefined) needing.push(node);
        if (node.sleeps !== undefined) sleeping.push(node);
      }
    }
    this.spread(needing, 'needs');
    this.spread(sleeping, 'sleeps');
  }

  /** Spreads reasons from functions to their callers, nearest first, so that each function gets its shortest chain. */
  private spread(ready: Node[], of: 'needs' | 'sleeps'): void {
    for (let round = ready; round.length > 0;) {
      const next: Node[] = [];
      for (const reached of round) {
        for (const { node, call } of this.graph.callers(reached)) {
          if (node[of] !== undefined || !passesOn(node, call, of)) continue;
          if (!this.graph.resolve(node.path, call.name).every((candidate) => candidate[of] !== undefined)) continue;
          node[of] = {
            name: call.name,
            start: call.start,
            end: call.end,
            via: reached,
            depth: (reached[of]?.depth ?? 0) + 1,
          };
          next.push(node);
        }
      }
      round = next;
    }
  }

  /** Reasons of a function whose calls and uses are the same at other places. */
  private refresh(node: Node): void {
    for (const of of ['needs', 'sleeps'] as const) {
      const reason = node[of];
      if (reason === undefined) continue;
      const call =
        reason.via === undefined
          ? undefined
          : node.flow.calls.find((one) => one.name === reason.name && passesOn(node, one, of));
      node[of] = call === undefined ? node.own[of] : { ...reason, start: call.start, end: call.end };
    }
  }
}

function completed({
  emptyWithoutVimage = new Set(),
  levels = new SysinitLevels(undefined, () => []),
}: TreeNames): Required<TreeNames> {
  return { emptyWithoutVimage, levels };
}

function newNode(path: string, flow: FunctionFlow): Node {
  return { path, flow, own: ownReasons(flow), needs: undefined, sleeps: undefined };
}

function ownReasons(flow: FunctionFlow): Own {
  return { needs: ownNeed(flow), sleeps: ownSleep(flow) };
}

function ownNeed({ uses }: FunctionFlow): Reason | undefined {
  const use = uses.find(({ state }) => isInherited(state));
  return use === undefined ? undefined : { name: use.name, start: use.start, end: use.end, via: undefined, depth: 0 };
}

function ownSleep({ calls }: FunctionFlow): Reason | undefined {
  const call = calls.find(({ name, wait }) => wait === 'may' || (wait === 'unsaid' && alwaysSleeps(name)));
  return call === undefined
    ? undefined
    : { name: call.name, start: call.start, end: call.end, via: undefined, depth: 0 };
}

/** True if a call makes its function need curvnet, or sleep, because the callee does. */
function passesOn(node: Node, call: FlowCall, of: 'needs' | 'sleeps'): boolean {
  return of === 'sleeps' ? call.wait !== 'must-not' : isInherited(call.state) && !alsoSets(node, call);
}

/** Elsewhere in the function curvnet is set around the same call: the author knows what the other branch does. */
function alsoSets(node: Node, call: FlowCall): boolean {
  return node.flow.calls.some((other) => other !== call && other.name === call.name && (other.state & S_SET) !== 0);
}

/** True if a function is the same for other functions, even if it has moved in its file. */
function hasSameShape({ flow: before, own }: Node, now: FunctionFlow): boolean {
  return (
    before.isStatic === now.isStatic &&
    before.calls.length === now.calls.length &&
    own.needs?.name === ownNeed(now)?.name &&
    now.calls.every(
      ({ name, state, wait }, i) =>
        name === before.calls[i]?.name && state === before.calls[i].state && wait === before.calls[i].wait,
    )
  );
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  addTo(map, key, value);
}
