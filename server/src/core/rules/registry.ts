// Generated from the files of this folder; test/rules/generated.test.ts holds it to them (VNETSCOPE_UPDATE=1 writes it).
import { rule as accessorNamesOther } from './accessor-names-other.ts';
import { rule as curvnetNotRestored } from './curvnet-not-restored.ts';
import { rule as curvnetRestoreWithoutSet } from './curvnet-restore-without-set.ts';
import { rule as curvnetSetInBlock } from './curvnet-set-in-block.ts';
import { rule as curvnetSetTwice } from './curvnet-set-twice.ts';
import { rule as declareTypeMismatch } from './declare-type-mismatch.ts';
import { rule as malformedIgnore } from './malformed-ignore.ts';
import { rule as sysctlMissingVnetFlag } from './sysctl-missing-vnet-flag.ts';
import { rule as unusedIgnore } from './unused-ignore.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
  accessorNamesOther,
  curvnetNotRestored,
  curvnetRestoreWithoutSet,
  curvnetSetInBlock,
  curvnetSetTwice,
  declareTypeMismatch,
  malformedIgnore,
  sysctlMissingVnetFlag,
  unusedIgnore,
];
