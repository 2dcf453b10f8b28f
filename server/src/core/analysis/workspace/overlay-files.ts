import type { Shards } from '../../text/shards.ts';
import { holdsAny, type FileSource, type Mark } from '../../text/file-source.ts';

/** Files, with the texts of open documents instead of those on disk. */
export class OverlayFiles implements FileSource {
  readonly shards: Shards | undefined;
  private readonly base: FileSource;
  private readonly texts = new Map<string, string>();

  constructor(base: FileSource) {
    this.base = base;
    const { shards } = base;
    if (shards === undefined) return;
    this.shards = {
      idOf: (path) => {
        const text = this.texts.get(path);
        return text === undefined ? shards.idOf(path) : shards.textId(text);
      },
      textId: (text) => shards.textId(text),
      find: (key) => shards.find(key),
      keep: (key, value) => {
        shards.keep(key, value);
      },
      beforeSave: shards.beforeSave,
    };
  }

  set(path: string, text: string): void {
    this.texts.set(path, text);
  }

  drop(path: string): void {
    this.texts.delete(path);
  }

  isOpen(path: string): boolean {
    return this.texts.has(path);
  }

  get openPaths(): readonly string[] {
    return [...this.texts.keys()];
  }

  read(path: string): string | undefined {
    return this.texts.get(path) ?? this.base.read(path);
  }

  isFile(path: string): boolean {
    return this.texts.has(path) || this.base.isFile(path);
  }

  list(folder: string): readonly string[] {
    const names = this.base.list(folder);
    const prefix = folder === '' ? '' : `${folder}/`;
    const added = new Set<string>();
    for (const path of this.texts.keys()) {
      if (!path.startsWith(prefix)) continue;
      const slash = path.indexOf('/', prefix.length);
      const name = slash < 0 ? path.slice(prefix.length) : path.slice(prefix.length, slash + 1);
      if (!names.includes(name)) added.add(name);
    }
    return added.size === 0 ? names : [...names, ...added].sort();
  }

  working(path: string): void {
    this.base.working?.(path);
  }

  holdsAny(path: string, marks: readonly Mark[]): boolean | undefined {
    const text = this.texts.get(path);
    if (text === undefined) return holdsAny(this.base, path, marks);
    return holdsAny({ read: () => text, isFile: () => true, list: () => [] }, path, marks);
  }
}
