import type { SysinitFact } from '../../vnet/file-facts.ts';
import type { TreeFlow } from '../../flow/tree-flow.ts';
import type { Session } from '../session/session.ts';

/** A VNET_SYSINIT or VNET_SYSUNINIT of the tree. */
export interface ReviewConstructor {
  readonly kind: 'constructor' | 'destructor';
  readonly name: string;
  readonly handler: string;
  readonly file: string;
  readonly line: number;
  /** As written: SI_SUB_PROTO_IF, SI_ORDER_ANY. */
  readonly subsystem: string;
  readonly order: string;
  /** Their values; undefined where they are no constants of sys/kernel.h. */
  readonly level: readonly [number, number] | undefined;
  /** What the constructor makes and no destructor of its file gives back: "V_zone (uma_zcreate)". */
  readonly keeps: readonly string[];
}

export interface ConstructorChange {
  readonly kind: 'added' | 'removed' | 'reordered';
  readonly before: ReviewConstructor | undefined;
  readonly after: ReviewConstructor | undefined;
  /** Others of its kind that it newly runs after, or before. */
  readonly passes: readonly string[];
}

export interface ConstructorsSection {
  readonly changes: readonly ConstructorChange[];
  /** Constructors that the change adds, or whose destructors it removes, and that keep what they make. */
  readonly unreturned: readonly ReviewConstructor[];
}

/** Every constructor and destructor of the tree, whatever the configuration. */
export function measureConstructors(session: Session): readonly ReviewConstructor[] {
  const { flow } = session;
  return session.index.sysinits.map(({ path, fact }) => ({
    kind: fact.kind === 'sysinit' ? ('constructor' as const) : ('destructor' as const),
    name: fact.identifier,
    handler: fact.handler,
    file: path,
    line: session.lineOf(path, fact.start),
    subsystem: fact.subsystem,
    order: fact.order,
    level: flow === undefined ? undefined : levelOf(flow, path, fact),
    keeps: flow === undefined || fact.kind !== 'sysinit' ? [] : kept(flow, path, fact.handler),
  }));
}

function levelOf(
  { levels }: TreeFlow,
  path: string,
  { subsystem, order }: SysinitFact,
): readonly [number, number] | undefined {
  const [first, second] = [levels.evaluate(subsystem, path), levels.evaluate(order, path)];
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** What a handler, or a function of its file that it calls, makes and no function of its file gives back. */
function kept(flow: TreeFlow, path: string, handler: string): readonly string[] {
  const inFile = (name: string): readonly string[] =>
    flow
      .resolve(path, name)
      .flatMap((one) => (one.path === path ? [name, ...one.flow.calls.map((call) => call.name)] : []));
  const names = new Set(inFile(handler));
  const functions = flow.functions(path);
  const freed = new Set(
    functions.flatMap(({ flow: { resources } }) =>
      resources.flatMap((one) => (one.action === 'free' ? [one.key] : [])),
    ),
  );
  const made = functions
    .filter(({ flow: { name } }) => names.has(name))
    .flatMap(({ flow: { resources } }) => resources)
    .filter(
      ({ action, accessor, key, kind }) =>
        action === 'make' && kind !== 'list' && accessor !== undefined && !freed.has(key),
    );
  return [...new Set(made.map(({ text, by }) => `${text} (${by})`))];
}

/** @param renamed paths of the older tree as the newer has them */
export function compareConstructors(
  before: readonly ReviewConstructor[],
  after: readonly ReviewConstructor[],
  renamed: (path: string) => string,
): ConstructorsSection {
  const waiting = new Map<string, ReviewConstructor[]>();
  const key = (one: ReviewConstructor, file: string): string => `${one.kind}\n${one.name}\n${file}`;
  for (const one of before) {
    const at = key(one, renamed(one.file));
    waiting.set(at, [...(waiting.get(at) ?? []), one]);
  }
  const added: ReviewConstructor[] = [];
  const changes: ConstructorChange[] = [];
  for (const now of after) {
    const old = waiting.get(key(now, now.file))?.shift();
    if (old === undefined) added.push(now);
    else if (place(old) !== place(now))
      changes.push({ kind: 'reordered', before: old, after: now, passes: passed(old, now, after) });
  }
  const removed = [...waiting.values()].flat();
  // A macro argument that only has another name, in the same file and for the same function.
  const isSame = (old: ReviewConstructor, now: ReviewConstructor): boolean =>
    old.kind === now.kind && old.handler === now.handler && place(old) === place(now);
  const gone = removed.filter((old) => !added.some((now) => isSame(old, now)));
  const come = added.filter((now) => !removed.some((old) => isSame(old, now)));
  const files = new Set([...gone.map(({ file }) => renamed(file)), ...come.map(({ file }) => file)]);
  const keptBefore = new Set(before.flatMap((one) => one.keeps.map((what) => `${one.handler}\n${what}`)));
  return {
    changes: [
      ...come.map((now): ConstructorChange => ({ kind: 'added', before: undefined, after: now, passes: [] })),
      ...gone.map((old): ConstructorChange => ({ kind: 'removed', before: old, after: undefined, passes: [] })),
      ...changes,
    ],
    unreturned: after.flatMap((one) => {
      const keeps = one.keeps.filter((what) => !keptBefore.has(`${one.handler}\n${what}`));
      return files.has(one.file) && keeps.length > 0 ? [{ ...one, keeps }] : [];
    }),
  };
}

function place({ subsystem, order, level }: ReviewConstructor): string {
  return level === undefined ? `${subsystem} ${order}` : level.join(' ');
}

/** Those of its kind between its former and its present place. */
function passed(old: ReviewConstructor, now: ReviewConstructor, all: readonly ReviewConstructor[]): readonly string[] {
  if (old.level === undefined || now.level === undefined) return [];
  const [low, high] = isBelow(old.level, now.level) ? [old.level, now.level] : [now.level, old.level];
  return all
    .filter(
      (one) =>
        one !== now &&
        one.kind === now.kind &&
        one.level !== undefined &&
        isBelow(low, one.level) &&
        isBelow(one.level, high),
    )
    .map(({ handler }) => handler);
}

function isBelow(left: readonly [number, number], right: readonly [number, number]): boolean {
  return left[0] < right[0] || (left[0] === right[0] && left[1] < right[1]);
}
