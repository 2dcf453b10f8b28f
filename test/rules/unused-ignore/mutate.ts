import { RULES } from '../../../server/src/core/rules/registry.ts';
import type { Mutator } from '../../kit/mutation.ts';

/** A comment about nothing. */
export const mutate: Mutator = (code) => {
  const path = code.pick(code.files());
  if (path === undefined) return undefined;
  const rule = code.random.pick(RULES.filter(({ isLast, severity }) => isLast !== true && severity !== 'off')).id;
  const before = code.session.findings(path)?.filter((finding) => finding.rule === rule) ?? [];
  return before.length > 0
    ? undefined
    : { edits: [code.insertAtFileScope(path, `/* vnetscope-ignore ${rule}: seeded */`)] };
};
