import type { Subject } from '../../text/worked-out.ts';
import type { BodyFact } from './container-bodies.ts';
import type { ContainerAccessorFact, ContainerFacts } from './container-facts.ts';
import { moduleOf, type ModuleFact, type SizeGuardFact, type SymbolRowFact } from './container-instances.ts';
import type { ContainerMacro } from './container-macros.ts';
import type { MemberFact, RecordFact } from './container-records.ts';
import type { ContainerSysctlFact } from './container-sysctls.ts';
import type { VimageMode } from './vimage-modes.ts';
import { ContainerFiles, type PlainGlobal } from './container-files.ts';
import { constructorsOf } from './container-constructors.ts';
import { probeContainerMacros } from './container-probe.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Located } from '../workspace/tree-index.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** One virtualized global of the container era, with everything that belongs to it. */
export interface ContainerMember {
  readonly container: Container;
  /** `ip_defttl`; the member is `_ip_defttl`. */
  readonly name: string;
  readonly path: string;
  readonly fact: MemberFact;
  readonly accessors: readonly Located<ContainerAccessorFact>[];
  /** The plain globals of options VIMAGE_GLOBALS: definitions, and declarations elsewhere. */
  readonly definitions: readonly PlainGlobal[];
  readonly externs: readonly PlainGlobal[];
  readonly rows: readonly Located<SymbolRowFact>[];
  readonly sysctls: readonly Located<ContainerSysctlFact>[];
}

/** `struct vnet_inet` and its machinery. */
export interface Container extends Subject {
  readonly tag: string;
  readonly base: string | undefined;
  readonly instance: string | undefined;
  readonly path: string;
  readonly fact: RecordFact;
  /** Sources that surely see it whole, the likeliest first: it is measured there. */
  readonly homes: readonly string[];
  /** The mode in which this tree compiles it. */
  readonly mode: VimageMode;
  /** Macros that reach its members, and that make its pointer. */
  readonly heads: ReadonlySet<string>;
  readonly inits: ReadonlySet<string>;
  readonly members: readonly ContainerMember[];
  readonly guards: readonly Located<SizeGuardFact>[];
  readonly modules: readonly Located<ModuleFact>[];
}

/** The containers of a tree, as they are now. */
export interface ContainerTree {
  readonly files: ContainerFiles;
  readonly containers: readonly Container[];
  /** By accessor: `V_ip_defttl`. */
  readonly byAccessor: ReadonlyMap<string, ContainerMember>;
  /** By variable: `ip_defttl`; several containers may have one. */
  readonly byName: ReadonlyMap<string, readonly ContainerMember[]>;
  readonly byHead: ReadonlyMap<string, Container>;
  readonly byInit: ReadonlyMap<string, Container>;
  /** Every struct vnet_modinfo, also of modules without a container. */
  readonly modules: readonly Located<ModuleFact>[];
  /** Every V_x that a function names. */
  readonly usedNames: ReadonlySet<string>;
  /** Functions that initialize a new network stack, by name. */
  readonly constructors: ReadonlyMap<string, readonly Located<BodyFact>[]>;
}

/** The containers of a tree, read when they are asked for, and again after an edit. */
export class Containers implements Keeper {
  private readonly workspace: Workspace;
  private readonly files: ContainerFiles;
  private read: { readonly tree: ContainerTree | undefined; readonly inits: ReadonlySet<string> } | undefined;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.files = new ContainerFiles(workspace);
  }

  /** undefined in a tree of another era. */
  get tree(): ContainerTree | undefined {
    return this.answer.tree;
  }

  /**
   * INIT_VNET_INET and its like. The first trees that had them, of late 2008, had no containers yet: there they are
   * empty.
   */
  get inits(): ReadonlySet<string> {
    return this.answer.inits;
  }

  forget(change: TreeChange): void {
    if (!change.putsBack('tokens')) return;
    this.files.forget(change);
    this.read = undefined;
  }

  private get answer(): NonNullable<Containers['read']> {
    const { workspace, files } = this;
    if (!workspace.files.isFile(workspace.inSys('sys/vimage.h'))) return { tree: undefined, inits: new Set() };
    if (this.read === undefined) {
      const tree = readContainers(workspace, files);
      const macros = [...files.facts()].flatMap(({ path, macros: own }) =>
        path.endsWith('.h') ? own.map(({ name }) => name) : [],
      );
      const inits = new Set([
        ...(tree?.byInit.keys() ?? []),
        ...macros.filter((name) => name.startsWith('INIT_VNET_')),
      ]);
      this.read = { tree, inits };
    }
    return this.read;
  }
}

/** The containers of the tree; undefined in a tree of another era. */
export function containerTree(workspace: Workspace): ContainerTree | undefined {
  return workspace.keeper(Containers).tree;
}

function readContainers(workspace: Workspace, files: ContainerFiles): ContainerTree | undefined {
  const all = [...files.facts()];
  const macros = containerMacros(workspace, all);
  const heads = macros.filter(({ role }) => role === 'member');
  const inits = macros.filter(({ role }) => role === 'init');
  const located = <T>(pick: (facts: ContainerFacts) => readonly T[]): Located<T>[] =>
    all.flatMap((facts) => pick(facts).map((fact) => ({ path: facts.path, fact })));
  const modules = modulesOf(all);
  const records = located(({ records: found }) => found);
  const containers: Container[] = [];
  const instances = new Map(heads.map((head) => [head.instance ?? head.base ?? '', head]));
  for (const head of instances.values()) {
    const tag =
      inits.find((init) => init.base !== undefined && init.base === head.base)?.tag ??
      instanceTag(workspace, all, head) ??
      head.base ??
      head.instance?.replace(/_0$/, '');
    const record = records.find(({ fact }) => fact.tag === tag);
    if (tag === undefined || record === undefined || containers.some((one) => one.tag === tag)) continue;
    const own = heads.filter((one) => one.instance === head.instance && one.base === head.base);
    containers.push(
      assemble(
        all,
        modules,
        record,
        head,
        new Set(own.map(({ name }) => name)),
        new Set(inits.filter((init) => init.tag === tag).map(({ name }) => name)),
      ),
    );
  }
  if (containers.length === 0) return undefined;
  const names = new Set(
    containers.flatMap(({ members, instance }) => [
      ...members.map(({ name }) => name),
      ...(instance === undefined ? [] : [instance]),
    ]),
  );
  return finish(
    files,
    containers.map((container) => withGlobals(container, files, names)),
    modules,
    all,
  );
}

/**
 * Macros that accessors go through, and the other macros of one parameter beside them, as far as they are a
 * container's.
 */
function containerMacros(workspace: Workspace, all: readonly ContainerFacts[]): readonly ContainerMacro[] {
  const used = new Set(
    all.flatMap(({ accessors }) =>
      accessors.filter(({ name, head }) => name.startsWith('V_') && !workspace.roles.has(head)).map(({ head }) => head),
    ),
  );
  const homes = all.filter(({ path, macros }) => path.endsWith('.h') && macros.some(({ name }) => used.has(name)));
  return homes.flatMap(({ path, macros }) =>
    probeContainerMacros(workspace, path, [...new Map(macros.map((macro) => [macro.name, macro])).values()]),
  );
}

/** What stands before the one instance's name in its declaration: `struct vnet_inet vnet_inet_0`. */
function instanceTag(
  workspace: Workspace,
  all: readonly ContainerFacts[],
  { instance }: ContainerMacro,
): string | undefined {
  if (instance === undefined) return undefined;
  for (const { path } of all) {
    const tokens = workspace.frontEnd.preprocessor.lastTokensOf(path);
    if (tokens?.text.includes(instance) !== true) continue;
    const tag = new RegExp(`\\bstruct\\s+(\\w+)\\s+${instance}\\b`).exec(tokens.text)?.[1];
    if (tag !== undefined) return tag;
  }
  return undefined;
}

/** Modules, written out or through a macro. */
function modulesOf(all: readonly ContainerFacts[]): readonly Located<ModuleFact>[] {
  const macros = new Map(all.flatMap(({ moduleMacros }) => moduleMacros.map((macro) => [macro.name, macro] as const)));
  return all.flatMap(({ path, modules, moduleInvocations }) =>
    [
      ...modules,
      ...moduleInvocations.flatMap((invocation) => {
        const macro = macros.get(invocation.macro);
        return macro === undefined ? [] : [moduleOf(invocation, macro)];
      }),
    ].map((fact) => ({ path, fact })),
  );
}

/** It says so by its size, or, before modules had one, by its name. */
function isModuleOf({ fields }: ModuleFact, tag: string): boolean {
  const size = fields.get('vmi_size')?.text;
  return size === undefined
    ? `vnet_${fields.get('vmi_name')?.text.replace(/"/g, '') ?? ''}` === tag
    : new RegExp(`\\b${tag}\\b`).test(size);
}

function assemble(
  all: readonly ContainerFacts[],
  everyModule: readonly Located<ModuleFact>[],
  { path, fact }: Located<RecordFact>,
  head: ContainerMacro,
  heads: ReadonlySet<string>,
  inits: ReadonlySet<string>,
): Container {
  const located = <T>(pick: (facts: ContainerFacts) => readonly T[]): Located<T>[] =>
    all.flatMap((facts) => pick(facts).map((one) => ({ path: facts.path, fact: one })));
  const accessors = located((facts) => facts.accessors).filter((one) => heads.has(one.fact.head));
  const modules = everyModule.filter((one) => isModuleOf(one.fact, fact.tag));
  const maps = new Set(modules.map((one) => one.fact.fields.get('vmi_symmap')?.text));
  const rows = located((facts) => facts.rows).filter((one) => maps.has(one.fact.map));
  const sysctls = located((facts) => facts.sysctls).filter((one) => one.fact.container === fact.tag);
  const members: ContainerMember[] = [];
  const container: Container = {
    tag: fact.tag,
    base: head.base,
    instance: head.instance,
    path,
    fact,
    homes: usersOf(all, inits, new Set(accessors.map((one) => one.fact.name))),
    mode: head.base === undefined && head.instance !== undefined ? 'static' : 'vimage',
    heads,
    inits,
    members,
    modules,
    guards: located((facts) => facts.guards).filter((one) => one.fact.tag === fact.tag),
  };
  for (const member of fact.members) {
    const { name } = member;
    members.push({
      container,
      name,
      path,
      fact: member,
      definitions: [],
      externs: [],
      accessors: accessors.filter((one) => one.fact.member === name),
      rows: rows.filter((one) => one.fact.member === name),
      sysctls: sysctls.filter((one) => one.fact.member === name),
    });
  }
  return container;
}

/** How many users of a container are tried. */
const USERS = 3;

/** The first sources that make its pointer or use its members. */
function usersOf(
  all: readonly ContainerFacts[],
  inits: ReadonlySet<string>,
  accessors: ReadonlySet<string>,
): readonly string[] {
  const isUser = ({ path, bodies }: ContainerFacts): boolean =>
    path.endsWith('.c') &&
    bodies.some(
      ({ macros, uses }) =>
        macros.some(({ macro }) => inits.has(macro)) && uses.some(({ name }) => accessors.has(name)),
    );
  return all
    .filter(isUser)
    .slice(0, USERS)
    .map(({ path }) => path);
}

/**
 * The plain globals of its members. A static object outside VIMAGE_GLOBALS belongs to a member only where the file uses
 * that member: drivers have globals of their own.
 */
function withGlobals(container: Container, files: ContainerFiles, names: ReadonlySet<string>): Container {
  const byName = new Map<string, PlainGlobal[]>();
  for (const global of files.plainGlobals(names))
    byName.set(global.name.name, [...(byName.get(global.name.name) ?? []), global]);
  const members: ContainerMember[] = [];
  const definers = (byName.get(container.instance ?? '') ?? []).filter(
    ({ path, name }) => path.endsWith('.c') && name.isDefinition,
  );
  const made: Container = {
    ...container,
    members,
    homes: [...new Set([...definers, ...container.modules].map(({ path }) => path).concat(container.homes))],
  };
  for (const member of container.members) {
    const accessors = new Set(member.accessors.map(({ fact }) => fact.name));
    const isOurs = ({ path, name, modes }: PlainGlobal): boolean =>
      !name.isStatic ||
      modes === 1 ||
      files.factsOf(path)?.bodies.some(({ uses }) => uses.some((use) => accessors.has(use.name))) === true;
    const globals = (byName.get(member.name) ?? []).filter(isOurs);
    members.push({
      ...member,
      container: made,
      definitions: globals.filter(({ name }) => name.isDefinition),
      externs: globals.filter(({ name }) => !name.isDefinition),
    });
  }
  return made;
}

function finish(
  files: ContainerFiles,
  containers: readonly Container[],
  modules: readonly Located<ModuleFact>[],
  all: readonly ContainerFacts[],
): ContainerTree {
  const members = containers.flatMap((container) => container.members);
  const byName = new Map<string, ContainerMember[]>();
  for (const member of members) byName.set(member.name, [...(byName.get(member.name) ?? []), member]);
  return {
    files,
    containers,
    byName,
    modules,
    usedNames: new Set(all.flatMap(({ bodies }) => bodies.flatMap(({ uses }) => uses.map((use) => use.name)))),
    constructors: constructorsOf(all, modules),
    byAccessor: new Map(members.flatMap((member) => member.accessors.map(({ fact }) => [fact.name, member] as const))),
    byHead: new Map(containers.flatMap((container) => [...container.heads].map((head) => [head, container] as const))),
    byInit: new Map(containers.flatMap((container) => [...container.inits].map((init) => [init, container] as const))),
  };
}
