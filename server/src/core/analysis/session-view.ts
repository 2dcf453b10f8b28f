import type { VariableFact } from '../vnet/file-facts.ts';
import type { TreeView, TypeView } from '../rules/rule.ts';
import { treeView } from './findings.ts';
import type { TreeIndex } from './tree-index.ts';
import type { Workspace } from './workspace.ts';

/** The rules' view of the tree, with its answers kept from one keystroke to the next. */
export class SessionView implements TreeView {
  private readonly workspace: Workspace;
  private readonly index: TreeIndex;
  private readonly types = new Map<string, Map<string, TypeView | undefined>>();
  private readonly reads = new Map<string, Map<string, boolean>>();

  constructor(workspace: Workspace, index: TreeIndex) {
    this.workspace = workspace;
    this.index = index;
  }

  /** Tells that files changed. A header may change the types of everything. */
  forget(paths: readonly string[]): void {
    if (paths.some((path) => !path.endsWith('.c'))) {
      this.types.clear();
      this.reads.clear();
    }
    for (const path of paths) {
      this.types.delete(path);
      this.reads.delete(path);
    }
  }

  definitions(...asked: Parameters<TreeView['definitions']>): ReturnType<TreeView['definitions']> {
    return this.fresh().definitions(...asked);
  }

  accessors(name: string): ReturnType<TreeView['accessors']> {
    return this.fresh().accessors(name);
  }

  accessorsOf(...asked: Parameters<TreeView['accessorsOf']>): ReturnType<TreeView['accessorsOf']> {
    return this.fresh().accessorsOf(...asked);
  }

  typeOf(path: string, fact: VariableFact): TypeView | undefined {
    return remembered(this.types, path, `${fact.name}\n${fact.start}`, () => this.fresh().typeOf(path, fact));
  }

  unitReads(source: string, header: string): boolean {
    return remembered(this.reads, source, header, () => this.fresh().unitReads(source, header));
  }

  private fresh(): TreeView {
    return treeView(this.workspace, this.index);
  }
}

function remembered<T>(known: Map<string, Map<string, T>>, path: string, key: string, work: () => T): T {
  let ofPath = known.get(path);
  if (ofPath === undefined) known.set(path, (ofPath = new Map<string, T>()));
  const kept = ofPath.get(key);
  if (kept !== undefined || ofPath.has(key)) return kept as T;
  const made = work();
  ofPath.set(key, made);
  return made;
}
