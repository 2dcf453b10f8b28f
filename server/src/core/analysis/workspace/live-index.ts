import { holdsAny } from '../../text/file-source.ts';
import type {
  AccessorFact,
  FileFacts,
  MacroFact,
  SysctlFact,
  SysinitFact,
  VariableFact,
} from '../../vnet/file-facts.ts';
import { INDEX_MARKS, isFlowSource, type Located, type TreeIndex } from './tree-index.ts';
import type { Workspace } from './workspace.ts';

/** The tree's index while files change: one file's facts are replaced without touching the rest. */
export class LiveIndex implements TreeIndex {
  readonly files = new Map<string, FileFacts>();
  readonly definitions = new Map<string, Located<VariableFact>[]>();
  readonly declarations = new Map<string, Located<VariableFact>[]>();
  readonly accessors = new Map<string, Located<AccessorFact>[]>();
  readonly accessorsOf = new Map<string, Located<AccessorFact>[]>();
  readonly macros = new Map<string, Located<MacroFact>[]>();
  readonly sysctlsOf = new Map<string, Located<SysctlFact>[]>();
  readonly sysinits: Located<SysinitFact>[] = [];
  readonly useCounts = new Map<string, number>();
  /** Files that hold a mark, and others that only the flow leads through. */
  private readonly marked = new Set<string>();
  private readonly flowSources = new Set<string>();
  private knownChecked: readonly string[] | undefined;

  /** The same list while the files are the same. */
  get checked(): readonly string[] {
    return (this.knownChecked ??= [...this.marked, ...this.flowSources].sort());
  }

  /** Reads a file for the first time; `isMarked` saves the search for marks. */
  read(workspace: Workspace, path: string, wantsFlow = true, isMarked = false): void {
    if (isMarked || holdsAny(workspace.files, path, INDEX_MARKS) === true) this.replace(path, workspace.factsOf(path));
    else if (wantsFlow && isFlowSource(workspace.files, path)) this.addFlowSource(path);
  }

  /** Adds a source without facts that the flow of the tree may lead through. */
  private addFlowSource(path: string): void {
    this.flowSources.add(path);
    this.knownChecked = undefined;
  }

  /** Replaces a file's facts; undefined if it has none any more. */
  replace(path: string, facts: FileFacts | undefined): void {
    const old = this.files.get(path);
    const wasChecked = this.isChecked(path);
    if (facts === undefined) this.marked.delete(path);
    else this.marked.add(path);
    if (this.marked.has(path)) this.flowSources.delete(path);
    if (this.isChecked(path) !== wasChecked) this.knownChecked = undefined;
    if (old === facts) return;
    if (old !== undefined) this.remove(path, old);
    if (facts === undefined || isEmpty(facts)) this.files.delete(path);
    else {
      this.files.set(path, facts);
      this.add(path, facts);
    }
  }

  /** True if the file has been read. */
  isChecked(path: string): boolean {
    return this.marked.has(path) || this.flowSources.has(path);
  }

  private add(path: string, facts: FileFacts): void {
    for (const fact of facts.definitions) insert(this.definitions, fact.name, path, fact);
    for (const fact of facts.declarations) insert(this.declarations, fact.name, path, fact);
    for (const fact of facts.accessors) {
      insert(this.accessors, fact.name, path, fact);
      insert(this.accessorsOf, fact.variable, path, fact);
    }
    for (const fact of facts.macros) insert(this.macros, fact.name, path, fact);
    for (const fact of facts.sysctls)
      if (fact.variable !== undefined) insert(this.sysctlsOf, fact.variable, path, fact);
    for (const fact of facts.sysinits) insertInto(this.sysinits, path, fact);
    for (const [name, offsets] of facts.uses)
      this.useCounts.set(name, (this.useCounts.get(name) ?? 0) + offsets.length);
  }

  private remove(path: string, facts: FileFacts): void {
    for (const fact of facts.definitions) drop(this.definitions, fact.name, path);
    for (const fact of facts.declarations) drop(this.declarations, fact.name, path);
    for (const fact of facts.accessors) {
      drop(this.accessors, fact.name, path);
      drop(this.accessorsOf, fact.variable, path);
    }
    for (const fact of facts.macros) drop(this.macros, fact.name, path);
    for (const fact of facts.sysctls) if (fact.variable !== undefined) drop(this.sysctlsOf, fact.variable, path);
    if (facts.sysinits.length > 0) dropFrom(this.sysinits, path);
    for (const [name, offsets] of facts.uses) {
      const left = (this.useCounts.get(name) ?? 0) - offsets.length;
      if (left > 0) this.useCounts.set(name, left);
      else this.useCounts.delete(name);
    }
  }
}

/** Facts are ordered by path, and in a file by offset, whatever the order of the edits. */
function insertInto<T>(list: Located<T>[], path: string, fact: T): void {
  let at = list.length;
  while (at > 0 && (list[at - 1] as Located<T>).path > path) at--;
  if (at === list.length) list.push({ path, fact });
  else list.splice(at, 0, { path, fact });
}

function insert<T>(map: Map<string, Located<T>[]>, name: string, path: string, fact: T): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [{ path, fact }]);
  else insertInto(known, path, fact);
}

function dropFrom<T>(list: Located<T>[], path: string): void {
  let length = 0;
  for (const entry of list) if (entry.path !== path) list[length++] = entry;
  list.length = length;
}

function drop<T>(map: Map<string, Located<T>[]>, name: string, path: string): void {
  const known = map.get(name);
  if (known === undefined) return;
  dropFrom(known, path);
  if (known.length === 0) map.delete(name);
}

function isEmpty(facts: FileFacts): boolean {
  return (
    facts.definitions.length +
      facts.declarations.length +
      facts.accessors.length +
      facts.macros.length +
      facts.sysctls.length +
      facts.sysinits.length +
      facts.eraNames.length +
      facts.uses.size ===
    0
  );
}
