import { registryDifferences, type RegistryDifference, type RegistryFile } from '../../compat/registry.ts';
import type { Spot } from '../../text/spot.ts';
import { lineColumn } from '../../vnet/file-facts.ts';
import { headerConstants } from './header-constants.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** A difference with the place of the constant's definition in its header. */
interface PlacedDifference extends RegistryDifference, Spot {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export interface RegistryReport {
  readonly title: string;
  readonly header: string;
  /** False when the tree has no such header. */
  readonly isThere: boolean;
  /** Constants that were held to a registry. */
  readonly compared: number;
  readonly differences: readonly PlacedDifference[];
}

/** What the header of a registry file says otherwise, in a tree. */
export function checkRegistry(workspace: Workspace, registry: RegistryFile): RegistryReport {
  const file = workspace.inSys(registry.header);
  const { title, header } = registry;
  const text = workspace.files.read(file);
  if (text === undefined) return { title, header, isThere: false, compared: 0, differences: [] };
  const tokens = workspace.frontEnd.preprocessor.tokensOf(file, text);
  const constants = headerConstants(workspace, tokens, (name) => registry.registries.some(({ isOwn }) => isOwn(name)));
  const spots = new Map(constants.map(({ name, start, end }) => [name, { start, end }]));
  const differences = registryDifferences(
    registry,
    constants.map(({ name, value }) => [name, value] as const),
  ).map((difference) => {
    const spot = spots.get(difference.constant) ?? { start: 0, end: 0 };
    return { ...difference, ...spot, ...lineColumn(tokens, spot.start), file };
  });
  return { title, header, isThere: true, compared: constants.length, differences };
}
