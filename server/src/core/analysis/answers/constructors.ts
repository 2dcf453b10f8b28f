import type { TreeFlow, TreeFunction } from '../../flow/tree-flow.ts';
import type { Spot } from '../../text/spot.ts';
import { onceWith } from '../../text/worked-out.ts';

/** A VNET_SYSINIT whose function mentions a virtualized global, itself or in what it calls directly. */
export interface VariableConstructor extends Spot {
  readonly path: string;
  readonly handler: string;
  /** As written. */
  readonly subsystem: string;
  readonly order: string;
  /** The function that mentions the variable, if the handler calls it; undefined if the handler mentions it itself. */
  readonly through: string | undefined;
  /** File of the mention. */
  readonly mentionedIn: string;
}

type ByMention = ReadonlyMap<string, readonly VariableConstructor[]>;

/** Constructors by what their functions mention: `V_x`, or `x` of VNET(x). */
export function constructorsByMention(flow: TreeFlow): ByMention {
  return onceWith(flow.state, collect, flow);
}

function collect(_: TreeFlow['state'], flow: TreeFlow): ByMention {
  const byVariable = new Map<string, VariableConstructor[]>();
  const add = (name: string, made: VariableConstructor): void => {
    const known = byVariable.get(name);
    if (known === undefined) byVariable.set(name, [made]);
    else if (!known.some((one) => one.path === made.path && one.start === made.start)) known.push(made);
  };
  for (const path of flow.paths) {
    for (const { kind, handler, detail, order, start, end } of flow.file(path)?.registrations ?? []) {
      if (kind !== 'vnet-sysinit') continue;
      const constructorFor = (target: TreeFunction, through: string | undefined): VariableConstructor => ({
        path,
        handler,
        subsystem: detail,
        order,
        through,
        mentionedIn: target.path,
        start,
        end,
      });
      for (const own of flow.resolve(path, handler)) {
        for (const { name } of own.flow.uses) add(name, constructorFor(own, undefined));
        for (const call of own.flow.calls) {
          const callees = flow.resolve(own.path, call.name);
          // A name that may mean several functions gives no constructor.
          if (callees.length !== 1) continue;
          for (const callee of callees)
            for (const { name } of callee.flow.uses) add(name, constructorFor(callee, callee.flow.name));
        }
      }
    }
    for (const name of flow.file(path)?.counterSysinits ?? [])
      add(name, {
        path,
        handler: `vnet_${name}_init`,
        subsystem: '',
        order: '',
        through: undefined,
        mentionedIn: path,
        start: 0,
        end: 0,
      });
  }
  return byVariable;
}
