import type { Exact } from '../../abi/exact.ts';
import type { VariableFact } from '../../vnet/file-facts.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import type { MeasuredVariable } from './measured-variable.ts';
import type { PlacedVariable } from '../../vnet/unit-facts.ts';
import type { Region } from '../region/region.ts';
import type { Session } from '../session/session.ts';
import { filesLine } from './files-lists.ts';
import { conditionsAround } from './why-left-out.ts';
import type { Located } from '../workspace/tree-index.ts';

/** Where a variable lies in the kernel's set, or why that is unknown. */
export type PlaceInSet =
  | { readonly kind: 'offset'; readonly offsetBytes: Exact }
  /** Being worked out. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Defined, but not in this kernel. `modules` is undefined while it is not known who compiles the file. */
  | {
      readonly kind: 'notInKernel';
      readonly file: string;
      readonly isCompiled: boolean;
      readonly modules: readonly string[] | undefined;
      /** False while a module of these has not been measured. */
      readonly isMeasured?: boolean;
      /** The #if lines around the definition. */
      readonly conditions?: string;
      /** What sys/conf/files says of a file that is not compiled. */
      readonly filesLine?: string;
    }
  /** The configuration has no options VIMAGE: there is no set_vnet. */
  | { readonly kind: 'noVimage' }
  /** Declared or used, but not defined in the tree. */
  | { readonly kind: 'undefined' };

export function placeInSet(
  session: Session,
  set: InstanceSet,
  name: string,
  definition: Located<VariableFact> | undefined,
  measured: MeasuredVariable | undefined,
): PlaceInSet {
  const { workspace } = session;
  if (set === 'set_vnet' && !workspace.kernel.vimage) return { kind: 'noVimage' };
  const region = session.regions.region(set);
  if (region === undefined) return { kind: 'pending' };
  const row = rowOf(region, name, definition?.path ?? measured?.definedIn);
  if (row !== undefined)
    return row.offsetBytes === null
      ? { kind: 'unknown', reason: whyUnplaced(region, row) }
      : { kind: 'offset', offsetBytes: row.offsetBytes };
  if (definition === undefined) return session.isIndexed ? { kind: 'undefined' } : { kind: 'pending' };
  const file = definition.path;
  const isCompiled = workspace.isCompiled(file);
  const conditions = conditionsAround(session, file, definition.fact.start);
  const line = isCompiled ? undefined : filesLine(workspace, file);
  return {
    kind: 'notInKernel',
    file,
    isCompiled,
    ...(conditions === undefined ? {} : { conditions }),
    ...(line === undefined ? {} : { filesLine: line }),
    modules: isCompiled || !file.endsWith('.c') ? [] : session.modules.of(file)?.map((module) => module.name),
  };
}

/** The member that a definition in `file` makes; without a file the only one of that name. */
export function rowOf(region: Region, name: string, file: string | undefined): PlacedVariable | undefined {
  const rows = region.byName.get(name) ?? [];
  if (file === undefined) return rows.length === 1 ? rows[0] : undefined;
  return rows.find((row) => row.file === file || row.source === file);
}

/** The first member up to this one whose size or alignment is not known. */
function whyUnplaced(region: Region, row: PlacedVariable): string {
  for (const object of region.image.objects) {
    for (const { member } of object.members) {
      if (member.unknown !== undefined)
        return member.symbol === row.symbol && member.file === row.file
          ? member.unknown
          : `the size of '${member.name}', which precedes it, is unknown: ${member.unknown}`;
    }
  }
  return 'not known';
}
