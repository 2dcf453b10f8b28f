import { getOrMake } from '../../../collections/get-or-make.ts';
import type { Keeper } from '../../workspace/keepers.ts';
import type { TreeChange } from '../../workspace/tree-change.ts';
import type { Workspace } from '../../workspace/workspace.ts';

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]/gm;
const MOST_HEADERS = 2000;

/**
 * Which headers a file reads, by its and their #include lines alone: what #if leaves out counts as read. It is quick
 * enough to be asked at every keystroke, as headers are remembered until they change.
 */
export class IncludeClosure implements Keeper {
  private readonly workspace: Workspace;
  /** By header: what it includes. */
  private readonly direct = new Map<string, readonly string[]>();
  private readonly found = new Map<string, string | undefined>();
  /** By file: its #include lines, and the closure that they give. */
  private readonly kept = new Map<string, { readonly key: string; readonly reads: ReadonlySet<string> }>();

  constructor(workspace: Workspace) {
    this.workspace = workspace;
  }

  /** The headers, as the session names them; the file itself is among them. */
  of(path: string): ReadonlySet<string> {
    const text = this.workspace.files.read(path) ?? '';
    const key = [...text.matchAll(INCLUDE)].map(([line]) => line).join('\n');
    const known = this.kept.get(path);
    if (known?.key === key) return known.reads;
    const reads = new Set([path]);
    for (const file of reads) {
      if (reads.size > MOST_HEADERS) break;
      for (const header of file === path ? this.resolved(path, text) : this.directOf(file)) reads.add(header);
    }
    this.kept.set(path, { key, reads });
    return reads;
  }

  private directOf(header: string): readonly string[] {
    return getOrMake(this.direct, header, () => this.resolved(header, this.workspace.files.read(header) ?? ''));
  }

  private resolved(path: string, text: string): readonly string[] {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return [...text.matchAll(INCLUDE)].flatMap(([, quote, name = '']) => {
      const own = quote === '"' ? this.file(`${folder}${name}`) : undefined;
      return own ?? this.file(this.workspace.inSys(name)) ?? [];
    });
  }

  private file(path: string): string | undefined {
    if (!this.found.has(path)) this.found.set(path, this.workspace.files.isFile(path) ? path : undefined);
    return this.found.get(path);
  }

  forget({ paths, cameOrWent }: TreeChange): void {
    const headers = paths.filter((path) => !path.endsWith('.c'));
    if (headers.length === 0 && cameOrWent.length === 0) return;
    for (const header of headers) this.direct.delete(header);
    if (cameOrWent.length > 0) this.direct.clear();
    this.found.clear();
    this.kept.clear();
  }
}
