import { compareText } from '../../collections/compare-text.ts';
import { counted } from '../../abi/exact.ts';
import type { PlacedVariable } from '../../vnet/unit-facts.ts';
import type { Session } from '../session/session.ts';

/** A virtualized global of the tree. */
export interface GlobalRow {
  readonly name: string;
  readonly type: string;
  /** Relative to the tree's root, or absolute outside it; lines and columns count from 1. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Bytes in this configuration's kernel. null: not in it, or unknown. */
  readonly size: number | null;
  readonly offset: number | null;
  readonly isInKernel: boolean;
  /** Modules that compile the file; undefined while that is being found out: ask again. */
  readonly modules: readonly string[] | undefined;
}

/** Every definition of a member of set_vnet in the tree, in the order of names, then of places. */
export function globalList(session: Session): readonly GlobalRow[] {
  const region = session.regions.region('set_vnet');
  const rows: GlobalRow[] = [];
  const listed = new Set<PlacedVariable>();
  for (const [name, definitions] of session.index.definitions) {
    for (const { path, fact } of definitions) {
      if (fact.set !== 'set_vnet') continue;
      const { line = -1, character = -1 } = session.tokens(path)?.lines.position(fact.start) ?? {};
      const row = region?.byName.get(name)?.find((one) => one.file === path && one.line === line + 1);
      if (row !== undefined) listed.add(row);
      rows.push({
        name,
        type: fact.type,
        file: path,
        line: line + 1,
        column: character + 1,
        size: counted(row?.sizeBytes ?? null) ?? null,
        offset: counted(row?.offsetBytes ?? null) ?? null,
        isInKernel: row !== undefined,
        modules: session.modules.of(path)?.map((module) => module.name),
      });
    }
  }
  // What a macro of the subsystem's own defines is in the kernel, and no definition of the index.
  for (const row of [...(region?.byName.values() ?? [])].flat()) {
    if (listed.has(row)) continue;
    const { name, type, file, line, column } = row;
    rows.push({
      name,
      type,
      file,
      line,
      column,
      size: counted(row.sizeBytes) ?? null,
      offset: counted(row.offsetBytes) ?? null,
      isInKernel: true,
      modules: session.modules.of(file)?.map((module) => module.name),
    });
  }
  return rows.sort((a, b) => compareText(a.name, b.name) || compareText(a.file, b.file) || a.line - b.line);
}
