import type { FileSource } from '../../server/src/core/text/file-source.ts';

/** A folder that exists in a test's own text only: "sys/net/if.c" -> content. */
export class MemoryFiles implements FileSource {
  /** Paths read, in order: what was looked at counts, not how often it could have been. */
  readonly reads: string[] = [];
  private readonly texts: Map<string, string>;

  constructor(texts: Readonly<Record<string, string>>) {
    this.texts = new Map(Object.entries(texts));
  }

  read(path: string): string | undefined {
    this.reads.push(path);
    return this.texts.get(path);
  }

  isFile(path: string): boolean {
    return this.texts.has(path);
  }

  list(folder: string): readonly string[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    const names = new Set<string>();
    for (const path of this.texts.keys()) {
      if (!path.startsWith(prefix)) continue;
      const [first = '', ...rest] = path.slice(prefix.length).split('/');
      names.add(rest.length === 0 ? first : `${first}/`);
    }
    return [...names].sort();
  }

  write(path: string, text: string): void {
    this.texts.set(path, text);
  }
}
