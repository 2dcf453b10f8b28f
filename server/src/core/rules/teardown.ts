import { isInherited, type FlowCall, type Registration, type ResourceUse } from '../flow/file-flow.ts';
import { tokenStartingAt } from '../flow/restore-edits.ts';
import type { SysinitLevels } from '../flow/sysinit-levels.ts';
import type { TreeFunction } from '../flow/tree-flow.ts';
import { T_IDENT } from '../lexer/token-kinds.ts';
import { invocationAt } from '../written/invocations.ts';
import type { RuleContext } from './rule.ts';

/** A destructor's functions of the same file are taken for parts of it, so deep. */
const MOST_LEVELS = 3;

/** What a destructor gives back, in the order in which it does. */
interface Step {
  readonly use: ResourceUse;
  readonly by: TreeFunction;
  readonly destructor: Destructor;
  /** Its place among the destructor's steps. */
  readonly index: number;
}

interface Destructor {
  readonly function: TreeFunction;
  /** Undefined where the subsystem or the order is not a constant. */
  readonly level: readonly [subsystem: number, order: number] | undefined;
}

/** Memory, a zone or a lock that is given back. */
export interface Release extends Step {
  /** Accessors of what is gone then. */
  readonly accessors: readonly string[];
}

interface Stop {
  readonly stop: Step;
  readonly handler: TreeFunction;
  /** What the handler gets. */
  readonly argument: string;
}

const FREED = new Set(['memory', 'zone', 'hash', 'lock']);
const STOPPED = new Set(['callout', 'interrupt', 'task', 'event', 'hook']);

/** What the file's destructors of vnets free, and the handlers that they stop. */
export function stopsIn(context: RuleContext): {
  readonly releases: readonly Release[];
  readonly stops: readonly Stop[];
} {
  const { path, tree } = context;
  const file = tree.flow.file(path);
  const steps = (file?.registrations ?? [])
    .filter(({ kind }) => kind === 'vnet-sysuninit')
    .flatMap((registration) => {
      const [one, ...others] = tree.flow.resolve(path, registration.handler);
      if (one === undefined || others.length > 0 || one.path !== path) return [];
      const destructor = { function: one, level: levelOf(tree.flow.levels, registration, path) };
      return stepsOf(context, one, MOST_LEVELS).map((step, index) => ({ ...step, destructor, index }));
    });
  const stops = steps
    .filter(({ use }) => STOPPED.has(use.kind))
    .flatMap((stop) => handlersOf(context, stop.use).map((found) => ({ stop, ...found })));
  return {
    stops,
    releases: stops.length === 0 ? [] : steps.flatMap((step) => releaseOf(context, step) ?? []),
  };
}

/** True where the one is surely done before the other. */
export function isDestructorBefore(first: Step, second: Step): boolean {
  if (first.destructor.function === second.destructor.function) return first.index < second.index;
  const [a, b] = [first.destructor.level, second.destructor.level];
  // Destructors run in the reverse order.
  return a !== undefined && b !== undefined && (a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]));
}

function levelOf(levels: SysinitLevels, { detail, order }: Registration, path: string): Destructor['level'] {
  const [subsystem, place] = [levels.evaluate(detail, path), levels.evaluate(order, path)];
  return subsystem === undefined || place === undefined ? undefined : [subsystem, place];
}

function stepsOf(
  context: RuleContext,
  one: TreeFunction,
  levels: number,
): readonly { readonly use: ResourceUse; readonly by: TreeFunction }[] {
  const { path, tree } = context;
  const parts: readonly (ResourceUse | FlowCall)[] = [
    ...one.flow.resources.filter(({ action }) => action === 'free'),
    ...one.flow.calls,
  ].filter(({ state }) => isInherited(state));
  return [...parts]
    .sort((a, b) => a.start - b.start)
    .flatMap((part) => {
      if ('kind' in part) return [{ use: part, by: one }];
      const [target, ...others] = levels === 0 ? [] : tree.flow.resolve(path, part.name);
      const isPart = target?.path === path && others.length === 0 && target !== one;
      return isPart ? stepsOf(context, target, levels - 1) : [];
    });
}

function releaseOf(context: RuleContext, step: Step): Release | undefined {
  const { use } = step;
  if (use.kind === 'cloner') {
    const accessors = freedByCloner(context, use);
    return accessors.length === 0 ? undefined : { ...step, accessors };
  }
  // Of a member nobody can tell whether the handler uses that one.
  if (!FREED.has(use.kind) || use.accessor === undefined || use.key !== use.accessor) return undefined;
  return { ...step, accessors: [use.accessor] };
}

/** What a cloner's interfaces are known by: its function that destroys one frees memory and forgets V_x. */
function freedByCloner({ path, tree }: RuleContext, { key }: ResourceUse): readonly string[] {
  const file = tree.tokens(path);
  if (file === undefined) return [];
  for (const { flow } of tree.flow.functions(path)) {
    const made = flow.resources.find((use) => use.kind === 'cloner' && use.action === 'make' && use.key === key);
    const name = made === undefined ? -1 : tokenStartingAt(file, made.start);
    const destroy = made?.by === 'if_clone_simple' ? invocationAt(file, name)?.arguments[2] : undefined;
    if (destroy === undefined || file.kind[destroy.from] !== T_IDENT) continue;
    for (const target of tree.flow.resolve(path, file.spelling(destroy.from))) {
      if (!target.flow.resources.some(({ kind, action }) => kind === 'memory' && action === 'free')) continue;
      const text = file.text.slice(target.flow.bodyStart, target.flow.bodyEnd);
      return target.flow.givesOut.filter((accessor) => new RegExp(`\\b${accessor}\\s*=\\s*NULL\\b`).test(text));
    }
  }
  return [];
}

/** The functions of what a destructor stops: a callout's handlers, a task's, an interrupt's, an event's. */
function handlersOf(
  { path, tree }: RuleContext,
  { kind, key }: ResourceUse,
): readonly { readonly handler: TreeFunction; readonly argument: string }[] {
  const named = (name: string, argument: string): { handler: TreeFunction; argument: string }[] =>
    tree.flow
      .resolve(path, name)
      .filter((handler) => handler.path === path)
      .map((handler) => ({ handler, argument }));
  if (kind === 'hook') return named(key, '');
  return tree.flow.functions(path).flatMap(({ flow }) =>
    flow.resources
      .filter((use) => use.kind === kind && use.key === key && (use.action === 'make' || use.action === 'use'))
      .flatMap((use) => {
        // The function stands among the arguments of the call that makes, or sets, the resource.
        const next = flow.resources.find((other) => other.start > use.start)?.start ?? flow.bodyEnd;
        const registration = tree.flow
          .file(path)
          ?.registrations.find(({ start, kind: as }) => as === kind && start > use.start && start < next);
        return registration === undefined ? [] : named(registration.handler, registration.argument);
      }),
  );
}
