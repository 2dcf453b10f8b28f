import type { TokenFile } from '../../lexer/token-file.ts';
import type { HeaderConstant } from '../../rules/rule.ts';
import { constantQuestions, constantValues, definedConstants } from './layout-constants.ts';
import { UserlandView } from './userland-view.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Integer constants of a header that are wanted, with their values as a program that includes it has them. */
export function headerConstants(
  workspace: Workspace,
  header: TokenFile,
  isWanted: (name: string) => boolean,
): readonly HeaderConstant[] {
  const spots = definedConstants(header, isWanted);
  const names = [...spots.keys()];
  const view = new UserlandView(workspace).program('<registry>.c', [header.path], [], constantQuestions(names));
  const values = constantValues(
    workspace.translate(view.source, view.text, view.compile, view.build, () => 0),
    names,
  );
  return [...spots].flatMap(([name, spot]) =>
    values[name] === undefined ? [] : [{ ...spot, name, value: BigInt(values[name]) }],
  );
}
