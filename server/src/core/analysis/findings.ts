import { S_EXTERN } from '../parser/ast.ts';
import { RULES } from '../rules/registry.ts';
import type { Finding, Severity, TreeView, TypeView } from '../rules/rule.ts';
import { canonicalType } from '../types/canonical-type.ts';
import { typeText } from '../types/type-text.ts';
import { SYMBOL_PREFIX } from '../vnet/set-variables.ts';
import type { VariableFact } from '../vnet/file-facts.ts';
import type { TreeIndex } from './tree-index.ts';
import type { MeasuredUnit, Workspace } from './workspace.ts';

export type { Finding, Severity };

/** Findings of one file, in the order of their places. */
export function fileFindings(workspace: Workspace, index: TreeIndex, path: string, view: TreeView = treeView(workspace, index)): readonly Finding[] {
  const facts = workspace.factsOf(path);
  const text = workspace.files.read(path);
  if (facts === undefined || text === undefined) return [];
  const tokens = workspace.frontEnd.preprocessor.tokensOf(path, text);
  const findings: Finding[] = [];
  for (const rule of RULES) {
    rule.check({
      path, facts, tokens, tree: view,
      report: ({ start, end }, message, help, related = []) => findings.push({ rule: rule.id, severity: rule.severity, path, start, end, message, help, related, fixable: false }),
    });
  }
  return findings.sort((a, b) => a.start - b.start || (a.rule < b.rule ? -1 : 1));
}

/** Findings of every file in the index, by file. */
export function treeFindings(workspace: Workspace, index: TreeIndex): readonly Finding[] {
  const view = treeView(workspace, index);
  return [...index.files.keys()].sort().flatMap((path) => fileFindings(workspace, index, path, view));
}

/** The rules' view of the tree; types and includes are worked out once per file and name. */
export function treeView(workspace: Workspace, index: TreeIndex): TreeView {
  const types = new Map<string, TypeView | undefined>();
  const reads = new Map<string, ReadonlySet<string>>();
  return {
    definitions: (name, set) => (index.definitions.get(name) ?? []).filter(({ fact }) => fact.set === set),
    accessors: (name) => index.accessors.get(name) ?? [],
    accessorsOf: (variable, set) => (index.accessorsOf.get(variable) ?? []).filter(({ fact }) => fact.set === set),
    typeOf(path, fact) {
      const key = `${path}\n${fact.name}\n${fact.start}`;
      if (!types.has(key)) types.set(key, typeView(workspace, index, path, fact));
      return types.get(key);
    },
    unitReads(source, header) {
      let known = reads.get(source);
      if (known === undefined) {
        const included = workspace.unit(source)?.unit.translation.includes.map((include) => include.path) ?? [];
        reads.set(source, (known = new Set(included.filter((path) => path !== undefined))));
      }
      return known.has(header);
    },
  };
}

/** The type that a fact's declaration has in a unit that reads its file. */
function typeView(workspace: Workspace, index: TreeIndex, path: string, fact: VariableFact): TypeView | undefined {
  for (const source of path.endsWith('.c') ? [path] : readers(index, path)) {
    const measured = workspace.unit(source);
    if (measured === undefined) continue;
    const found = declaredType(measured, path, fact);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Sources that may read a header: those in its folder first, then those that use what it declares; a few are enough. */
function readers(index: TreeIndex, header: string): readonly string[] {
  const folder = header.slice(0, header.lastIndexOf('/') + 1);
  const sources = [...index.files.keys()].filter((path) => path.endsWith('.c'));
  return sources.filter((path) => path.startsWith(folder)).slice(0, 4);
}

function declaredType({ unit, resolver }: MeasuredUnit, path: string, fact: VariableFact): TypeView | undefined {
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
