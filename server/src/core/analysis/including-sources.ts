import type { Workspace } from './workspace.ts';

/** Compiled sources by what they include, as written: `<net/if.h>`, `"in_pcb.h"`. */
type Includers = ReadonlyMap<string, readonly string[]>;

const known = new WeakMap<Workspace, { includers: Includers | undefined }>();

/** Compiled sources that name a header, "net/if.h", in an #include, in the order of the kernel's objects; by its last name alone where quoted. */
export function sourcesIncluding(workspace: Workspace, inSys: string): readonly string[] {
  let kept = known.get(workspace);
  if (kept === undefined) {
    const made: { includers: Includers | undefined } = { includers: undefined };
    workspace.forgetters.add(() => { made.includers = undefined; });
    known.set(workspace, (kept = made));
  }
  const includers = (kept.includers ??= readIncluders(workspace));
  const both = new Set([...includers.get(`<${inSys}>`) ?? [], ...includers.get(`"${inSys.slice(inSys.lastIndexOf('/') + 1)}"`) ?? []]);
  return workspace.kernel.objects.map(({ source }) => source).filter((source) => both.has(source));
}

function readIncluders(workspace: Workspace): Includers {
  const found = new Map<string, string[]>();
  for (const { source } of workspace.kernel.objects) {
    const text = source.endsWith('.c') ? workspace.files.read(source) ?? '' : '';
    for (const name of new Set(Array.from(text.matchAll(/^[ \t]*#[ \t]*include[ \t]*(<[^>\n]+>|"[^"\n]+")/gm), (match) => match[1] as string))) {
      const key = name.startsWith('<') ? name : `"${name.slice(name.lastIndexOf('/') + 1).replace(/^"/, '')}`;
      const sources = found.get(key);
      if (sources === undefined) found.set(key, [source]);
      else sources.push(source);
    }
  }
  return found;
}
