import type { Mutator } from '../../kit/mutation.ts';

/** Two files of one module, one name. */
export const mutate: Mutator = (code) => {
  // Where VNET_DEFINE_STATIC is static in modules too, nothing clashes.
  if (!code.ways.hasGlobalStatics) return undefined;
  const paths = code.inModules();
  const pairs = paths.flatMap((a) =>
    paths
      .filter(
        (b) =>
          b > a &&
          code.session.modules
            .of(a)
            ?.some(({ name }) => code.session.modules.of(b)?.some((other) => other.name === name)),
      )
      .map((b) => [a, b] as const),
  );
  const pair = code.pick(pairs);
  if (pair === undefined) return undefined;
  const text = `VNET_DEFINE_STATIC(int, ${code.fresh()});`;
  return {
    edits: [code.insertAtFileScope(pair[0], text, 'compiled'), code.insertAtFileScope(pair[1], text, 'compiled')],
  };
};
