import { containerTree } from '../../../server/src/core/analysis/containers/container-tree.ts';
import { replaced } from '../../kit/container-mutation.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** An INIT_VNET_ that is gone. */
export const mutate: Mutator = (code) => {
  const tree = containerTree(code.session.workspace);
  const places = [...(tree?.files.facts() ?? [])].flatMap(({ path, bodies }) =>
    bodies.flatMap((body) =>
      body.macros.flatMap((macro) => {
        const container = tree?.byInit.get(macro.macro);
        return container !== undefined &&
          body.uses.some(({ name }) => tree?.byAccessor.get(name)?.container === container) &&
          body.macros.filter((one) => one.macro === macro.macro).length === 1
          ? [{ path, macro }]
          : [];
      }),
    ),
  );
  const place = code.pick(places);
  return place === undefined ? undefined : replaced(code, place.path, /^\w+\(\w*\);/, ';', place.macro.start);
};
