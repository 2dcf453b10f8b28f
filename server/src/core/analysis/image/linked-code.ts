import { addTo } from '../../collections/multimap.ts';
import { getOrMake } from '../../collections/get-or-make.ts';
import { effectsOfTokens, type FileEffects, type FunctionEffects } from '../../flow/function-effects.ts';
import { M_BUILTIN } from '../../preprocessor/macro.ts';
import { EffectFiles } from './effect-files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A function or a macro that a closure reaches. */
export interface ReachedCode {
  /** Where it is defined. */
  readonly path: string;
  readonly name: string;
  readonly effects: Pick<FunctionEffects, 'calls' | 'memberCalls' | 'writes' | 'passes' | 'hands' | 'mentions'> &
    Partial<Pick<FunctionEffects, 'localCalls' | 'parameters' | 'arity'>>;
  /** Of a macro: names of its parameters. */
  readonly macroParameters?: readonly number[];
}

/** Accessors that name a virtualized global between parentheses. */
export const ACCESS: ReadonlySet<string> = new Set(['VNET', 'VNET_NAME', 'VNET_PTR', 'VNET_VNET', 'VNET_VNET_PTR']);

/** Macros that call the handlers of an event. */
const INVOKES = /^(?:_?EVENTHANDLER_(?:DIRECT_)?INVOKE|EVENTHANDLER_FAST_INVOKE)$/;

/** Functions and macros that keep what they are handed for a timer, a thread, an interrupt, an event or a shutdown. */
export const PUTS_OFF =
  /^(?:callout_(?:reset|schedule)\w*|(?:TIMEOUT_)?TASK_INIT(?:_FLAGS)?|NET_TASK_INIT|GTASK_INIT|GROUPTASK_INIT|kproc_\w+|kthread_\w+|kproc_kthread_add|swi_add|intr_event_\w+|bus_setup_intr|EVENTHANDLER_\w+|eventhandler_\w+|VNET_GLOBAL_EVENTHANDLER_\w+|timeout\w*|shutdown_\w+|sysctl_add_oid|SYSCTL_ADD_\w+|config_intrhook_\w+|fork_exit|cpu_fork_kthread_handler|\w*_set_(?:handler|callback))$/;

/** A function's address is not handed on from member to member more often. */
const MOST_HOPS = 2;

/** Drivers: pointers lead into them, and out of them, when they have a device. */
const DRIVERS = /(?:^|\/)sys\/(?:dev|ofed|contrib\/dev|x86\/pci)\//;

/**
 * The functions of the objects that are linked together, and what each may call, from their own tokens: static
 * functions of a file before global ones, and where several could be meant all of them; a call of a member or of a
 * variable means every function that is assigned to one of that name. Macros count as functions.
 */
export class LinkedCode {
  readonly workspace: Workspace;
  private readonly sources: string[];
  readonly isModelled: (name: string) => boolean;
  files: Map<string, FileEffects> | undefined;
  readonly statics = new Map<string, Map<number, FunctionEffects[]>>();
  private readonly found = new Map<string, Map<number, readonly ReachedCode[]>>();
  private readonly reaching = new Map<ReachedCode['effects'], readonly (readonly [path: string, id: number])[]>();
  readonly globals = new Map<number, { readonly path: string; readonly effects: FunctionEffects }[]>();
  /** What is assigned to a member, with the file that names it so. */
  private readonly members = new Map<number, (readonly [path: string, id: number])[]>();
  private readonly targets = new Map<number, readonly (readonly [path: string, id: number])[]>();
  private readonly aliases = new Map<number, Set<number>>();
  /** What is assigned to a variable, with the file that names it so. */
  private readonly pointers = new Map<number, (readonly [path: string, id: number])[]>();
  private readonly handed = new Map<string, Map<string, readonly [path: string, id: number]>>();
  private calledWith:
    | Map<
        number,
        { readonly path: string; readonly by: FunctionEffects; readonly name: number; readonly index: number }[]
      >
    | undefined;
  /** Members whose value a variable is given. */
  private readonly loads = new Map<number, (readonly [path: string, member: number])[]>();
  readonly events = new Map<number, (readonly [path: string, name: number])[]>();
  readonly macros = new Map<number, ReachedCode[]>();
  private macroCount = 1;
  /** Macros that access the virtualized global which an argument names: VNET_PCPUSTAT_ALLOC(tcpstat, ...). */
  readonly accessing = new Set<number>();
  readonly variables = new Map<number, string[]>();
  private readonly calling = new Map<string, boolean>();
  /** Counts how often what is linked, or a macro that is known, has become more. */
  version = 0;

  /**
   * @param sources of the kernel's objects, and of modules that are loaded.
   * @param isModelled tells functions that do nothing but what a model says: they are not followed.
   */
  constructor(workspace: Workspace, sources: readonly string[], isModelled: (name: string) => boolean = () => false) {
    this.workspace = workspace;
    this.isModelled = isModelled;
    this.sources = [...sources];
  }

  /** Links more sources. */
  add(sources: readonly string[]): void {
    this.sources.push(...sources);
    const { files } = this;
    if (files === undefined) return;
    this.workspace.keeper(EffectFiles).expect(sources);
    for (const path of sources) if (!files.has(path)) this.read(path, files);
    this.targets.clear();
    this.handed.clear();
    this.calledWith = undefined;
    this.calling.clear();
    this.found.clear();
    this.reaching.clear();
    this.version++;
  }

  /** Functions that a member may hold: what is assigned to it, or to a member that is assigned to it. */
  targetsOf(member: number): readonly (readonly [path: string, id: number])[] {
    const known = this.targets.get(member);
    if (known !== undefined) return known;
    const found: (readonly [string, number])[] = [];
    const seen = new Set<number>([member]);
    let waiting = [member];
    for (let hops = 0; waiting.length > 0 && hops <= MOST_HOPS; hops++) {
      const next: number[] = [];
      for (const one of waiting) {
        for (const target of this.members.get(one) ?? []) {
          found.push(target);
          // A parameter: what the functions of its file are handed.
          if (!this.isFunction(...target)) found.push(...this.heldBy(...target));
        }
        for (const other of this.aliases.get(one) ?? []) {
          if (seen.has(other)) continue;
          seen.add(other);
          next.push(other);
        }
      }
      waiting = next;
    }
    this.targets.set(member, found);
    return found;
  }

  /** What a parameter of that name of a file's functions may hold. */
  private heldBy(path: string, parameter: number): readonly (readonly [path: string, id: number])[] {
    return (this.files?.get(path)?.functions ?? []).flatMap(({ name, isStatic, parameters }) => {
      const index = parameters.indexOf(parameter);
      return index < 0 ? [] : [...this.handedTo(isStatic ? path : undefined, name, index).values()];
    });
  }

  /** Functions that a function is handed, from wherever; `path`: of a static one. */
  private handedTo(
    path: string | undefined,
    called: number,
    index: number,
  ): ReadonlyMap<string, readonly [path: string, id: number]> {
    const key = `${path ?? ''}\n${called}\n${index}`;
    const known = this.handed.get(key);
    if (known !== undefined) return known;
    const found = new Map<string, readonly [string, number]>();
    this.handed.set(key, found);
    if (this.calledWith === undefined) {
      this.calledWith = new Map();
      for (const [at, { functions }] of this.files ?? [])
        for (const by of functions)
          for (const [name, to, i] of by.hands) {
            addTo(this.calledWith, to, { path: at, by, name, index: i });
          }
    }
    for (const one of this.calledWith.get(called) ?? []) {
      if (one.index !== index || (path !== undefined && one.path !== path)) continue;
      if (this.isFunction(one.path, one.name)) found.set(`${one.path} ${one.name}`, [one.path, one.name]);
      else {
        const through = one.by.parameters.indexOf(one.name);
        if (through < 0) continue;
        for (const [id, held] of this.handedTo(one.by.isStatic ? one.path : undefined, one.by.name, through))
          found.set(id, held);
      }
    }
    return found;
  }

  /** What code may call: by name, through a member, through a variable, and what it hands to functions that may. */
  reached(code: ReachedCode): readonly (readonly [path: string, id: number])[] {
    return getOrMake(this.reaching, code.effects, () => this.findReached(code));
  }

  private findReached({ path, effects }: ReachedCode): readonly (readonly [path: string, id: number])[] {
    const { interner } = this.workspace.frontEnd;
    const found: (readonly [string, number])[] = [];
    for (const called of effects.calls) {
      found.push([path, called]);
      if (this.isFunction(path, called)) continue;
      const isLocal = effects.localCalls?.has(called) === true;
      for (const target of this.pointers.get(called) ?? [])
        if (target[0] === path || (!isLocal && this.variables.has(called))) found.push(target);
      for (const [at, member] of this.loads.get(called) ?? [])
        if (at === path || (!isLocal && this.variables.has(called))) found.push(...this.targetsOf(member));
    }
    for (const [member, counts] of DRIVERS.test(path) ? [] : effects.memberCalls)
      found.push(...this.targetsOf(member).filter((target) => !DRIVERS.test(target[0]) && this.takes(target, counts)));
    for (const [passed, to] of effects.passes) {
      if ([...to].some((called) => INVOKES.test(interner.spelling(called))))
        found.push(...(this.events.get(passed) ?? []));
    }
    for (const [name, called, index] of effects.hands)
      if (this.isFunction(path, name) && this.mayCall(path, called, index)) found.push([path, name]);
    return found;
  }

  /** Whether a function may be called with one of these numbers of arguments. */
  private takes([path, id]: readonly [path: string, id: number], counts: ReadonlySet<number>): boolean {
    return this.meant(path, id).some(
      ({ effects, macroParameters }) =>
        macroParameters !== undefined || effects.arity === undefined || counts.has(effects.arity),
    );
  }

  isFunction(path: string, id: number): boolean {
    return this.statics.get(path)?.has(id) === true || this.globals.has(id);
  }

  /** Whether what is called may call its argument before it comes back, itself or through what it hands it to. */
  private mayCall(path: string, called: number, index: number): boolean {
    const spelling = this.workspace.frontEnd.interner.spelling(called);
    if (called === 0 || PUTS_OFF.test(spelling) || this.isModelled(spelling)) return false;
    const isOwn = this.statics.get(path)?.has(called) === true;
    const key = `${isOwn ? path : ''}\n${called}\n${index}`;
    const known = this.calling.get(key);
    if (known !== undefined) return known;
    this.calling.set(key, false);
    const meant = this.meant(path, called);
    const answer =
      // A macro of a source's own assigns, as FileEffects.members has it.
      (meant.length === 0 && !/^[A-Z][A-Z0-9_]*$/.test(spelling)) ||
      meant.some((code) => {
        const { effects, macroParameters } = code;
        const names = macroParameters ?? effects.parameters ?? [];
        const parameter = names[Math.min(index, macroParameters === undefined ? index : names.length - 1)];
        if (parameter === undefined || parameter === 0) return true;
        return (
          effects.calls.has(parameter) ||
          effects.hands.some(([name, to, at]) => name === parameter && this.mayCall(code.path, to, at))
        );
      });
    this.calling.set(key, answer);
    return answer;
  }

  meant(path: string, id: number): readonly ReachedCode[] {
    const ofPath = getOrMake(this.found, path, () => new Map<number, readonly ReachedCode[]>());
    return getOrMake(ofPath, id, () => this.findMeant(path, id));
  }

  private findMeant(path: string, id: number): readonly ReachedCode[] {
    const { interner } = this.workspace.frontEnd;
    const name = interner.spelling(id);
    const own = this.statics.get(path)?.get(id);
    if (own !== undefined) return own.map((effects) => ({ path, name, effects }));
    const macros = this.macros.get(id);
    if (macros !== undefined) return macros;
    return (this.globals.get(id) ?? []).map(({ path: at, effects }) => ({ path: at, name, effects }));
  }

  load(): void {
    const { workspace } = this;
    const { preprocessor } = workspace.frontEnd;
    if (this.files === undefined) {
      const files = new Map<string, FileEffects>();
      this.files = files;
      workspace.keeper(EffectFiles).expect(this.sources);
      for (const path of this.sources) this.read(path, files);
      for (const macro of preprocessor.environment.macros) {
        const path = macro?.file.path;
        if (path?.endsWith('.h') === true && !files.has(path)) this.read(path, files);
      }
    }
    // Macros come to light with the units that are translated.
    const { macros } = preprocessor.environment;
    const before = this.macroCount;
    for (; this.macroCount < macros.length; this.macroCount++) {
      const macro = macros[this.macroCount];
      if (macro === undefined || macro.kind === M_BUILTIN) continue;
      const effects = effectsOfTokens(macro.file, macro.from, macro.to);
      if (
        effects.calls.size === 0 &&
        effects.writes.size === 0 &&
        effects.memberCalls.size === 0 &&
        macro.parameters.length === 0
      )
        continue;
      const made: ReachedCode = {
        path: macro.file.path,
        name: preprocessor.interner.spelling(macro.name),
        effects,
        macroParameters: macro.parameters,
      };
      addTo(this.macros, macro.name, made);
    }
    if (this.macroCount > before) {
      this.findAccessing();
      this.found.clear();
      this.reaching.clear();
      this.version++;
    }
  }

  private findAccessing(): void {
    const { interner } = this.workspace.frontEnd;
    for (let grows = true; grows;) {
      grows = false;
      for (const [id, made] of this.macros) {
        if (this.accessing.has(id) || ACCESS.has(interner.spelling(id))) continue;
        const accesses = made.some(({ effects }) =>
          [...effects.passes.values()].some((to) =>
            [...to].some((called) => this.accessing.has(called) || ACCESS.has(interner.spelling(called))),
          ),
        );
        if (!accesses || made.every(({ name }) => name.startsWith('V_'))) continue;
        this.accessing.add(id);
        grows = true;
      }
    }
  }

  private read(path: string, files: Map<string, FileEffects>): void {
    const effects = this.workspace.keeper(EffectFiles).read(path);
    if (effects === undefined) return;
    files.set(path, effects);
    if (!path.endsWith('.h')) {
      for (const name of effects.variables) {
        addTo(this.variables, name, path);
      }
    }
    const isHeader = path.endsWith('.h');
    for (const one of effects.functions) {
      if (one.isStatic && !isHeader) {
        const own = getOrMake(this.statics, path, () => new Map<number, FunctionEffects[]>());
        addTo(own, one.name, one);
      } else {
        addTo(this.globals, one.name, { path, effects: one });
      }
    }
    for (const [member, other] of effects.aliases) {
      const known = this.aliases.get(member);
      if (known === undefined) this.aliases.set(member, new Set([other]));
      else known.add(other);
    }
    for (const [variable, member] of effects.loads) {
      addTo(this.loads, variable, [path, member]);
    }
    for (const [variable, name] of effects.pointers) {
      addTo(this.pointers, variable, [path, name]);
    }
    for (const [event, name] of effects.events) {
      addTo(this.events, event, [path, name]);
    }
    for (const [member, name] of effects.members) {
      addTo(this.members, member, [path, name]);
    }
  }
}
