import { isFailure } from '../../kernel/failure.ts';
import { ParsedCode } from '../../machine/parsed-code.ts';
import { Machine } from '../../machine/machine.ts';
import { MODULE_QUIESCE, MODULE_UNLOAD, NO_OBJECTION } from '../../machine/module-event.ts';
import type { Program, SourceUnit } from '../../machine/program.ts';
import { S_STATIC } from '../../parser/ast.ts';
import type { Keeper } from '../workspace/keepers.ts';
import type { TreeChange } from '../workspace/tree-change.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Answers that modules' event handlers give whatever the kernel's state is, read from their code. */
export class UnloadAnswers implements Keeper {
  private readonly workspace: Workspace;
  private readonly answers = new Map<string, number | undefined>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  forget(change: TreeChange): void {
    if (change.putsBack('unit')) this.answers.clear();
  }

  /** An errno, 0 for none; undefined where it depends on the kernel's state, or on code that is not followed. */
  of(module: string, handler: string): number | undefined {
    const key = `${module} ${handler}`;
    if (!this.answers.has(key)) this.answers.set(key, this.work(module, handler));
    return this.answers.get(key);
  }

  private work(name: string, handler: string): number | undefined {
    const { workspace } = this;
    const module = workspace.module(name);
    if (isFailure(module)) return undefined;
    for (const { source: path, compile } of module.objects) {
      const text = path.endsWith('.c') && !path.startsWith('<build>/') ? workspace.files.read(path) : undefined;
      if (text?.includes(handler) !== true) continue;
      const source: SourceUnit = { path, ...workspace.translate(path, text, compile, module.build) };
      if (!source.unit.entities(source.unit.interner.intern(handler)).some((entity) => entity.kind === 'definition'))
        continue;
      const machine = new Machine(
        new OneSource(source),
        workspace.target,
        new ParsedCode(),
        () => 'it may be another by then',
      );
      const quiesce = machine.moduleEvent(source, handler, MODULE_QUIESCE);
      if (quiesce !== undefined && quiesce !== 0n && !NO_OBJECTION.has(quiesce)) return Number(quiesce);
      const unload = machine.moduleEvent(source, handler, MODULE_UNLOAD);
      return unload === undefined || (unload === 0n && quiesce === undefined) ? undefined : Number(unload);
    }
    return undefined;
  }
}

/** A source by itself: its own functions are followed, and no others. */
class OneSource implements Program {
  private readonly one: SourceUnit;

  constructor(one: SourceUnit) {
    this.one = one;
  }

  source(path: string): SourceUnit | undefined {
    return path === this.one.path ? this.one : undefined;
  }

  functionNamed(name: string): ReturnType<Program['functionNamed']> {
    const { unit } = this.one;
    const own = unit.entities(unit.interner.intern(name)).find((entity) => entity.kind === 'definition');
    return own?.kind === 'definition' && (own.definition.specifiers.storage & S_STATIC) === 0
      ? { source: this.one, definition: own.definition }
      : `${name}() is defined elsewhere`;
  }

  variableNamed(name: string): string {
    return `${name} is defined elsewhere`;
  }

  couldWrite(): undefined {
    return undefined;
  }

  couldGive(): undefined {
    return undefined;
  }

  eventWrites(): ReturnType<Program['eventWrites']> {
    return { writers: new Map() };
  }
}
