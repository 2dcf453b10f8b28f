import type { EdgeTests, FlowEdge, FlowEvent, FlowGraph, MacroLoop } from './flow-graph.ts';
import { passes, type FlagValue } from './tracked-flags.ts';
import { S_ANY_VNET, S_BARE_LOOP, S_INHERITED, S_NOSLEEP, S_SET, S_UNLOCKED } from './file-flow.ts';

/** What an event does to curvnet and to the locks of the list of vnets. */
export const W_NONE = 0;
export const W_SET = 1;
export const W_RESTORE = 2;
/** curvnet is assigned, as kern/ and vnet.c do. */
export const W_ASSIGN = 3;
export const W_LOCK = 4;
export const W_LOCK_NOSLEEP = 5;
export const W_UNLOCK = 6;
export const W_UNLOCK_NOSLEEP = 7;

/** A fault by tokens; `other` is -1 if there is none. */
export interface PathFault {
  readonly fault: 'left-set' | 'never-restored' | 'restored-unset' | 'set-twice' | 'set-in-block' | 'set-again';
  readonly token: number;
  readonly other: number;
}

export interface PathResult {
  /** S_ flags of each token event that control can reach. */
  readonly states: ReadonlyMap<number, number>;
  readonly faults: readonly PathFault[];
}

/** A point's history: the CURVNET_SETs that are in force, innermost last, as indices of events; and what is held. */
interface PathState {
  readonly sets: readonly SetSite[];
  readonly held: number;
  /** Flags by interned name, as far as they are known there. */
  readonly flags: ReadonlyMap<number, FlagValue>;
}

interface SetSite {
  readonly token: number;
  readonly scope: number;
}

const H_SLEEPABLE = 1;
const H_NOSLEEP = 2;
const H_DEFAULT_VNET = 4;
const H_ASSIGNED = 8;
/** A flag that nobody can decide chose between a set, or a restore, and none: nothing is said of what follows. */
const H_UNSURE = 16;

/** The most histories of a body; real code has a handful. */
const MOST_STATES = 64;
const MOST_FLAGGED_STATES = 256;

const NO_FLAGS: ReadonlyMap<number, FlagValue> = new Map();

/** The most nested CURVNET_SETs on one path; a deeper body gets no findings about curvnet. */
const MOST_SETS = 16;

/** Follows every path of a graph; `effect` returns W_ codes, `vnetLoops` are its loops over the vnets. */
export function followPaths(
  graph: FlowGraph,
  vnetLoops: readonly MacroLoop[],
  effect: (token: number) => number,
): PathResult {
  return new PathWalk(graph, vnetLoops, effect).run();
}

class PathWalk {
  private readonly graph: FlowGraph;
  private readonly vnetLoops: readonly MacroLoop[];
  private readonly effect: (token: number) => number;
  private readonly states = new Map<number, number>();
  private readonly faults = new Map<string, PathFault>();
  private readonly seen: Set<string>[];
  private readonly work: { block: number; state: PathState }[] = [];
  /** The CURVNET_RESTOREs that ended each set. */
  private readonly restores = new Map<number, Set<number>>();
  private readonly dropped = new Map<number, number>();
  /** Tokens that control reaches both with curvnet set and without. */
  private readonly reachedSet = new Set<number>();
  private readonly reachedUnset = new Set<number>();
  private readonly sites = new Map<number, number>();
  private readonly restoreScopes = new Map<number, number>();
  private isHostile = false;

  constructor(graph: FlowGraph, vnetLoops: readonly MacroLoop[], effect: (token: number) => number) {
    this.graph = graph;
    this.vnetLoops = vnetLoops;
    this.effect = effect;
    this.seen = graph.blocks.map(() => new Set());
  }

  run(): PathResult {
    this.arrive(0, { sets: [], held: 0, flags: NO_FLAGS });
    for (let next = this.work.pop(); next !== undefined && !this.isHostile; next = this.work.pop())
      this.walk(next.block, next.state);
    if (this.isHostile) return { states: this.states, faults: [] };
    this.setsInOneScope();
    return { states: this.states, faults: this.settled() };
  }

  private arrive(block: number, state: PathState): void {
    const seen = this.seen[block];
    const { flags } = state;
    if (seen === undefined || seen.size >= (flags.size === 0 ? MOST_STATES : MOST_FLAGGED_STATES)) return;
    const known = flags.size === 0 ? '' : [...flags].sort(([a], [b]) => a - b).join();
    const key = `${state.held}:${state.sets.map(({ token }) => token).join()}:${known}`;
    if (seen.has(key)) return;
    seen.add(key);
    this.work.push({ block, state });
  }

  private walk(index: number, start: PathState): void {
    const block = this.graph.blocks[index];
    if (block === undefined) return;
    let state = start;
    for (const event of block.events) state = this.step(event, state);
    for (const edge of block.edges) this.follow(edge, state);
  }

  private step(event: FlowEvent, state: PathState): PathState {
    if (event.kind === 'default-vnet') return { ...state, held: state.held | H_DEFAULT_VNET };
    if (event.kind === 'scope-end') return this.leave(state, (site) => site.scope === event.scope, event.token, true);
    const { token, scope } = event;
    if (event.kind === 'flag') return { ...state, flags: withFlag(state.flags, event.name, event.value) };
    this.note(token, state);
    switch (this.effect(token)) {
      case W_SET: {
        this.sites.set(token, scope);
        if (state.sets.length >= MOST_SETS) this.isHostile = true;
        const again = state.sets.findIndex((site) => site.token === token);
        if (again >= 0 && !isUnsure(state)) this.fault('set-again', token, token);
        return {
          ...state,
          sets: [...(again >= 0 ? state.sets.slice(0, again) : state.sets), { token, scope }],
        };
      }
      case W_RESTORE: {
        this.restoreScopes.set(token, scope);
        const site = state.sets[state.sets.length - 1];
        (site === undefined ? this.reachedUnset : this.reachedSet).add(token);
        if (site === undefined) {
          if ((state.held & (H_ASSIGNED | H_UNSURE)) === 0) this.fault('restored-unset', token, -1);
          return state;
        }
        const ends = this.restores.get(site.token);
        if (ends === undefined) this.restores.set(site.token, new Set([token]));
        else ends.add(token);
        return { ...state, sets: state.sets.slice(0, -1) };
      }
      case W_ASSIGN:
        return { ...state, held: state.held | H_ASSIGNED };
      case W_LOCK:
        return { ...state, held: state.held | H_SLEEPABLE };
      case W_LOCK_NOSLEEP:
        return { ...state, held: state.held | H_NOSLEEP };
      case W_UNLOCK:
        return { ...state, held: state.held & ~H_SLEEPABLE };
      case W_UNLOCK_NOSLEEP:
        return { ...state, held: state.held & ~H_NOSLEEP };
      default:
        return state;
    }
  }

  private note(token: number, { sets, held }: PathState): void {
    const isSet = sets.length > 0 || (held & H_ASSIGNED) !== 0;
    let flags = isSet ? S_SET : S_INHERITED;
    if ((held & H_NOSLEEP) !== 0) flags |= S_NOSLEEP;
    if ((held & (H_SLEEPABLE | H_NOSLEEP)) === 0) flags |= S_UNLOCKED;
    if ((held & H_DEFAULT_VNET) === 0) flags |= S_ANY_VNET;
    if (this.isBareInLoop(token, sets)) flags |= S_BARE_LOOP;
    this.states.set(token, (this.states.get(token) ?? 0) | flags);
  }

  private isBareInLoop(token: number, sets: readonly SetSite[]): boolean {
    const loop = innermost(this.vnetLoops, token);
    return loop !== undefined && !sets.some((site) => isIn(loop, site.token));
  }

  private follow(edge: FlowEdge, before: PathState): void {
    const state = alongEdge(edge, before);
    if (state === undefined) return;
    const open = this.openScopes(edge);
    const after = this.leave(state, (site) => !open.has(site.scope), edge.jump, false);
    if (edge.to >= 0) this.arrive(edge.to, after);
  }

  /** Scopes that are still open after an edge: those around both its ends. */
  private openScopes({ to, scope }: FlowEdge): ReadonlySet<number> {
    const { blocks, scopeParents } = this.graph;
    const around = new Set<number>();
    for (let at = to < 0 ? -1 : (blocks[to]?.scope ?? -1); at >= 0; at = scopeParents[at] ?? -1) around.add(at);
    const open = new Set<number>();
    for (let at = scope; at >= 0; at = scopeParents[at] ?? -1) if (around.has(at)) open.add(at);
    return open;
  }

  /** saved_vnet goes out of scope: a CURVNET_SET in force can no longer be restored. */
  private leave(state: PathState, isLeft: (site: SetSite) => boolean, token: number, atScopeEnd: boolean): PathState {
    const first = state.sets.findIndex(isLeft);
    (first < 0 ? this.reachedUnset : this.reachedSet).add(token);
    if (first < 0) return state;
    const site = state.sets[first] as SetSite;
    if (isUnsure(state)) return { ...state, sets: state.sets.slice(0, first) };
    if (atScopeEnd) this.dropped.set(site.token, token);
    else if (token >= 0) this.fault('left-set', token, site.token);
    return { ...state, sets: state.sets.slice(0, first) };
  }

  private fault(fault: PathFault['fault'], token: number, other: number): void {
    const key = `${fault}:${token}`;
    if (!this.faults.has(key)) this.faults.set(key, { fault, token, other });
  }

  /** Two CURVNET_SETs in one block declare saved_vnet twice, whatever is between them. */
  private setsInOneScope(): void {
    const firstIn = new Map<number, number>();
    for (const [token, scope] of [...this.sites].sort(([a], [b]) => a - b)) {
      const first = firstIn.get(scope);
      if (first === undefined) firstIn.set(scope, token);
      else this.fault('set-twice', token, first);
    }
  }

  /** The block of the CURVNET_RESTORE encloses that of the CURVNET_SET. */
  private isAround(restore: number, set: number): boolean {
    const wanted = this.restoreScopes.get(restore);
    for (let at = this.sites.get(set) ?? -1; at >= 0; at = this.graph.scopeParents[at] ?? -1)
      if (at === wanted) return true;
    return false;
  }

  private isMixed(token: number): boolean {
    return this.reachedSet.has(token) && this.reachedUnset.has(token);
  }

  /** `if (was_set) CURVNET_RESTORE();` reached both set and unset: the condition distinguishes them. */
  private isGuardedRestore(token: number): boolean {
    return this.graph.unbraced.has(token) && this.isMixed(token);
  }

  /** Sets that such a restore ends. */
  private guardedSets(): ReadonlySet<number> {
    const sets = new Set<number>();
    for (const [set, restores] of this.restores)
      if ([...restores].some((restore) => this.isGuardedRestore(restore))) sets.add(set);
    return sets;
  }

  /** Joins two faults that are one mistake: a CURVNET_SET in a block and its CURVNET_RESTORE after the block. */
  private settled(): readonly PathFault[] {
    const guarded = this.guardedSets();
    const faults = [...this.faults.values()].filter(({ fault, token, other }) => {
      if (fault === 'restored-unset') return !this.isGuardedRestore(token);
      return fault !== 'left-set' || !guarded.has(other) || !this.isMixed(token);
    });
    const settled: PathFault[] = [];
    const used = new Set<number>();
    for (const [set, end] of this.dropped) {
      const behind = faults.filter(
        ({ fault, token }) =>
          fault === 'restored-unset' && token > set && !used.has(token) && this.isAround(token, set),
      );
      const [restore] = behind.sort((one, other) => one.token - other.token);
      if (!this.restores.has(set) && restore !== undefined) {
        used.add(restore.token);
        settled.push({ fault: 'set-in-block', token: set, other: restore.token });
      } else if (!this.restores.has(set) && !faults.some(({ fault, other }) => fault === 'left-set' && other === set))
        settled.push({ fault: 'never-restored', token: set, other: end });
      else settled.push({ fault: 'left-set', token: end, other: set });
    }
    return [...settled, ...faults.filter(({ fault, token }) => fault !== 'restored-unset' || !used.has(token))];
  }
}

function isUnsure({ held }: PathState): boolean {
  return (held & H_UNSURE) !== 0;
}

/** The state behind an edge; undefined where what the flags are known to be does not lead there. */
function alongEdge({ tests, guard }: FlowEdge, state: PathState): PathState | undefined {
  if (tests === undefined) return state;
  if (!mayFollow(tests, state)) return undefined;
  let { flags } = state;
  for (const { name, value, isEqual } of tests.all)
    if (!flags.has(name) && (isEqual || value === 0)) flags = withFlag(flags, name, isEqual ? value : 'set');
  const isOpen = guard !== undefined && mayFollow(guard, state);
  return { ...state, flags, held: isOpen ? state.held | H_UNSURE : state.held };
}

function mayFollow({ all, unless }: EdgeTests, { flags }: PathState): boolean {
  if (all.some((test) => passes(flags.get(test.name), test) === false)) return false;
  return unless.length === 0 || !unless.every((test) => passes(flags.get(test.name), test) === true);
}

function withFlag(
  flags: ReadonlyMap<number, FlagValue>,
  name: number | undefined,
  value: FlagValue | undefined,
): ReadonlyMap<number, FlagValue> {
  if (name === undefined) return flags;
  const changed = new Map(flags);
  if (value === undefined) changed.delete(name);
  else changed.set(name, value);
  return changed;
}

function isIn(loop: MacroLoop, token: number): boolean {
  return token >= loop.from && token <= loop.to;
}

function innermost(loops: readonly MacroLoop[], token: number): MacroLoop | undefined {
  let found: MacroLoop | undefined;
  for (const loop of loops) if (isIn(loop, token) && (found === undefined || loop.from > found.from)) found = loop;
  return found;
}
