import { conditionsAt } from '../../../server/src/core/written/conditions.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A member that nothing names, in a struct of a header that some unit reads. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.files((file) => file.endsWith('.h') && code.session.compat.unitOf(file) !== undefined));
  if (path === undefined) return undefined;
  const tokens = code.tokens(path);
  const places = Array.from(tokens.text.matchAll(/^struct\s+\w+\s*\{(?=\s*\n)/gm)).filter(
    ({ index }) =>
      code.isLive(path, index) && conditionsAt(tokens, index).every(({ text }) => /_H_*$|_KERNEL/.test(text)),
  );
  const place = code.pick(places);
  if (place === undefined) return undefined;
  const at = place.index + place[0].length;
  return {
    edits: [
      {
        path,
        start: at,
        end: at,
        text: `\n\t${code.random.pick(['int\t', 'void\t*', 'u_char\t', 'struct mutant\t*'])}${code.fresh()};`,
      },
    ],
  };
};
