import { isFailure } from '../../kernel/failure.ts';
import { modulesWithSet } from '../region/compiling-modules.ts';
import { ModuleImages } from './module-image.ts';
import type { UndefinedSymbol } from './undefined-symbols.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * By module, the symbols that its code needs and that neither it nor the kernel nor a module that it depends on has;
 * modules that lack nothing are not in it. Each is looked at alone: what keeps the kernel from loading it otherwise
 * does not matter.
 *
 * @param names modules, or `all` for those with virtualized globals
 */
export function lackingSymbols(
  workspace: Workspace,
  names: readonly string[],
): ReadonlyMap<string, readonly UndefinedSymbol[]> {
  const images = new ModuleImages(workspace);
  const found = new Map<string, readonly UndefinedSymbol[]>();
  for (const handle of names.length === 1 && names[0] === 'all' ? modulesWithSet(workspace, 'set_vnet') : names) {
    const image = images.image(handle);
    if (isFailure(image)) continue;
    const provided = image.providers.map(({ on, module }) => ({
      on,
      image: module === null ? undefined : images.image(module),
    }));
    const dependencies = provided.flatMap((one) =>
      one.image === undefined || isFailure(one.image) ? [] : [one.image],
    );
    const absent = provided.filter((one) => one.image === undefined || isFailure(one.image)).map(({ on }) => on);
    const symbols = images.undefinedIn(image, dependencies);
    if (symbols.length > 0)
      found.set(image.name, absent.length === 0 ? symbols : symbols.map((one) => unless(one, absent)));
  }
  return found;
}

/** What a module gives that is not here can't be told. */
function unless(symbol: UndefinedSymbol, absent: readonly string[]): UndefinedSymbol {
  return {
    ...symbol,
    certainty: 'unknown',
    because: symbol.because ?? `no module here is ${absent.join(' or ')}, which it depends on`,
  };
}
