import type { Mutator } from '../../kit/mutation.ts';

/** An accessor's line stands twice. */
export const mutate: Mutator = (code) => {
  const accessor = code.pick(code.accessors());
  if (accessor === undefined) return undefined;
  const { path, fact } = accessor;
  const { text } = code.tokens(path);
  const start = text.lastIndexOf('\n', fact.start) + 1;
  const end = text.indexOf('\n', fact.start) + 1;
  return { edits: [{ path, start: end, end, text: text.slice(start, end) }] };
};
