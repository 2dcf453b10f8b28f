import { counted } from '../../abi/exact.ts';
import { isFailure } from '../../kernel/failure.ts';
import type { InstanceSet } from '../../vnet/set-variables.ts';
import { assembleRegion } from '../region/region.ts';
import type { Session } from '../session/session.ts';

/**
 * A variable's place in its module's own set. It is the place in modspace too if the module is loaded first after boot.
 */
export interface PlaceInModule {
  readonly module: string;
  readonly offsetBytes: number;
  /** Of the module's whole set. */
  readonly sizeBytes: number;
  /** Room that the kernel keeps for modules; undefined while it is not known. */
  readonly modspaceBytes: number | undefined;
}

/** Undefined if a size in the module is not known; 'pending' while a source of it has not been measured. */
export function placeInModule(
  session: Session,
  moduleName: string,
  set: InstanceSet,
  name: string,
  file: string,
): PlaceInModule | 'pending' | undefined {
  const module = session.workspace.module(moduleName);
  if (isFailure(module)) return undefined;
  const parts = [];
  for (const { source } of module.objects) {
    if (session.facts(source)?.definitions.some((definition) => definition.set === set) !== true) continue;
    const part = session.regions.knownPart(source);
    if (part === undefined) return 'pending';
    parts.push(part);
  }
  const region = assembleRegion(set, parts, module.setEnds[set]);
  const row = region.byName.get(name)?.find((one) => one.source === file || one.file === file);
  const sizeBytes = counted(region.image.sizeBytes);
  const offsetBytes = counted(row?.offsetBytes ?? null);
  if (offsetBytes === null || sizeBytes === null) return undefined;
  return {
    module: module.name,
    offsetBytes,
    sizeBytes,
    modspaceBytes: counted(session.regions.region(set)?.byName.get('modspace')?.[0]?.sizeBytes ?? null) ?? undefined,
  };
}
