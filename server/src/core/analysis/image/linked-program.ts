import { getOrMake } from '../../collections/get-or-make.ts';
import { isFailure } from '../../kernel/failure.ts';
import type { BuildFolder, CompileSettings } from '../../kernel/configuration.ts';
import { GIVING_FUNCTIONS } from '../../machine/ledger.ts';
import { modelOf } from '../../machine/models.ts';
import type { CouldGive, CouldWrite, FoundFunction, Program, SourceUnit } from '../../machine/program.ts';
import { S_EXTERN, S_STATIC } from '../../parser/ast.ts';
import { LinkedEffects, type Closure, type WritingCode } from './linked-effects.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The sources of a kernel and of the modules that are loaded into it, as functions that run see one another. */
export class LinkedProgram implements Program {
  readonly effects: LinkedEffects;
  private readonly workspace: Workspace;
  private readonly objects = new Map<string, { readonly compile: CompileSettings; readonly build: BuildFolder }>();
  private readonly linked = new Set<string>();
  private readonly units = new Map<string, SourceUnit | undefined>();
  private readonly functions = new Map<string, FoundFunction | string>();
  /** What boot calls and is not run, with all that it reaches. */
  leftOut: (() => Closure) | undefined;
  private readonly reached = new WeakMap<Closure, ReadonlySet<string>>();
  private readonly variables = new Map<string, SourceUnit | string>();

  /** @param modules names of those whose sources are linked too. */
  constructor(workspace: Workspace, modules: readonly string[] = []) {
    this.workspace = workspace;
    for (const { source, compile } of workspace.kernel.objects) this.add(source, compile, workspace.kernel.build);
    for (const name of modules) {
      const module = workspace.module(name);
      if (!isFailure(module)) for (const { source, compile } of module.objects) this.add(source, compile, module.build);
    }
    this.effects = new LinkedEffects(workspace, [...this.objects.keys()], (name) => modelOf(name) !== undefined);
  }

  source(path: string): SourceUnit | undefined {
    if (this.units.has(path)) return this.units.get(path);
    const { workspace } = this;
    const text = workspace.files.read(path);
    const object = this.objects.get(path);
    const made =
      text === undefined
        ? undefined
        : {
            path,
            ...workspace.translate(
              path,
              text,
              object?.compile ?? workspace.kernel.compile,
              object?.build ?? workspace.kernel.build,
            ),
          };
    this.units.set(path, made);
    return made;
  }

  /** A source as it is now; what was known of it before is forgotten. */
  replace(path: string): SourceUnit | undefined {
    this.units.delete(path);
    for (const [name, found] of this.functions)
      if (typeof found !== 'string' && found.source.path === path) this.functions.delete(name);
    for (const [name, found] of this.variables)
      if (typeof found !== 'string' && found.path === path) this.variables.delete(name);
    return this.source(path);
  }

  /** Sources that were asked for so far, and can be read. */
  read(): readonly string[] {
    return [...this.units].flatMap(([path, source]) => (source === undefined || path.endsWith('.h') ? [] : [path]));
  }

  functionNamed(name: string): FoundFunction | string {
    return getOrMake(this.functions, name, () => this.findFunction(name));
  }

  variableNamed(name: string): SourceUnit | string {
    return getOrMake(this.variables, name, () => this.findVariable(name));
  }

  couldWrite(path: string, name: string): CouldWrite | undefined {
    // What is modelled does what its model says, whoever calls it.
    if (modelOf(name) !== undefined) return { writers: new Map() };
    const closure = this.effects.closure([[path, name]]);
    return closure.code.length === 0 ? undefined : { writers: closure.writers };
  }

  couldGive(path: string, name: string): CouldGive | undefined {
    if (modelOf(name) !== undefined) return { givers: new Set(), types: new Set() };
    const { interner } = this.workspace.frontEnd;
    const { code } = this.effects.closure([[path, name]]);
    if (code.length === 0) return undefined;
    const givers = new Set<string>();
    const names = new Set<string>();
    let namesType = true;
    for (const { effects } of code) {
      for (const called of effects.calls) {
        const giver = interner.spelling(called);
        if (!GIVING_FUNCTIONS.has(giver)) continue;
        givers.add(giver);
        // free(memory, softc->type)
        namesType &&= effects.hands.some(([, to, index]) => to === called && index > 0);
      }
      // A type may be handed on: hashdestroy(table, M_X, mask).
      for (const passed of effects.passes.keys()) names.add(interner.spelling(passed));
    }
    return { givers, types: namesType ? names : undefined };
  }

  eventWrites(event: string, isRun: (path: string, name: string) => boolean, lost: ReadonlySet<string>): CouldWrite {
    const handlers = this.effects
      .eventHandlers(event)
      .filter(([path, name]) => !isRun(path, name) && this.mayBeRegistered(path, name, lost));
    return { writers: handlers.length === 0 ? new Map() : this.effects.closure(handlers).writers };
  }

  /** Whether code that is not run reaches a handler, or a function of its file that names it. */
  private mayBeRegistered(path: string, name: string, lost: ReadonlySet<string>): boolean {
    const registrars = [name, ...this.effects.mentioning(path, name)].map((one) => `${path}\n${one}`);
    const reaches = (closure: Closure): boolean => {
      const code = getOrMake(
        this.reached,
        closure,
        () => new Set(closure.code.map((one) => `${one.path}\n${one.name}`)),
      );
      return registrars.some((one) => code.has(one));
    };
    const left = this.leftOut?.();
    if (left === undefined || reaches(left)) return true;
    return [...lost].some((one) => {
      const at = one.indexOf('\n');
      return reaches(this.effects.closure([[one.slice(0, at), one.slice(at + 1)]]));
    });
  }

  /** Accessors that functions write themselves, or in what they call in their own file. */
  writesLater(
    roots: readonly { readonly file?: string | undefined; readonly function?: string }[],
  ): ReadonlyMap<string, WritingCode> {
    const found = new Map<string, WritingCode>();
    for (const { file, function: name } of roots)
      if (name !== undefined)
        for (const [written, writer] of this.effects.inOwnFile(file ?? '', name)) found.set(written, writer);
    return found;
  }

  /** Links the sources of a module as well. */
  link(name: string): void {
    const module = this.workspace.module(name);
    if (this.linked.has(name) || isFailure(module)) return;
    this.linked.add(name);
    const before = this.objects.size;
    for (const { source, compile } of module.objects) this.add(source, compile, module.build);
    if (this.objects.size === before) return;
    this.effects.add([...this.objects.keys()].slice(before));
    for (const [symbol, found] of this.functions) if (typeof found === 'string') this.functions.delete(symbol);
    for (const [symbol, found] of this.variables) if (typeof found === 'string') this.variables.delete(symbol);
  }

  private add(source: string, compile: CompileSettings, build: BuildFolder): void {
    if (source.endsWith('.c') && !source.startsWith('<build>/') && !this.objects.has(source))
      this.objects.set(source, { compile, build });
  }

  private findFunction(name: string): FoundFunction | string {
    const found: FoundFunction[] = [];
    for (const path of new Set(this.effects.definers(name))) {
      if (path.endsWith('.h')) continue;
      const source = this.source(path);
      const entity = source?.unit.entities(source.unit.interner.intern(name)).find((one) => one.kind === 'definition');
      if (
        source !== undefined &&
        entity?.kind === 'definition' &&
        (entity.definition.specifiers.storage & S_STATIC) === 0
      )
        found.push({ source, definition: entity.definition });
    }
    const [first, ...others] = found;
    return first === undefined
      ? `no source of this kernel defines ${name}()`
      : others.length > 0
        ? `several sources of this kernel define ${name}()`
        : first;
  }

  private findVariable(name: string): SourceUnit | string {
    for (const path of this.effects.variableDefiners(name)) {
      const source = this.source(path);
      if (
        source?.unit
          .entities(source.unit.interner.intern(name))
          .some(
            (one) =>
              one.kind === 'variable' &&
              (one.declaration.specifiers.storage & S_STATIC) === 0 &&
              ((one.declaration.specifiers.storage & S_EXTERN) === 0 || one.declarator.initializer !== undefined),
          ) === true
      )
        return source;
    }
    return `no source of this kernel defines ${name}`;
  }
}
