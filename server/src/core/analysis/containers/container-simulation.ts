import { failure, mistake, type ScenarioFailure } from '../../simulator/scenario/scenario-failure.ts';
import { parseScenario } from '../../simulator/scenario/parse-scenario.ts';
import type { Context, ScenarioError, ScenarioPlace, Statement, Word } from '../../simulator/scenario/statement.ts';
import type { SimulatorEvent } from '../../simulator/events.ts';
import type { ModuleFact } from './container-instances.ts';
import { isUnknown } from '../../types/unknown.ts';
import { tokensText } from '../../written/invocations.ts';
import { constructorsOf } from './container-constructors.ts';
import { containerTree, type Container, type ContainerMember, type ContainerTree } from './container-tree.ts';
import { measureContainer } from './container-layout.ts';
import type { Located } from '../workspace/tree-index.ts';
import { extendedUnit } from './vimage-units.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What a member holds: a number as text; undefined where a constructor computes it. */
type Values = ReadonlyMap<ContainerMember, string | undefined>;

interface ContainerVnet {
  readonly name: string;
  readonly values: Values;
}

/**
 * A kernel of 2008 or 2009 with options VIMAGE, as kern/kern_vimage.c of 8-CURRENT ran it: each vnet gets a container
 * of every module, malloc(9)ed full of zeroes, and then the module's constructor. There is no reference copy and no
 * module space. Constructors are not executed: their constants are taken from the source, the rest is "computed by".
 */
export class ContainerSimulation {
  readonly release: string;
  private readonly workspace: Workspace;
  private readonly tree: ContainerTree;
  private readonly modules: readonly Located<ModuleFact>[];

  private constructor(workspace: Workspace, tree: ContainerTree) {
    this.workspace = workspace;
    this.tree = tree;
    this.release = workspace.tree.release.name;
    this.modules = inOrder(tree.modules);
  }

  /** undefined in trees of another era. */
  static open(workspace: Workspace): ContainerSimulation | undefined {
    const tree = containerTree(workspace);
    return tree === undefined ? undefined : new ContainerSimulation(workspace, tree);
  }

  /** Runs a scenario with the statements of this era. Nothing runs if a line cannot be read. */
  run(
    text: string,
    listener: (event: SimulatorEvent, line: number) => void,
    onStatement?: (line: number) => void,
  ): { readonly errors: readonly ScenarioError[]; readonly failure: ScenarioFailure | undefined } {
    const { statements, errors } = parseScenario(text);
    if (errors.length > 0) return { errors, failure: undefined };
    const vnets: ContainerVnet[] = [];
    for (const statement of statements) {
      onStatement?.(statement.line);
      const failed = this.statement(statement, vnets, (event) => {
        listener(event, statement.line);
      });
      if (failed !== undefined) return { errors, failure: failed };
    }
    return { errors, failure: undefined };
  }

  private statement(
    statement: Statement,
    vnets: ContainerVnet[],
    tell: (event: SimulatorEvent) => void,
  ): ScenarioFailure | undefined {
    if (statement.verb !== 'boot' && vnets.length === 0) return mistake(statement, 'the machine is off: boot it first');
    switch (statement.verb) {
      case 'boot':
        vnets.splice(0, vnets.length, this.attach('vnet0', tell));
        return undefined;
      case 'vnet-create':
        if (vnets.some(({ name }) => name === statement.name.text))
          return failure(statement.name, `vnet ${statement.name.text} exists already`);
        vnets.unshift(this.attach(statement.name.text, tell));
        return undefined;
      case 'vnet-destroy': {
        const at = vnets.findIndex(({ name }) => name === statement.name.text);
        if (at < 0) return failure(statement.name, `there is no vnet ${statement.name.text}`);
        vnets.splice(at, 1);
        tell({
          kind: 'note',
          text: `vnet_mod_destructor(): the containers of ${statement.name.text} are freed, the last module's first`,
        });
        return undefined;
      }
      case 'set':
        return this.set(statement, vnets);
      case 'show':
        return this.show(statement, vnets, tell);
      case 'expect':
        return this.expect(statement, vnets, tell);
      default:
        return mistake(
          statement,
          `${statement.verb.replace('-', ' ')} does not exist in a kernel with containers; boot, vnet, set, show and expect do`,
        );
    }
  }

  /** vnet_mod_constructor() for each module, in the order in which they were registered. */
  private attach(name: string, tell: (event: SimulatorEvent) => void): ContainerVnet {
    const values = new Map<ContainerMember, string | undefined>();
    const lines: string[] = [];
    const functions: string[] = [];
    for (const module of this.modules) {
      const container = this.tree.containers.find(({ modules }) => modules.some(({ fact }) => fact === module.fact));
      if (container !== undefined) {
        lines.push(`  struct ${container.tag}: ${this.sizeOf(container)} bytes for ${name}, zeroed`);
        for (const member of container.members) values.set(member, '0');
      }
      const constructor = module.fact.fields.get('vmi_iattach')?.text;
      if (constructor === undefined) continue;
      functions.push(constructor);
      this.construct([module], values);
    }
    tell({ kind: 'shown', what: 'containers', lines, data: lines });
    tell({ kind: 'constructors', vnet: name, why: 'vnet', functions });
    return { name, values };
  }

  /** What a module's constructor, and what it calls, assigns: constants by their values. */
  private construct(modules: readonly Located<ModuleFact>[], values: Map<ContainerMember, string | undefined>): void {
    const facts = [...this.tree.files.facts()].map((one) => ({ ...one, setups: [] }));
    for (const { path, fact } of [...constructorsOf(facts, modules).values()].flat()) {
      const text = this.workspace.files.read(path) ?? '';
      const tokens = this.workspace.frontEnd.preprocessor.tokensOf(path, text);
      for (const { name, value, isSure } of fact.assignments) {
        const member = this.tree.byAccessor.get(name);
        if (member === undefined) continue;
        values.set(member, isSure ? this.constant(path, tokensText(tokens, value.from, value.to)) : undefined);
      }
      for (const { name, start, end } of fact.uses) {
        const member = this.tree.byAccessor.get(name);
        if (
          member !== undefined &&
          /&\s*\(?$/.test(text.slice(Math.max(0, start - 8), start)) &&
          !/^\s*=(?!=)/.test(text.slice(end, end + 8))
        )
          values.set(member, undefined);
      }
    }
  }

  /** An expression's value where the source that holds it ends: its own macros count. */
  private constant(path: string, expression: string): string | undefined {
    const { unit, engine } = extendedUnit(
      this.workspace,
      'vimage',
      path,
      `\nstatic const long vnetscope_value = (long)(${expression});\n`,
    );
    const value = engine.constVariable(unit.interner.intern('vnetscope_value'));
    return value === undefined || isUnknown(value) || value.kind !== 'integer' ? undefined : String(value.value);
  }

  private sizeOf(container: Container): string {
    const layout = measureContainer(this.workspace, container);
    return isUnknown(layout) ? '?' : String(layout.sizeBytes);
  }

  private set(
    { context, path, value }: Extract<Statement, { verb: 'set' }>,
    vnets: ContainerVnet[],
  ): ScenarioFailure | undefined {
    const vnet = chosen(context, path, vnets);
    if ('messages' in vnet) return vnet;
    const member = this.tree.byAccessor.get(path.text);
    if (member === undefined) return failure(path, `no container has a member ${path.text}`);
    vnets[vnets.indexOf(vnet)] = { ...vnet, values: new Map([...vnet.values, [member, value.text]]) };
    return undefined;
  }

  private show(
    { context, what, rest }: Extract<Statement, { verb: 'show' }>,
    vnets: readonly ContainerVnet[],
    tell: (event: SimulatorEvent) => void,
  ): ScenarioFailure | undefined {
    const lines = this.shown(context, what, rest, vnets);
    if ('messages' in lines) return lines;
    tell({ kind: 'shown', what: what.text, lines, data: lines });
    return undefined;
  }

  private shown(
    context: Context,
    what: Word,
    rest: readonly Word[],
    vnets: readonly ContainerVnet[],
  ): readonly string[] | ScenarioFailure {
    if (what.text === 'vnets') return vnets.map(({ name }) => name);
    if (what.text === 'constructors')
      return this.modules.flatMap(({ fact }) => fact.fields.get('vmi_iattach')?.text ?? []);
    const named = what.text === 'vnet' ? rest[0] : undefined;
    const vnet =
      named === undefined
        ? chosen(context, what, vnets)
        : (vnets.find(({ name }) => name === named.text) ?? failure(named, `there is no vnet ${named.text}`));
    if ('messages' in vnet) return vnet;
    if (named !== undefined)
      return [...vnet.values].map(([member, value]) => `V_${member.name} = ${valueText(member, value)}`);
    const member = this.tree.byAccessor.get(what.text);
    if (member === undefined) return failure(what, `no container has a member ${what.text}`);
    const layout = measureContainer(this.workspace, member.container);
    const place = isUnknown(layout) ? undefined : layout.members.get(`_${member.name}`);
    return [
      `${what.text} = ${valueText(member, vnet.values.get(member))}`,
      `    ${member.fact.type}, struct ${member.container.tag}+${place?.offset ?? '?'} in ${vnet.name}`,
    ];
  }

  private expect(
    { context, quantity, comparison, value }: Extract<Statement, { verb: 'expect' }>,
    vnets: readonly ContainerVnet[],
    tell: (event: SimulatorEvent) => void,
  ): ScenarioFailure | undefined {
    const vnet = chosen(context, quantity, vnets);
    if ('messages' in vnet) return vnet;
    const member = this.tree.byAccessor.get(quantity.text);
    const found =
      quantity.text === 'vnets' ? String(vnets.length) : member === undefined ? undefined : vnet.values.get(member);
    if (found === undefined)
      return failure(
        quantity,
        member === undefined
          ? `no container has a member ${quantity.text}`
          : `${quantity.text} is unknown: ${valueText(member, undefined)}`,
      );
    const [left, right] = [Number(found), Number(value.text)];
    const isMet = {
      '==': left === right,
      '!=': left !== right,
      '<': left < right,
      '<=': left <= right,
      '>': left > right,
      '>=': left >= right,
    }[comparison];
    if (!isMet) return failure(quantity, `${quantity.text} is ${found}, not ${comparison} ${value.text}`);
    tell({ kind: 'holds', text: `${quantity.text} ${comparison} ${value.text}` });
    return undefined;
  }
}

function valueText({ fact }: ContainerMember, value: string | undefined): string {
  if (value === undefined) return 'what its constructor computes';
  return value === '0' && /\*|\[|struct|HEAD\(/.test(fact.type) ? 'zeroes' : value;
}

function chosen(context: Context, at: ScenarioPlace, vnets: readonly ContainerVnet[]): ContainerVnet | ScenarioFailure {
  if (context.kind === 'raw' || context.kind === 'cpu')
    return failure(at, 'a container has neither a reference copy nor per-CPU copies');
  const name = context.kind === 'jail' ? context.name.text : 'vnet0';
  return vnets.find((vnet) => vnet.name === name) ?? failure(at, `there is no vnet ${name}`);
}

/** vnet_mod_register(): a module waits for the one that it depends on. */
function inOrder(modules: readonly Located<ModuleFact>[]): readonly Located<ModuleFact>[] {
  const id = ({ fact }: Located<ModuleFact>, field: string): string => fact.fields.get(field)?.text ?? '';
  const done: Located<ModuleFact>[] = [];
  let waiting = [...modules];
  while (waiting.length > 0) {
    const ready = waiting.filter(
      (one) =>
        id(one, 'vmi_dependson') === '' || done.some((other) => id(other, 'vmi_id') === id(one, 'vmi_dependson')),
    );
    if (ready.length === 0) break;
    done.push(...ready);
    waiting = waiting.filter((one) => !ready.includes(one));
  }
  return [...done, ...waiting];
}
