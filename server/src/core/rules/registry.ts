// Generated from the files of this folder; test/rules/registry.test.ts holds it to them.
import { rule as accessorNamesOther } from './accessor-names-other.ts';
import { rule as declareTypeMismatch } from './declare-type-mismatch.ts';
import { rule as sysctlMissingVnetFlag } from './sysctl-missing-vnet-flag.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [accessorNamesOther, declareTypeMismatch, sysctlMissingVnetFlag];
