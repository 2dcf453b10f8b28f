import type { FunctionEffects } from '../../flow/function-effects.ts';
import type { LinkedCode } from './linked-code.ts';

/** Sources that register with one. */
const MOST_REGISTERING = 20;

/** Macros whose first argument only makes the others' names unlike. */
const NAMED_FIRST = /^(?:(?:C_)?SYSINIT|DECLARE_MODULE(?:_\w+)?)$/;

/** What boot calls of the code that is linked together. */
export class BootRoots {
  private readonly code: LinkedCode;
  private readonly sysinitMacros = new Map<number, boolean>();

  constructor(code: LinkedCode) {
    this.code = code;
  }

  /**
   * Functions that boot calls, as far as tokens tell: SYSINIT and the macros that use it, and modules' event handlers.
   */
  bootRoots(except: ReadonlySet<string>): readonly (readonly [path: string, name: string])[] {
    this.code.load();
    const { interner } = this.code.workspace.frontEnd;
    const isRoot = (path: string, id: number): boolean =>
      this.code.statics.get(path)?.has(id) === true ||
      this.code.globals.get(id)?.some(({ path: at }) => !at.endsWith('.h')) === true;
    const roots: (readonly [string, string])[] = [];
    // What machine code calls before and beside mi_startup(): hammer_time(), initarm() ...
    for (const { source } of this.code.workspace.kernel.objects) {
      const text = source.endsWith('.S') ? this.code.workspace.files.read(source) : undefined;
      if (text?.includes('mi_startup') !== true) continue;
      for (const name of new Set(text.match(/[A-Za-z_]\w*/g)))
        if (name !== 'mi_startup' && isRoot('', interner.intern(name))) roots.push([source, name]);
    }
    for (const [path, { invocations, moduleHandlers }] of this.code.files ?? []) {
      if (except.has(path) || path.endsWith('.h')) continue;
      const add = (id: number): void => {
        if (isRoot(path, id)) roots.push([path, interner.spelling(id)]);
      };
      for (const handler of moduleHandlers) add(handler);
      for (const [macro, names] of invocations) {
        // Constructors of vnets are run, and their destructors not at boot.
        const role = this.code.workspace.roles.get(interner.spelling(macro))?.role;
        if (
          role === 'sysinit' ||
          role === 'sysuninit' ||
          // What it registers is called when the event comes.
          /EVENTHANDLER_(?:LIST_)?DEFINE$/.test(interner.spelling(macro)) ||
          /^(?:VNET_)?\w*SYSUNINIT$/.test(interner.spelling(macro)) ||
          !this.isSysinit(macro)
        )
          continue;
        // The first is a name of its own.
        for (const name of NAMED_FIRST.test(interner.spelling(macro)) ? names.slice(1) : names) add(name);
        // What a wrapper hands to SYSUNINIT alone is not called at boot.
        for (const { effects } of this.code.macros.get(macro) ?? [])
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
    this.code.load();
    const near = new Set(kept);
    const calledBy = (path: string): ReadonlySet<string> =>
      new Set(
        (this.code.files?.get(path)?.functions ?? []).flatMap(({ calls }) =>
          [...calls].flatMap((id) =>
            this.code.statics.get(path)?.has(id) === true || this.code.macros.has(id)
              ? []
              : (this.code.globals.get(id) ?? []).map((one) => one.path),
          ),
        ),
      );
    const called = new Set([...kept].flatMap((path) => [...calledBy(path)]));
    for (const path of called)
      if (!path.endsWith('.h') && [...calledBy(path)].some((other) => kept.has(other))) near.add(path);
    const functionsOf = (path: string): readonly FunctionEffects[] => this.code.files?.get(path)?.functions ?? [];
    const inlines = new Set([...kept].flatMap((path) => functionsOf(path).flatMap(({ calls }) => [...calls])));
    const mentioned = new Set([
      ...[...kept].flatMap((path) => functionsOf(path).flatMap(({ mentions }) => [...mentions])),
      // What a header's function looks at that they call: m_gethdr() at zone_mbuf.
      ...[...inlines].flatMap((id) =>
        (this.code.globals.get(id) ?? []).flatMap(({ path, effects }) =>
          path.endsWith('.h') ? [...effects.mentions] : [],
        ),
      ),
    ]);
    const initialized = new Set<string>();
    for (const [name, paths] of this.code.variables)
      if (mentioned.has(name) && paths.length === 1) for (const path of paths) initialized.add(`${path}\n${name}`);
    for (const [name, paths] of this.code.variables)
      if (mentioned.has(name) && paths.length === 1) for (const path of paths) near.add(path);
    const namesKept = (names: readonly number[]): boolean =>
      names.some((name) => {
        const [definer, ...others] = this.code.variables.get(name) ?? [];
        return definer !== undefined && others.length === 0 && kept.has(definer);
      });
    const groups = new Map<string, Set<string>>();
    const found = new Set<string>();
    for (const [path, name] of this.bootRoots(kept)) {
      const id = this.code.workspace.frontEnd.interner.intern(name);
      if (!path.endsWith('.c')) continue;
      const join = (definer: string): void => {
        const known = groups.get(definer);
        if (known === undefined) groups.set(definer, new Set([definer, path]));
        else known.add(path);
      };
      const [definer, ...others] =
        this.code.statics.get(path)?.has(id) === true ? [] : (this.code.globals.get(id) ?? []);
      if (definer !== undefined && others.length === 0 && definer.path !== path && near.has(definer.path))
        join(definer.path);
      // Its own function that calls one there, itself or through others of its source.
      const own = new Set(this.code.statics.get(path)?.get(id) ?? (definer?.path === path ? [definer.effects] : []));
      for (const { calls, writes } of own) {
        // It gives a variable of its source a value that they look at.
        if ([...writes].some((name) => initialized.has(`${path}\n${name}`))) found.add(path);
        for (const called of calls) {
          if (this.code.macros.has(called)) continue;
          for (const inside of this.code.statics.get(path)?.get(called) ?? []) own.add(inside);
          const [callee, ...more] =
            this.code.statics.get(path)?.has(called) === true ? [] : (this.code.globals.get(called) ?? []);
          if (callee === undefined || more.length > 0 || callee.path === path) continue;
          // One that hands those nearby a variable of `kept`: protosw_register(&inetdomain, ...).
          if (kept.has(callee.path) || (near.has(callee.path) && namesKept([...writes]))) join(callee.path);
        }
      }
    }
    // What hundreds of sources register with serves all of the kernel: malloc types, drivers.
    for (const sources of groups.values())
      if (sources.size <= MOST_REGISTERING) for (const source of sources) found.add(source);
    return [...found];
  }

  /** Event handlers of modules that a source declares. */
  moduleHandlers(path: string): readonly string[] {
    this.code.load();
    return (this.code.files?.get(path)?.moduleHandlers ?? []).map((id) =>
      this.code.workspace.frontEnd.interner.spelling(id),
    );
  }

  private isUninit(passedTo: ReadonlySet<number> | undefined): boolean {
    return (
      passedTo !== undefined &&
      passedTo.size > 0 &&
      [...passedTo].every((called) =>
        /^(?:C_|VNET_)?SYSUNINIT$/.test(this.code.workspace.frontEnd.interner.spelling(called)),
      )
    );
  }

  /** True for SYSINIT, and for macros whose replacement uses one that is. */
  private isSysinit(macro: number, depth = 0): boolean {
    const spelling = this.code.workspace.frontEnd.interner.spelling(macro);
    if (/^(C_)?SYSINIT$|^DECLARE_MODULE/.test(spelling)) return true;
    let known = this.sysinitMacros.get(macro);
    if (known === undefined && depth < 8) {
      this.sysinitMacros.set(macro, false);
      known =
        this.code.macros
          .get(macro)
          ?.some(({ effects }) => [...effects.calls].some((called) => this.isSysinit(called, depth + 1))) === true;
      this.sysinitMacros.set(macro, known);
    }
    return known === true;
  }
}
