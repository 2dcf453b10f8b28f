import type { OneParameterMacro } from './container-facts.ts';
import { classifyContainerMacro, type ContainerMacro, type Expansions } from './container-macros.ts';
import { ARGUMENT, BEGIN, wordsAfterProbes } from '../../vnet/macro-roles.ts';
import { VIMAGE_MODES, type VimageMode } from './vimage-modes.ts';
import { headerUnit } from './container-unit.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What macros of one header do with containers, by expanding each in the three modes. */
export function probeContainerMacros(
  workspace: Workspace,
  header: string,
  macros: readonly OneParameterMacro[],
): readonly ContainerMacro[] {
  const names = macros.map(({ name }) => name);
  const expanded = new Map(VIMAGE_MODES.map((mode) => [mode, expandIn(workspace, mode, header, names)] as const));
  return macros.flatMap(({ name, tag }, i) => {
    const of = (mode: VimageMode): readonly string[] | undefined => expanded.get(mode)?.get(i);
    const expansions: Expansions = { globals: of('globals'), static: of('static'), vimage: of('vimage') };
    const found = classifyContainerMacro(name, tag, expansions);
    return found === undefined ? [] : [found];
  });
}

/** The words of each macro's expansion, where the mode defines it. */
function expandIn(
  workspace: Workspace,
  mode: VimageMode,
  header: string,
  names: readonly string[],
): ReadonlyMap<number, readonly string[]> {
  const probes = names.map((name, i) => `${BEGIN}${i} ${name}(${ARGUMENT}0)\n`).join('');
  const { unit } = headerUnit(workspace, mode, header, probes);
  const { translation } = unit;
  const words = wordsAfterProbes(
    translation.segments.filter((segment) => segment.file === translation.mainFile).map((segment) => segment.tokens),
    workspace.frontEnd.preprocessor.interner,
  );
  // A macro that this mode does not define is no expansion of it.
  return new Map([...words].filter(([i, found]) => found[0] !== names[i]));
}
