import { effectsOfTokens, type FileEffects, type FunctionEffects } from '../../flow/function-effects.ts';
import { M_BUILTIN } from '../../preprocessor/macro.ts';
import { EffectFiles } from './effect-files.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A function or a macro that a closure reaches. */
export interface ReachedCode {
  /** Where it is defined. */
  readonly path: string;
  readonly name: string;
  readonly effects: Pick<FunctionEffects, 'calls' | 'memberCalls' | 'writes' | 'passes' | 'mentions'>;
}

/** Code that writes something; `isPassed`: it hands it to a function, which writes it if it is an array. */
export interface WritingCode extends ReachedCode {
  readonly isPassed: boolean;
}

/** Everything that some functions may do, by name. */
export interface Closure {
  readonly code: readonly ReachedCode[];
  /**
   * Who writes an identifier: a name as it is written in the source, `V_x` or `maxsockets`; the first that was found.
   */
  readonly writers: ReadonlyMap<string, WritingCode>;
}

/** Sources that register with one. */
const MOST_REGISTERING = 20;

/** Accessors that name a virtualized global between parentheses. */
const ACCESS: ReadonlySet<string> = new Set(['VNET', 'VNET_NAME', 'VNET_PTR', 'VNET_VNET', 'VNET_VNET_PTR']);

/** Macros that read what they are handed. */
const READS =
  /^(?:malloc|free|mallocarray|realloc|KASSERT|MPASS|VNET_ASSERT|CURVNET_SET\w*|VNET_FOREACH|(?:CK_)?(?:TAILQ|LIST|STAILQ|SLIST)_(?:FOREACH|FIRST|NEXT|EMPTY)\w*|atomic_load_\w+|SYSCTL_OUT|imin|imax|min|max|MIN|MAX|htons|htonl|ntohs|ntohl|roundup\w*|howmany|nitems|powerof2|__predict_\w+|IF_\w*ASSERT\w*|CTR\d|SDT_PROBE\d|bootverbose|if|while|for|switch|return|sizeof|VNET_PCPUSTAT_(?:ADD|FETCH)|counter_u64_\w+)$/;

/**
 * What the functions of the objects that are linked together could write and call, from their own tokens: static
 * functions of a file before global ones, and where several could be meant all of them; a call of a member means every
 * function that is assigned to a member of that name. Macros count as functions.
 */
export class LinkedEffects {
  private readonly workspace: Workspace;
  private readonly sources: readonly string[];
  private readonly isModelled: (name: string) => boolean;
  private files: ReadonlyMap<string, FileEffects> | undefined;
  private readonly statics = new Map<string, FunctionEffects[]>();
  private readonly globals = new Map<number, { readonly path: string; readonly effects: FunctionEffects }[]>();
  /** What is assigned to a member, with the file that names it so. */
  private readonly members = new Map<number, (readonly [path: string, id: number])[]>();
  private readonly targets = new Map<number, readonly (readonly [path: string, id: number])[]>();
  private readonly aliases = new Map<number, Set<number>>();
  private readonly events = new Map<number, (readonly [path: string, name: number])[]>();
  private readonly macros = new Map<number, ReachedCode[]>();
  private macroCount = 1;
  private readonly sysinitMacros = new Map<number, boolean>();
  /** Macros that access the virtualized global which an argument names: VNET_PCPUSTAT_ALLOC(tcpstat, ...). */
  private readonly accessing = new Set<number>();
  private readonly variables = new Map<number, string[]>();
  private readonly closures = new Map<string, Closure>();

  /**
   * @param sources of the kernel's objects, and of modules that are loaded.
   * @param isModelled tells functions that do nothing but what a model says: they are not followed.
   */
  constructor(workspace: Workspace, sources: readonly string[], isModelled: (name: string) => boolean = () => false) {
    this.workspace = workspace;
    this.isModelled = isModelled;
    this.sources = sources;
  }

  /** Everything that `roots` (functions, each with the file that names it) may do. */
  closure(roots: readonly (readonly [path: string, name: string])[]): Closure {
    const key = roots.map((root) => root.join(' ')).join('\n');
    let known = this.closures.get(key);
    if (known === undefined) this.closures.set(key, (known = this.work(roots)));
    return known;
  }

  /** Functions that a member may hold: what is assigned to it, or to a member that is assigned to it. */
  private targetsOf(member: number): readonly (readonly [path: string, id: number])[] {
    const known = this.targets.get(member);
    if (known !== undefined) return known;
    const found: (readonly [string, number])[] = [];
    const seen = new Set<number>([member]);
    const waiting = [member];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      found.push(...(this.members.get(next) ?? []));
      for (const other of this.aliases.get(next) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        waiting.push(other);
      }
    }
    this.targets.set(member, found);
    return found;
  }

  /** Functions that are called when an event is announced: EVENTHANDLER_REGISTER(event, function, ...). */
  eventHandlers(event: string): readonly (readonly [path: string, name: string])[] {
    this.load();
    const id = this.workspace.frontEnd.interner.intern(event);
    return (this.events.get(id) ?? []).map(
      ([path, name]) => [path, this.workspace.frontEnd.interner.spelling(name)] as const,
    );
  }

  /** Functions of a file that name something as a value. */
  mentioning(path: string, name: string): readonly string[] {
    this.load();
    const { interner } = this.workspace.frontEnd;
    const id = interner.intern(name);
    return (this.files?.get(path)?.functions ?? []).flatMap((one) =>
      one.mentions.has(id) ? [interner.spelling(one.name)] : [],
    );
  }

  /** Files that define a global function `name`. */
  definers(name: string): readonly string[] {
    this.load();
    return (this.globals.get(this.workspace.frontEnd.interner.intern(name)) ?? []).map(({ path }) => path);
  }

  /** Sources that may define a global variable `name`. */
  variableDefiners(name: string): readonly string[] {
    this.load();
    return this.variables.get(this.workspace.frontEnd.interner.intern(name)) ?? [];
  }

  /**
   * Functions that boot calls, as far as tokens tell: SYSINIT and the macros that use it, and modules' event handlers.
   */
  bootRoots(except: ReadonlySet<string>): readonly (readonly [path: string, name: string])[] {
    this.load();
    const { interner } = this.workspace.frontEnd;
    const isRoot = (path: string, id: number): boolean =>
      this.statics.has(`${path}\n${id}`) || this.globals.get(id)?.some(({ path: at }) => !at.endsWith('.h')) === true;
    const roots: (readonly [string, string])[] = [];
    // What machine code calls before and beside mi_startup(): hammer_time(), initarm() ...
    for (const { source } of this.workspace.kernel.objects) {
      const text = source.endsWith('.S') ? this.workspace.files.read(source) : undefined;
      if (text?.includes('mi_startup') !== true) continue;
      for (const name of new Set(text.match(/[A-Za-z_]\w*/g)))
        if (name !== 'mi_startup' && isRoot('', interner.intern(name))) roots.push([source, name]);
    }
    for (const [path, { invocations, moduleHandlers }] of this.files ?? []) {
      if (except.has(path) || path.endsWith('.h')) continue;
      const add = (id: number): void => {
        if (isRoot(path, id)) roots.push([path, interner.spelling(id)]);
      };
      for (const handler of moduleHandlers) add(handler);
      for (const [macro, names] of invocations) {
        // Constructors of vnets are run, and their destructors not at boot.
        const role = this.workspace.roles.get(interner.spelling(macro))?.role;
        if (
          role === 'sysinit' ||
          role === 'sysuninit' ||
          /^(?:VNET_)?\w*SYSUNINIT$/.test(interner.spelling(macro)) ||
          !this.isSysinit(macro)
        )
          continue;
        for (const name of names) add(name);
        // What a wrapper hands to SYSUNINIT alone is not called at boot.
        for (const { effects } of this.macros.get(macro) ?? [])
          for (const name of effects.mentions) if (!this.isUninit(effects.passes.get(name))) add(name);
      }
    }
    return roots;
  }

  /**
   * Sources that hand boot a function of `kept`, or of a source that `kept` and it call each other or whose variables
   * `kept` looks at: what they register there is asked for by those. The sources of those functions are among them.
   */
  registering(kept: ReadonlySet<string>): readonly string[] {
    this.load();
    const near = new Set(kept);
    const calledBy = (path: string): ReadonlySet<string> =>
      new Set(
        (this.files?.get(path)?.functions ?? []).flatMap(({ calls }) =>
          [...calls].flatMap((id) =>
            this.statics.has(`${path}\n${id}`) || this.macros.has(id)
              ? []
              : (this.globals.get(id) ?? []).map((one) => one.path),
          ),
        ),
      );
    const called = new Set([...kept].flatMap((path) => [...calledBy(path)]));
    for (const path of called)
      if (!path.endsWith('.h') && [...calledBy(path)].some((other) => kept.has(other))) near.add(path);
    const mentioned = new Set(
      [...kept].flatMap((path) => (this.files?.get(path)?.functions ?? []).flatMap(({ mentions }) => [...mentions])),
    );
    for (const [name, paths] of this.variables)
      if (mentioned.has(name) && paths.length === 1) for (const path of paths) near.add(path);
    const groups = new Map<string, Set<string>>();
    for (const [path, name] of this.bootRoots(kept)) {
      const id = this.workspace.frontEnd.interner.intern(name);
      if (!path.endsWith('.c')) continue;
      const join = (definer: string): void => {
        const known = groups.get(definer);
        if (known === undefined) groups.set(definer, new Set([definer, path]));
        else known.add(path);
      };
      const [definer, ...others] = this.statics.has(`${path}\n${id}`) ? [] : (this.globals.get(id) ?? []);
      if (definer !== undefined && others.length === 0 && definer.path !== path && near.has(definer.path))
        join(definer.path);
      // Its own function that calls one there.
      for (const { calls } of this.statics.get(`${path}\n${id}`) ?? (definer?.path === path ? [definer.effects] : [])) {
        for (const called of calls) {
          const [callee, ...more] =
            this.statics.has(`${path}\n${called}`) || this.macros.has(called) ? [] : (this.globals.get(called) ?? []);
          if (callee !== undefined && more.length === 0 && callee.path !== path && kept.has(callee.path))
            join(callee.path);
        }
      }
    }
    // What hundreds of sources register with serves all of the kernel: malloc types, drivers.
    const found = new Set(
      [...groups.values()].flatMap((sources) => (sources.size > MOST_REGISTERING ? [] : [...sources])),
    );
    return [...found];
  }

  /** Event handlers of modules that a source declares. */
  moduleHandlers(path: string): readonly string[] {
    this.load();
    return (this.files?.get(path)?.moduleHandlers ?? []).map((id) => this.workspace.frontEnd.interner.spelling(id));
  }

  private isUninit(passedTo: ReadonlySet<number> | undefined): boolean {
    return (
      passedTo !== undefined &&
      passedTo.size > 0 &&
      [...passedTo].every((called) =>
        /^(?:C_|VNET_)?SYSUNINIT$/.test(this.workspace.frontEnd.interner.spelling(called)),
      )
    );
  }

  /** True for SYSINIT, and for macros whose replacement uses one that is. */
  private isSysinit(macro: number, depth = 0): boolean {
    const spelling = this.workspace.frontEnd.interner.spelling(macro);
    if (/^(C_)?SYSINIT$|^DECLARE_MODULE/.test(spelling)) return true;
    let known = this.sysinitMacros.get(macro);
    if (known === undefined && depth < 8) {
      this.sysinitMacros.set(macro, false);
      known =
        this.macros
          .get(macro)
          ?.some(({ effects }) => [...effects.calls].some((called) => this.isSysinit(called, depth + 1))) === true;
      this.sysinitMacros.set(macro, known);
    }
    return known === true;
  }

  private work(roots: readonly (readonly [string, string])[]): Closure {
    this.load();
    const { interner } = this.workspace.frontEnd;
    const seen = new Set<unknown>();
    const code: ReachedCode[] = [];
    const writers = new Map<string, WritingCode>();
    const waiting: (readonly [path: string, id: number])[] = roots.map(([path, name]) => [path, interner.intern(name)]);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [path, id] = next;
      for (const found of this.meant(path, id)) {
        if (seen.has(found.effects)) continue;
        seen.add(found.effects);
        // An accessor is no code of its own.
        if (this.isModelled(found.name) || found.name.startsWith('V_')) continue;
        code.push(found);
        const { calls, memberCalls, writes, passes } = found.effects;
        for (const called of calls) waiting.push([found.path, called]);
        for (const member of memberCalls) waiting.push(...this.targetsOf(member));
        const write = (name: string, isPassed = false): void => {
          const known = writers.get(name);
          if (known === undefined || (known.isPassed && !isPassed)) writers.set(name, { ...found, isPassed });
        };
        for (const written of writes) write(interner.spelling(written));
        for (const [passed, to] of passes) {
          for (const called of to) {
            const callee = interner.spelling(called);
            if (READS.test(callee)) continue;
            if (ACCESS.has(callee) || this.accessing.has(called)) write(`V_${interner.spelling(passed)}`);
            if (this.macros.has(called)) write(interner.spelling(passed));
            else if (called !== 0 && interner.spelling(passed).startsWith('V_')) write(interner.spelling(passed), true);
          }
        }
      }
    }
    return { code, writers };
  }

  private meant(path: string, id: number): readonly ReachedCode[] {
    const { interner } = this.workspace.frontEnd;
    const name = interner.spelling(id);
    const own = this.statics.get(`${path}\n${id}`);
    if (own !== undefined) return own.map((effects) => ({ path, name, effects }));
    const macros = this.macros.get(id);
    if (macros !== undefined) return macros;
    return (this.globals.get(id) ?? []).map(({ path: at, effects }) => ({ path: at, name, effects }));
  }

  private load(): void {
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
      const made: ReachedCode = { path: macro.file.path, name: preprocessor.interner.spelling(macro.name), effects };
      const known = this.macros.get(macro.name);
      if (known === undefined) this.macros.set(macro.name, [made]);
      else known.push(made);
    }
    if (this.macroCount > before) this.findAccessing();
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
        const known = this.variables.get(name);
        if (known === undefined) this.variables.set(name, [path]);
        else known.push(path);
      }
    }
    const isHeader = path.endsWith('.h');
    for (const one of effects.functions) {
      if (one.isStatic && !isHeader) {
        const key = `${path}\n${one.name}`;
        const known = this.statics.get(key);
        if (known === undefined) this.statics.set(key, [one]);
        else known.push(one);
      } else {
        const known = this.globals.get(one.name);
        if (known === undefined) this.globals.set(one.name, [{ path, effects: one }]);
        else known.push({ path, effects: one });
      }
    }
    for (const [member, other] of effects.aliases) {
      const known = this.aliases.get(member);
      if (known === undefined) this.aliases.set(member, new Set([other]));
      else known.add(other);
    }
    for (const [event, name] of effects.events) {
      const known = this.events.get(event);
      if (known === undefined) this.events.set(event, [[path, name]]);
      else known.push([path, name]);
    }
    for (const [member, name] of effects.members) {
      const known = this.members.get(member);
      if (known === undefined) this.members.set(member, [[path, name]]);
      else known.push([path, name]);
    }
  }
}
