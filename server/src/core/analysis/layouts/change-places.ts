import type { Change } from '../../compat/change.ts';
import { lineColumn } from '../../vnet/file-facts.ts';
import { definitionSpot, globalSpot, recordSpot } from '../../written/definition-spots.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The location of a change, as a developer sees it; 1-based. */
export interface ChangeLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** The places of changes in the newer tree, in their order; undefined if the text doesn't show one. */
export function changePlaces(
  workspace: Workspace,
  changes: readonly Change[],
): readonly (ChangeLocation | undefined)[] {
  return changes.map((change) => {
    const text = workspace.files.read(change.file);
    if (text === undefined) return undefined;
    const tokens = workspace.frontEnd.preprocessor.tokensOf(change.file, text);
    const spot =
      change.of === 'record'
        ? recordSpot(tokens, change.name, change.kind === 'removed' ? undefined : change.member)
        : change.of === 'constant'
          ? definitionSpot(tokens, change.name)
          : globalSpot(tokens, change.name);
    if (spot === undefined) return undefined;
    const { line, column } = lineColumn(tokens, spot.start);
    return { file: change.file, line, column, endColumn: column + spot.end - spot.start };
  });
}
