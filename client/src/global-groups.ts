import { bytesText, countText, grouped } from '../../server/src/core/text/amounts.ts';
import type { VirtualizedGlobalRow } from '../../server/src/protocol/globals.ts';

/** How the view groups the globals. */
export const GROUPINGS = {
  subsystem: 'by folder: net, netinet, netpfil/pf',
  file: 'by source',
  module: 'by the module that brings them, the kernel first',
  size: 'not grouped, the largest first',
} as const;
export type Grouping = keyof typeof GROUPINGS;

export interface GlobalGroup {
  readonly label: string;
  readonly globals: readonly VirtualizedGlobalRow[];
}

/**
 * The globals whose name, type or file holds the filter's words, in groups. `size` has one group without a name. In a
 * group they are in the order of names, or of falling sizes.
 */
export function globalGroups(
  globals: readonly VirtualizedGlobalRow[],
  grouping: Grouping,
  filter: string,
): readonly GlobalGroup[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = globals.filter(({ name, type, file }) => {
    const text = `${name} ${type} ${file}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (grouping === 'size') {
    return [{ label: '', globals: [...shown].sort((a, b) => (b.size ?? -1) - (a.size ?? -1)) }];
  }
  const groups = new Map<string, VirtualizedGlobalRow[]>();
  for (const row of shown) {
    for (const label of labelsOf(row, grouping)) {
      const group = groups.get(label);
      if (group === undefined) groups.set(label, [row]);
      else group.push(row);
    }
  }
  const isKernel = (label: string): number => (label === KERNEL ? 0 : label === NOWHERE ? 2 : 1);
  return [...groups]
    .sort(([a], [b]) => isKernel(a) - isKernel(b) || (a < b ? -1 : a > b ? 1 : 0))
    .map(([label, rows]) => ({ label, globals: rows }));
}

const KERNEL = 'kernel';
const NOWHERE = 'neither kernel nor module';

function labelsOf(row: VirtualizedGlobalRow, grouping: Grouping): readonly string[] {
  switch (grouping) {
    case 'file':
      return [row.file];
    case 'module': {
      const labels = [...(row.isInKernel ? [KERNEL] : []), ...row.modules.map((name) => `${name}.ko`)];
      return labels.length === 0 ? [NOWHERE] : labels;
    }
    default:
      return [row.file.replace(/^sys\//, '').replace(/\/?[^/]*$/, '') || '.'];
  }
}

/** "12 globals, 4,096 bytes per vnet" */
export function groupText({ globals }: GlobalGroup): string {
  const inKernel = globals.filter(({ isInKernel }) => isInKernel);
  const count = countText(globals.length, 'global');
  if (inKernel.length === 0) return count;
  if (inKernel.some(({ size }) => size === null)) return `${count}, of unknown size`;
  return `${count}, ${grouped(inKernel.reduce((sum, { size }) => sum + (size ?? 0), 0))} bytes per vnet`;
}

/** "8 bytes at 1,024", or where else it is. */
export function globalText({ size, offset, isInKernel, modules }: VirtualizedGlobalRow): string {
  if (!isInKernel) return modules.length === 0 ? 'not in this kernel' : modules.map((name) => `${name}.ko`).join(', ');
  const bytes = size === null ? 'unknown size' : bytesText(size);
  return `${bytes}${offset === null ? '' : ` at ${grouped(offset)}`}`;
}
