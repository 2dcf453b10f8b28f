import type { Spot } from '../text/spot.ts';
import type { Subject } from '../text/worked-out.ts';
import { CallGraph, type CallNode, type CallOf } from './call-graph.ts';
import { isInherited, S_SET, type FileFlow, type FlowCall, type FlowUse, type FunctionFlow } from './file-flow.ts';
import { ASSERTS_CURVNET } from './handler-calls.ts';
import { alwaysSleeps } from './sleeping-calls.ts';
import { SysinitLevels } from './sysinit-levels.ts';
import { TreeContexts } from './tree-contexts.ts';
import { finished } from '../collections/finished.ts';
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
  /** The label in `via` that leads on to the cause, where a constant of the call chooses it. */
  readonly label?: string | undefined;
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
  /** Words with the macros of a file in them replaced. */
  readonly expanded?: (words: readonly string[], path: string) => readonly string[];
  /** Headers that define a macro that a file may mean. */
  readonly macroHeaders?: (name: string, path: string) => readonly string[];
}

interface Node extends TreeFunction, CallNode {
  flow: FunctionFlow;
  /** Why it needs and sleeps by itself: most functions do neither. */
  own: Own;
  needs: Reason | undefined;
  sleeps: Reason | undefined;
  /**
   * Where it needs curvnet under labels of a switch over a parameter alone: why, by label. `needs` is the first of
   * them.
   */
  cases: Map<string, Reason> | undefined;
}

interface Own {
  readonly needs: Reason | undefined;
  readonly sleeps: Reason | undefined;
  readonly cases: ReadonlyMap<string, Reason> | undefined;
}

/** A step of joining the tree's files takes 2 ms or so. */
const FILES_PER_STEP = 64;
const FUNCTIONS_PER_STEP = 256;

/**
 * The calls of the whole tree. A name means the functions of its own file before those with external linkage elsewhere;
 * where several could be meant, only what is true of all of them counts. A file's part is replaced in place: a function
 * that stays keeps its identity.
 */
export class TreeFlow {
  private readonly files = new Map<string, FileFlow>();
  private readonly graph = new CallGraph<Node>();
  private names: Required<TreeNames>;
  private knownContexts: TreeContexts | undefined;
  private knownState: Subject = {};

  private constructor(names: TreeNames) {
    this.names = completed(names);
  }

  /** The calls of these files, in steps: a whole kernel's take a fifth of a second. */
  static *joining(files: ReadonlyMap<string, FileFlow>, names: TreeNames = {}): Generator<undefined, TreeFlow> {
    const tree = new TreeFlow(names);
    for (const [path, file] of files) {
      tree.files.set(path, file);
      tree.graph.add(
        path,
        file.functions.map((flow) => newNode(path, flow)),
        file.pointers,
      );
      if (tree.files.size % FILES_PER_STEP === 0) yield;
    }
    yield* tree.solving();
    tree.knownContexts = yield* TreeContexts.joining(tree);
    return tree;
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
    else finished(this.solving());
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
      JSON.stringify(this.files.get(path)?.pointers) === JSON.stringify(file.pointers) &&
      now.length === before.length &&
      now.every(([node, flow], i) => node === before[i] && hasSameShape(node, flow));
    this.knownContexts?.drop(path);
    this.graph.drop(path);
    for (const [node, flow] of now) {
      node.flow = flow;
      node.own = ownReasons(flow);
    }
    const nodes = now.map(([node]) => node);
    this.graph.add(path, nodes, file.pointers);
    this.files.set(path, file);
    this.knownContexts?.add(path);
    return isSameShape ? nodes : undefined;
  }

  /** A new object after each change: results for the same object are still valid. */
  get state(): Subject {
    return this.knownState;
  }

  get levels(): SysinitLevels {
    return this.names.levels;
  }

  /** Words as `path` means them: a subsystem's own names for others replaced. */
  expanded(words: readonly string[], path: string): readonly string[] {
    return this.names.expanded(words, path);
  }

  /** Headers that define a macro and that `path` may mean. */
  macroHeaders(macro: string, path: string): readonly string[] {
    return this.names.macroHeaders(macro, path);
  }

  isEmptyWithoutVimage(macro: string): boolean {
    return this.names.emptyWithoutVimage.has(macro);
  }

  /** Who is called how. */
  get contexts(): TreeContexts {
    return (this.knownContexts ??= finished(TreeContexts.joining(this)));
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

  /** Calls through a member or a macro of kobj(9): `.pr_bind`, DEVICE_ATTACH. */
  callsThrough(name: string): readonly CallOf<TreeFunction>[] {
    return this.graph.callsOf(name);
  }

  /** The way from a function to the cause of a reason. */
  story(start: TreeFunction, of: 'needs' | 'sleeps'): readonly ReasonStep[] {
    const steps: ReasonStep[] = [];
    let label: string | undefined;
    for (let at: TreeFunction | undefined = start; at !== undefined;) {
      const reason: Reason | undefined =
        (of === 'needs' && label !== undefined ? (at as Node).cases?.get(label) : undefined) ?? at[of];
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
      ({ label } = reason);
    }
    return steps;
  }

  private *solving(): Generator<undefined, void> {
    const needing: Node[] = [];
    const sleeping: Node[] = [];
    for (const path of this.files.keys()) {
      for (const node of this.graph.functions(path)) {
        node.needs = node.own.needs;
        node.sleeps = node.own.sleeps;
        node.cases = node.own.cases === undefined ? undefined : new Map(node.own.cases);
        if (node.needs !== undefined) needing.push(node);
        if (node.sleeps !== undefined) sleeping.push(node);
      }
    }
    yield* this.spreading(needing, 'needs');
    yield* this.spreading(sleeping, 'sleeps');
  }

  /** Spreads reasons from functions to their callers, nearest first, so that each function gets its shortest chain. */
  private *spreading(ready: Node[], of: 'needs' | 'sleeps'): Generator<undefined, void> {
    let steps = 0;
    for (let round = ready; round.length > 0;) {
      const next: Node[] = [];
      for (const reached of round) {
        if (++steps % FUNCTIONS_PER_STEP === 0) yield;
        for (const { node, call } of this.graph.callers(reached)) {
          if (!learns(node, call, of) || !passesOn(node, call, of)) continue;
          const label = of === 'needs' ? labelOf(reached, call) : undefined;
          if (label === NO_LABEL) continue;
          if (!this.graph.resolve(node.path, call.name).every((candidate) => candidate[of] !== undefined)) continue;
          const reason: Reason = {
            name: call.name,
            start: call.start,
            end: call.end,
            via: reached,
            depth: (reached[of]?.depth ?? 0) + 1,
            label,
          };
          if (of === 'needs') takeNeed(node, call.cases, reason);
          else node.sleeps = reason;
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
  expanded = (words) => words,
  macroHeaders = () => [],
}: TreeNames): Required<TreeNames> {
  return { emptyWithoutVimage, levels, expanded, macroHeaders };
}

/** A constant that leads to nothing in the function that is called. */
const NO_LABEL = '';

/**
 * The label of `reached` that a call chooses; undefined where it chooses none, or that does not matter.
 */
function labelOf({ cases }: Node, { constant }: FlowCall): string | undefined {
  if (cases === undefined || constant === undefined) return undefined;
  return cases.has(constant) ? constant : NO_LABEL;
}

/** True when a call can tell its function more than it knows. */
function learns(node: Node, { cases }: FlowCall, of: 'needs' | 'sleeps'): boolean {
  if (node[of] === undefined) return true;
  const known = of === 'needs' ? node.cases : undefined;
  return known !== undefined && (cases === undefined || cases.some((label) => !known.has(label)));
}

/** Puts a reason in the place of none, or of one that only holds under some labels. */
function takeNeed(node: Node, cases: readonly string[] | undefined, reason: Reason): void {
  if (cases === undefined) {
    node.needs = reason;
    node.cases = undefined;
    return;
  }
  const known = (node.cases ??= new Map());
  for (const label of cases) if (!known.has(label)) known.set(label, reason);
  node.needs ??= reason;
}

function newNode(path: string, flow: FunctionFlow): Node {
  return { path, flow, own: ownReasons(flow), needs: undefined, sleeps: undefined, cases: undefined };
}

function ownReasons(flow: FunctionFlow): Own {
  return { ...ownNeed(flow), sleeps: ownSleep(flow) };
}

function ownNeed({ uses, calls }: FunctionFlow): Pick<Own, 'needs' | 'cases'> {
  const used = uses.filter(({ state }) => isInherited(state));
  const asserted = calls.find(({ name, state }) => name === ASSERTS_CURVNET && isInherited(state));
  const mine = asserted === undefined ? used : [...used, asserted];
  const reason = (use: FlowUse): Reason => ({
    name: use.name,
    start: use.start,
    end: use.end,
    via: undefined,
    depth: 0,
  });
  const plain = mine.find(({ cases }) => cases === undefined);
  if (plain !== undefined) return { needs: reason(plain), cases: undefined };
  const cases = new Map<string, Reason>();
  for (const use of mine) for (const label of use.cases ?? []) if (!cases.has(label)) cases.set(label, reason(use));
  const [first] = cases.values();
  return { needs: first, cases: first === undefined ? undefined : cases };
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
    own.needs?.name === ownNeed(now).needs?.name &&
    [...(own.cases?.keys() ?? [])].join() === [...(ownNeed(now).cases?.keys() ?? [])].join() &&
    now.calls.every(
      ({ name, state, wait, constant, cases }, i) =>
        name === before.calls[i]?.name &&
        state === before.calls[i].state &&
        wait === before.calls[i].wait &&
        constant === before.calls[i].constant &&
        cases?.join() === before.calls[i].cases?.join(),
    )
  );
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  addTo(map, key, value);
}
