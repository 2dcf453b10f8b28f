import { S_EXTERN } from '../parser/ast.ts';
import type { Release } from '../kernel/configuration.ts';
import type { TreeFlow } from '../flow/tree-flow.ts';
import type { RegistryFile } from '../compat/registry.ts';
import type { LayoutChange, NumberDifference, TreeView, TypeView, UnitView, UnusedMember } from '../rules/rule.ts';
import { canonicalType } from '../types/canonical-type.ts';
import { typeText } from '../types/type-text.ts';
import type { VariableFact } from '../vnet/file-facts.ts';
import type { MacroRoles } from '../vnet/macro-roles.ts';
import { SYMBOL_PREFIX, type InstanceSet } from '../vnet/set-variables.ts';
import type { LiveFlow } from './live-flow.ts';
import { builtinRegistries, checkRegistry } from './registry-check.ts';
import type { TreeIndex } from './tree-index.ts';
import type { Workspace } from './workspace.ts';

/** Units by their sources, as the kernel or a module compiles them. */
export interface UnitSource {
  unit(path: string): UnitView | undefined;
}

/** What is known of layouts that others are compiled against. */
export interface CompatAnswers {
  changes(path: string): readonly LayoutChange[];
  /** Undefined while the tree is being searched. */
  unused(path: string): readonly UnusedMember[] | undefined;
}

/** The rules' view of the tree; types and includes are worked out once and kept until their files change. */
export class TreeAnswers implements TreeView {
  readonly release: Release;
  private readonly workspace: Workspace;
  private readonly index: TreeIndex;
  private readonly units: UnitSource;
  private readonly liveFlow: LiveFlow;
  private readonly types = new Map<string, Map<string, TypeView | undefined>>();
  private readonly reads = new Map<string, ReadonlySet<string>>();

  private readonly compat: CompatAnswers;
  private readonly numbers = new Map<string, readonly NumberDifference[]>();
  private knownRegistries: ReadonlyMap<string, RegistryFile> | undefined;

  constructor(workspace: Workspace, index: TreeIndex, units: UnitSource, liveFlow: LiveFlow, compat: CompatAnswers) {
    this.release = workspace.tree.release;
    this.workspace = workspace;
    this.index = index;
    this.units = units;
    this.liveFlow = liveFlow;
    this.compat = compat;
  }

  get flow(): TreeFlow {
    return this.liveFlow.tree;
  }

  get roles(): MacroRoles {
    return this.workspace.roles;
  }

  /** Tells that files changed. A header may change the types of everything. */
  forget(paths: readonly string[]): void {
    if (paths.some((path) => !path.endsWith('.c'))) {
      this.types.clear();
      this.reads.clear();
      this.numbers.clear();
    }
    for (const path of paths) {
      this.types.delete(path);
      this.reads.delete(path);
    }
  }

  definitions(name: string, set: InstanceSet): ReturnType<TreeView['definitions']> {
    return (this.index.definitions.get(name) ?? []).filter(({ fact }) => fact.set === set);
  }

  accessors(name: string): ReturnType<TreeView['accessors']> {
    return this.index.accessors.get(name) ?? [];
  }

  accessorsOf(variable: string, set: InstanceSet): ReturnType<TreeView['accessorsOf']> {
    return (this.index.accessorsOf.get(variable) ?? []).filter(({ fact }) => fact.set === set);
  }

  typeOf(path: string, fact: VariableFact): TypeView | undefined {
    let ofPath = this.types.get(path);
    if (ofPath === undefined) this.types.set(path, (ofPath = new Map<string, TypeView | undefined>()));
    const key = `${fact.name}\n${fact.start}`;
    if (!ofPath.has(key)) ofPath.set(key, this.findType(path, fact));
    return ofPath.get(key);
  }

  unitReads(source: string, header: string): boolean {
    let known = this.reads.get(source);
    if (known === undefined) {
      const included = this.units.unit(source)?.unit.translation.includes.map((include) => include.path) ?? [];
      this.reads.set(source, (known = new Set(included.filter((path) => path !== undefined))));
    }
    return known.has(header);
  }

  layoutChanges(path: string): readonly LayoutChange[] {
    return this.compat.changes(path);
  }

  unusedMembers(path: string): readonly UnusedMember[] {
    return this.compat.unused(path) ?? [];
  }

  numberDifferences(path: string): readonly NumberDifference[] {
    const registry = this.registries.get(path);
    if (registry === undefined) return [];
    let known = this.numbers.get(path);
    if (known === undefined) {
      known = checkRegistry(this.workspace, registry).differences.filter(({ kind }) => kind !== 'bound')
        .map(({ start, end, message, registry: { url } }) => ({ start, end, message, help: `give it the published number, or a private one (${url})` }));
      this.numbers.set(path, known);
    }
    return known;
  }

  get otherHeaders(): readonly string[] {
    return [...this.registries.keys()].filter((path) => this.workspace.files.isFile(path));
  }

  /** Headers that a registry is about. */
  private get registries(): ReadonlyMap<string, RegistryFile> {
    return (this.knownRegistries ??= builtinRegistries(this.workspace));
  }

  unit(source: string): UnitView | undefined {
    return this.units.unit(source);
  }

  /** The type that a fact's declaration has in a unit that reads its file. */
  private findType(path: string, fact: VariableFact): TypeView | undefined {
    for (const source of path.endsWith('.c') ? [path] : this.readers(path)) {
      const measured = this.units.unit(source);
      const found = measured === undefined ? undefined : declaredType(measured, path, fact);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Sources that may read a header: those in its folder; a few are enough. */
  private readers(header: string): readonly string[] {
    const folder = header.slice(0, header.lastIndexOf('/') + 1);
    const sources = [...this.index.files.keys()].filter((path) => path.endsWith('.c') && path.startsWith(folder));
    return sources.slice(0, 4);
  }
}

function declaredType({ unit, resolver }: UnitView, path: string, fact: VariableFact): TypeView | undefined {
  const id = unit.interner.intern(`${SYMBOL_PREFIX[fact.set]}${fact.name}`);
  for (const entity of unit.entities(id)) {
    if (entity.kind !== 'variable') continue;
    const place = unit.place(entity.part.source, entity.declarator.nameToken);
    if (place === undefined || place.file.path !== path || place.file.start[place.token] !== fact.macroStart) continue;
    const isDeclaration = (entity.declaration.specifiers.storage & S_EXTERN) !== 0;
    if (isDeclaration && entity.declarator.initializer !== undefined) continue;
    const type = resolver.ofDeclarator(entity.declaration.specifiers, entity.declarator);
    const canonical = canonicalType(resolver, type);
    return typeof canonical === 'string' ? { canonical, text: typeText(resolver, type) } : undefined;
  }
  return undefined;
}
