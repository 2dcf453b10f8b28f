import {
  S_ANY_VNET,
  S_BARE_LOOP,
  S_INHERITED,
  S_NOSLEEP,
  S_SET,
  S_UNLOCKED,
} from '../../server/src/core/flow/file-flow.ts';
import { OPTIONS, type Body, type RandomFlow, type Statement } from './random-flow.ts';

/** A body that is being run, and the statement in it that comes next; `of` is what the body belongs to. */
interface Frame {
  readonly body: Body;
  readonly of: Statement | undefined;
  readonly at: number;
}

/** A CURVNET_SET that is in force, and the body in braces whose saved_vnet it is. */
interface InForce {
  readonly set: number;
  readonly scope: number;
}

interface State {
  readonly sets: readonly InForce[];
  readonly sleepable: boolean;
  readonly nosleep: boolean;
  readonly isDefault: boolean;
}

/** What happens while a function runs, every answer to its conditions tried; statements by their ids. */
export interface Trace {
  /** S_ flags of each use and call. */
  readonly places: Map<string, number>;
  /** Jumps that leave a block with a set in force. */
  readonly jumpsLeft: Set<number>;
  /** Sets that are in force where their block ends, and that block. */
  readonly setsDropped: Map<number, number>;
  readonly restoredUnset: Set<number>;
  readonly setAgain: Set<number>;
  readonly sets: Set<number>;
}

/**
 * Runs a function in each of its configurations. It knows nothing of graphs: a position is what a machine would keep.
 */
export function runFlow({ body }: RandomFlow): Trace {
  const trace: Trace = {
    places: new Map(),
    jumpsLeft: new Set(),
    setsDropped: new Map(),
    restoredUnset: new Set(),
    setAgain: new Set(),
    sets: new Set(),
  };
  for (let chosen = 0; chosen < 2 ** OPTIONS.length; chosen++)
    new Machine(
      configured(body, (option) => (chosen & (1 << OPTIONS.indexOf(option))) !== 0),
      trace,
    ).run();
  return trace;
}

/** The body as the preprocessor leaves it. */
function configured(body: Body, isDefined: (option: string) => boolean): Body {
  const flat = (statements: readonly Statement[]): readonly Statement[] =>
    statements.flatMap((statement): readonly Statement[] => {
      switch (statement.kind) {
        case 'option':
          return isDefined(statement.option) === statement.isDefined ? flat(statement.statements) : [];
        case 'if':
        case 'guard':
        case 'not-guard':
          return [
            {
              ...statement,
              yes: configured(statement.yes, isDefined),
              no: statement.no === undefined ? undefined : configured(statement.no, isDefined),
            },
          ];
        case 'while':
        case 'do':
        case 'for':
        case 'foreach':
        case 'vnet-foreach':
        case 'switch':
        case 'block':
          return [{ ...statement, body: configured(statement.body, isDefined) }];
        default:
          return [statement];
      }
    });
  return { ...body, statements: flat(body.statements) };
}

class Machine {
  private readonly trace: Trace;
  private readonly root: Body;
  private readonly seen = new Set<string>();
  private readonly work: { readonly frames: readonly Frame[]; readonly state: State }[] = [];
  private readonly labels = new Map<number, readonly Frame[]>();

  constructor(root: Body, trace: Trace) {
    this.root = root;
    this.trace = trace;
    this.findLabels([{ body: root, of: undefined, at: 0 }]);
  }

  run(): void {
    this.go([{ body: this.root, of: undefined, at: 0 }], {
      sets: [],
      sleepable: false,
      nosleep: false,
      isDefault: false,
    });
    for (let next = this.work.pop(); next !== undefined; next = this.work.pop()) this.step(next.frames, next.state);
  }

  private findLabels(frames: readonly Frame[]): void {
    const { body } = top(frames);
    body.statements.forEach((statement, index) => {
      const here = [...frames.slice(0, -1), { ...top(frames), at: index + 1 }];
      if (statement.kind === 'label') this.labels.set(statement.label, here);
      for (const inner of bodiesOf(statement)) this.findLabels([...here, { body: inner, of: statement, at: 0 }]);
    });
  }

  private go(frames: readonly Frame[], state: State): void {
    const key = `${frames.map(({ body, at }) => `${body.id}.${at}`).join(' ')}|${state.sets.map(({ set }) => set).join()}|${state.sleepable}${state.nosleep}${state.isDefault}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.work.push({ frames, state });
  }

  private note(name: string, frames: readonly Frame[], { sets, sleepable, nosleep, isDefault }: State): void {
    const loop = frames.findLastIndex(({ of }) => of?.kind === 'vnet-foreach');
    const inside = new Set(frames.slice(Math.max(loop, 0)).map(({ body }) => body.id));
    let flags = sets.length > 0 ? S_SET : S_INHERITED;
    if (nosleep) flags |= S_NOSLEEP;
    if (!sleepable && !nosleep) flags |= S_UNLOCKED;
    if (!isDefault) flags |= S_ANY_VNET;
    if (loop >= 0 && !sets.some(({ scope }) => inside.has(scope))) flags |= S_BARE_LOOP;
    this.trace.places.set(name, (this.trace.places.get(name) ?? 0) | flags);
  }

  /**
   * The innermost bodies go, down to the first `kept` frames; what they had set stays set for whoever looks, but no
   * longer for saved_vnet.
   */
  private leave(kept: readonly Frame[], state: State, onLeft: (set: number) => void): State {
    const scopes = new Set(kept.map(({ body }) => body.id));
    const first = state.sets.findIndex(({ scope }) => !scopes.has(scope));
    if (first < 0) return state;
    onLeft(state.sets[first]?.set ?? 0);
    return { ...state, sets: state.sets.slice(0, first) };
  }

  private step(frames: readonly Frame[], state: State): void {
    const { body, at, of } = top(frames);
    const statement = body.statements[at];
    if (statement !== undefined)
      return this.execute(statement, [...frames.slice(0, -1), { ...top(frames), at: at + 1 }], state);
    const outer = frames.slice(0, -1);
    // A body without braces owns nothing.
    const after = this.leave(outer, state, (set) => this.trace.setsDropped.set(set, body.id));
    if (of !== undefined) this.bodyEnds(of, outer, after);
  }

  private bodyEnds(of: Statement, outer: readonly Frame[], state: State): void {
    if (of.kind === 'for') this.note(`u${of.id}s`, outer, state);
    if (
      of.kind === 'while' ||
      of.kind === 'do' ||
      of.kind === 'for' ||
      of.kind === 'foreach' ||
      of.kind === 'vnet-foreach'
    )
      this.test(of, outer, state);
    else this.go(outer, state);
  }

  /** A loop's condition: another round, or what is behind it. */
  private test(loop: Extract<Statement, { body: Body }>, outer: readonly Frame[], state: State): void {
    if (loop.kind !== 'vnet-foreach') this.note(`u${loop.id}`, outer, state);
    this.go([...outer, { body: loop.body, of: loop, at: 0 }], state);
    this.go(outer, state);
  }

  private execute(statement: Statement, frames: readonly Frame[], state: State): void {
    const { id } = statement;
    switch (statement.kind) {
      case 'use':
      case 'call':
        this.note(`u${id}`, frames, state);
        return this.go(frames, state);
      case 'set':
        return this.go(frames, this.set(id, frames, state));
      case 'restore':
        if (state.sets.length === 0) this.trace.restoredUnset.add(id);
        return this.go(frames, { ...state, sets: state.sets.slice(0, -1) });
      case 'lock':
        return this.go(frames, { ...state, sleepable: true });
      case 'unlock':
        return this.go(frames, { ...state, sleepable: false });
      case 'lock-nosleep':
        return this.go(frames, { ...state, nosleep: true });
      case 'unlock-nosleep':
        return this.go(frames, { ...state, nosleep: false });
      case 'if':
      case 'guard':
      case 'not-guard':
        return this.branch(statement, frames, state);
      case 'while':
      case 'foreach':
      case 'vnet-foreach':
        return this.test(statement, frames, state);
      case 'for':
        this.note(`u${id}i`, frames, state);
        return this.test(statement, frames, state);
      case 'do':
      case 'block':
        return this.go([...frames, { body: statement.body, of: statement, at: 0 }], state);
      case 'switch':
        return this.choose(statement, frames, state);
      case 'return':
        this.leave([], state, () => this.trace.jumpsLeft.add(id));
        return;
      case 'break':
        return this.jump(
          id,
          frames,
          frames.findLastIndex(({ of }) => isLoop(of) || of?.kind === 'switch'),
          state,
          false,
        );
      case 'continue':
        return this.jump(
          id,
          frames,
          frames.findLastIndex(({ of }) => isLoop(of)),
          state,
          true,
        );
      case 'goto': {
        const target = this.labels.get(statement.label);
        const kept = target?.filter(({ body }) => frames.some((frame) => frame.body.id === body.id)) ?? [];
        const after = this.leave(kept, state, () => this.trace.jumpsLeft.add(id));
        if (target !== undefined) this.go(target, after);
        return;
      }
      default:
        return this.go(frames, state);
    }
  }

  private set(id: number, frames: readonly Frame[], state: State): State {
    this.trace.sets.add(id);
    const again = state.sets.findIndex(({ set }) => set === id);
    if (again >= 0) this.trace.setAgain.add(id);
    const scope = frames.findLast(({ body }) => body.isBraced)?.body.id ?? 0;
    return { ...state, sets: [...(again >= 0 ? state.sets.slice(0, again) : state.sets), { set: id, scope }] };
  }

  private branch(statement: Extract<Statement, { yes: Body }>, frames: readonly Frame[], state: State): void {
    const { kind, yes, no } = statement;
    if (kind === 'if') this.note(`u${statement.id}`, frames, state);
    this.go([...frames, { body: yes, of: statement, at: 0 }], kind === 'guard' ? { ...state, isDefault: true } : state);
    const otherwise = kind === 'not-guard' ? { ...state, isDefault: true } : state;
    this.go(no === undefined ? frames : [...frames, { body: no, of: statement, at: 0 }], otherwise);
  }

  private choose(statement: Extract<Statement, { body: Body }>, frames: readonly Frame[], state: State): void {
    this.note(`u${statement.id}`, frames, state);
    const { statements } = statement.body;
    statements.forEach(({ kind }, at) => {
      if (kind === 'case' || kind === 'default')
        this.go([...frames, { body: statement.body, of: statement, at: at + 1 }], state);
    });
    if (!statements.some(({ kind }) => kind === 'default')) this.go(frames, state);
  }

  /** Out of the loop or switch whose body is frame `target`, or to its next round. */
  private jump(id: number, frames: readonly Frame[], target: number, state: State, isNextRound: boolean): void {
    const outer = frames.slice(0, target);
    const loop = frames[target]?.of;
    const after = this.leave(outer, state, () => this.trace.jumpsLeft.add(id));
    if (isNextRound && loop !== undefined) this.bodyEnds(loop, outer, after);
    else this.go(outer, after);
  }
}

function top(frames: readonly Frame[]): Frame {
  return frames[frames.length - 1] as Frame;
}

function isLoop(statement: Statement | undefined): boolean {
  return statement !== undefined && 'body' in statement && statement.kind !== 'switch' && statement.kind !== 'block';
}

function bodiesOf(statement: Statement): readonly Body[] {
  if ('yes' in statement) return statement.no === undefined ? [statement.yes] : [statement.yes, statement.no];
  return 'body' in statement ? [statement.body] : [];
}
