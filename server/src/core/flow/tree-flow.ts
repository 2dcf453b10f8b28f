import type { Spot } from '../vnet/file-facts.ts';
import { isInherited, S_SET, type FileFlow, type FlowCall, type FunctionFlow } from './file-flow.ts';
import { alwaysSleeps } from './sleeping-calls.ts';
import { SysinitLevels } from './sysinit-levels.ts';
import { TreeContexts } from './tree-contexts.ts';

/** A function of the tree with what calling it means. */
export interface TreeFunction {
  readonly path: string;
  readonly flow: FunctionFlow;
  /** Why it must be called with curvnet set; undefined when nothing says so. */
  readonly needs: Reason | undefined;
  /** Why it may sleep. */
  readonly sleeps: Reason | undefined;
}

/** The nearest cause, and the function that it leads through. */
export interface Reason extends Spot {
  /** The variable, or the function that is called. */
  readonly name: string;
  readonly via: TreeFunction | undefined;
  /** Calls from here to the cause; 0 when it stands here. */
  readonly depth: number;
}

/** One step of the story that a reason tells. */
export interface ReasonStep extends Spot {
  readonly path: string;
  readonly functionName: string;
  readonly name: string;
  readonly isLast: boolean;
}

/** What the tree's headers say beside functions and their macros. */
export interface TreeNames {
  /** Macros that are nothing in a kernel without VIMAGE. */
  readonly emptyWithoutVimage?: ReadonlySet<string>;
  readonly levels?: SysinitLevels;
}

interface Node extends TreeFunction {
  needs: Reason | undefined;
  sleeps: Reason | undefined;
}

/** The functions that a name may mean, and who calls it by that name. */
interface Callees {
  readonly candidates: Node[];
  readonly callers: { readonly node: Node; readonly call: FlowCall }[];
}

/**
 * The calls of the whole tree. A name means the functions of its own file before those with external linkage elsewhere;
 * where several could be meant, only what is true of all of them counts.
 */
export class TreeFlow {
  private readonly files: ReadonlyMap<string, FileFlow>;
  readonly levels: SysinitLevels;
  private readonly emptyWithoutVimage: ReadonlySet<string>;
  private knownContexts: TreeContexts | undefined;
  private readonly nodes: Map<string, readonly Node[]>;
  private readonly local: Map<string, ReadonlyMap<string, Callees>>;
  private readonly global: Map<string, Callees>;

  /** @param edited the flow of the same files before one of them changed; it is of no use any more. */
  constructor(files: ReadonlyMap<string, FileFlow>, { emptyWithoutVimage = new Set(), levels = new SysinitLevels(undefined, () => []) }: TreeNames = {}, edited?: { readonly before: TreeFlow; readonly path: string }) {
    this.files = files;
    this.emptyWithoutVimage = emptyWithoutVimage;
    this.levels = levels;
    const kept = edited !== undefined && edited.before.hasSameNames(edited.path, files.get(edited.path)) ? edited : undefined;
    this.nodes = kept?.before.nodes ?? new Map<string, readonly Node[]>();
    this.local = kept?.before.local ?? new Map<string, ReadonlyMap<string, Callees>>();
    this.global = kept?.before.global ?? new Map<string, Callees>();
    if (kept === undefined) {
      for (const [path, file] of files) this.addFunctions(path, file);
      for (const nodes of this.nodes.values()) for (const node of nodes) this.addCalls(node);
    } else this.replace(kept.path);
    this.solveNeeds();
    this.solveSleeps();
  }

  /** True when an edit left a file's functions with their names, their order and their linkage: then the others' calls mean what they meant. */
  private hasSameNames(path: string, file: FileFlow | undefined): boolean {
    const names = (functions: readonly FunctionFlow[]): string => functions.map(({ name, isStatic }) => `${name} ${isStatic}`).join();
    const nodes = this.nodes.get(path);
    return file !== undefined && nodes !== undefined && names(nodes.map(({ flow }) => flow)) === names(file.functions);
  }

  /** Puts a file's functions as they are now in the places of the former ones, and their calls. */
  private replace(path: string): void {
    const before = this.nodes.get(path) ?? [];
    for (const group of new Set(before.flatMap(({ flow }) => flow.calls.flatMap(({ name }) => [this.local.get(path)?.get(name) ?? [], this.global.get(name) ?? []].flat())))) {
      group.callers.splice(0, group.callers.length, ...group.callers.filter(({ node }) => node.path !== path));
    }
    const now = (this.files.get(path)?.functions ?? []).map((flow): Node => ({ path, flow, needs: undefined, sleeps: undefined }));
    const byFormer = new Map(before.map((node, i) => [node, now[i] as Node]));
    for (const name of new Set(now.map(({ flow }) => flow.name))) {
      for (const group of [this.local.get(path)?.get(name), this.global.get(name)]) {
        group?.candidates.forEach((node, i) => { group.candidates[i] = byFormer.get(node) ?? node; });
      }
    }
    this.nodes.set(path, now);
    for (const node of now) this.addCalls(node);
    for (const nodes of this.nodes.values()) for (const node of nodes) {
      node.needs = undefined;
      node.sleeps = undefined;
    }
  }

  isEmptyWithoutVimage(macro: string): boolean {
    return this.emptyWithoutVimage.has(macro);
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
    return this.nodes.get(path) ?? [];
  }

  /** What `name` may mean where `path` mentions it; empty when the tree has no such function. */
  resolve(path: string, name: string): readonly TreeFunction[] {
    return this.callees(path, name)?.candidates ?? [];
  }

  /** Who calls a function by its name. */
  callers(target: TreeFunction): readonly { readonly node: TreeFunction; readonly call: FlowCall }[] {
    return this.callees(target.path, target.flow.name)?.callers ?? [];
  }

  /** The way from a function to the cause of a reason. */
  story(start: TreeFunction, of: 'needs' | 'sleeps'): readonly ReasonStep[] {
    const steps: ReasonStep[] = [];
    for (let at: TreeFunction | undefined = start; at !== undefined;) {
      const reason: Reason | undefined = at[of];
      if (reason === undefined) break;
      steps.push({ path: at.path, functionName: at.flow.name, name: reason.name, start: reason.start, end: reason.end, isLast: reason.via === undefined });
      at = reason.via;
    }
    return steps;
  }

  private callees(path: string, name: string): Callees | undefined {
    return this.local.get(path)?.get(name) ?? this.global.get(name);
  }

  private addFunctions(path: string, file: FileFlow): void {
    const own = new Map<string, Callees>();
    const isHeader = path.endsWith('.h');
    const nodes = file.functions.map((flow): Node => ({ path, flow, needs: undefined, sleeps: undefined }));
    for (const node of nodes) {
      const { name, isStatic } = node.flow;
      const known = own.get(name);
      if (known === undefined) own.set(name, { candidates: [node], callers: [] });
      else known.candidates.push(node);
      if (isStatic && !isHeader) continue;
      const global = this.global.get(name);
      if (global === undefined) this.global.set(name, { candidates: [node], callers: [] });
      else global.candidates.push(node);
    }
    this.local.set(path, own);
    this.nodes.set(path, nodes);
  }

  private addCalls(node: Node): void {
    for (const call of node.flow.calls) {
      const callees = this.callees(node.path, call.name);
      if (callees !== undefined) addCaller(callees.callers, { node, call });
      // A function is found by its file and by its name; both must know who calls it.
      const global = this.global.get(call.name);
      if (global !== undefined && global !== callees && callees?.candidates.some((one) => global.candidates.includes(one)) === true) addCaller(global.callers, { node, call });
    }
  }

  private solveNeeds(): void {
    const ready: Node[] = [];
    for (const nodes of this.nodes.values()) {
      for (const node of nodes) {
        const use = node.flow.uses.find(({ state }) => isInherited(state));
        if (use === undefined) continue;
        node.needs = { name: use.name, start: use.start, end: use.end, via: undefined, depth: 0 };
        ready.push(node);
      }
    }
    this.spread(ready, 'needs', (node, call) => isInherited(call.state) && !alsoSets(node, call));
  }

  private solveSleeps(): void {
    const ready: Node[] = [];
    for (const nodes of this.nodes.values()) {
      for (const node of nodes) {
        const call = node.flow.calls.find(({ name, wait }) => wait === 'may' || (wait === 'unsaid' && alwaysSleeps(name)));
        if (call === undefined) continue;
        node.sleeps = { name: call.name, start: call.start, end: call.end, via: undefined, depth: 0 };
        ready.push(node);
      }
    }
    this.spread(ready, 'sleeps', (_, call) => call.wait !== 'must-not');
  }

  /** From those with a reason to those that call them, nearest first, so that each gets its shortest story. */
  private spread(ready: Node[], of: 'needs' | 'sleeps', counts: (node: Node, call: FlowCall) => boolean): void {
    for (let round = ready; round.length > 0;) {
      const next: Node[] = [];
      for (const reached of round) {
        const groups = [this.local.get(reached.path)?.get(reached.flow.name), this.global.get(reached.flow.name)];
        for (const group of groups) {
          if (group === undefined || !group.candidates.every((candidate) => candidate[of] !== undefined)) continue;
          for (const { node, call } of group.callers) {
            if (node[of] !== undefined || !counts(node, call)) continue;
            node[of] = { name: call.name, start: call.start, end: call.end, via: reached, depth: (reached[of]?.depth ?? 0) + 1 };
            next.push(node);
          }
        }
      }
      round = next;
    }
  }
}

/** Callers stand in the order of their files, whichever was read last: of equal stories the same one is told. */
function addCaller(callers: Callees['callers'], caller: Callees['callers'][number]): void {
  let at = callers.length;
  while (at > 0 && (callers[at - 1]?.node.path ?? '') > caller.node.path) at--;
  if (at === callers.length) callers.push(caller);
  else callers.splice(at, 0, caller);
}

/** Elsewhere in the function curvnet is set around the same call: who wrote that knows what the other branch does. */
function alsoSets(node: Node, call: FlowCall): boolean {
  return node.flow.calls.some((other) => other !== call && other.name === call.name && (other.state & S_SET) !== 0);
}
