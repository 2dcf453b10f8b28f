import { addTo } from '../../collections/multimap.ts';
import type { FileSource } from '../../text/file-source.ts';

const INCLUDE = /^[ \t]*#[ \t]*include[ \t]*(<[^>\n]+>|"[^"\n]+")/gm;

/** Which of some files have an #include of a header as written, in any branch of #if. */
export class Includers {
  /** By `<net/if.h>` or, quoted, by the last name alone: `"in_pcb.h"`. */
  private readonly byName: ReadonlyMap<string, readonly string[]>;
  private readonly order: ReadonlyMap<string, number>;

  constructor(byName: ReadonlyMap<string, readonly string[]>, order: ReadonlyMap<string, number>) {
    this.byName = byName;
    this.order = order;
  }

  /** The files that name one of the headers, "net/if.h", in the order in which they were read. */
  ofAny(headers: readonly string[]): readonly string[] {
    const found = new Set<string>();
    for (const header of headers) {
      for (const path of this.byName.get(`<${header}>`) ?? []) found.add(path);
      for (const path of this.byName.get(`"${lastName(header)}"`) ?? []) found.add(path);
    }
    return [...found].sort((a, b) => (this.order.get(a) ?? 0) - (this.order.get(b) ?? 0));
  }
}

/** Reads the #includes of files, each file once. */
export function readIncluders(files: FileSource, paths: readonly string[]): Includers {
  const byName = new Map<string, string[]>();
  files.expect?.(paths);
  for (const path of new Set(paths)) {
    const names = Array.from((files.read(path) ?? '').matchAll(INCLUDE), (match) => match[1] as string);
    for (const key of new Set(
      names.map((name) => (name.startsWith('<') ? name : `"${lastName(name.slice(1, -1))}"`)),
    )) {
      addTo(byName, key, path);
    }
  }
  return new Includers(byName, new Map(paths.map((path, i) => [path, i])));
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
