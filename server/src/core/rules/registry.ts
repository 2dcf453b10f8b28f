// Generated from the files of this folder; test/rules/generated.test.ts holds it to them (VNETSCOPE_UPDATE=1 writes it).
import { rule as accessorNamesOther } from './accessor-names-other.ts';
import { rule as curvnetNotRestored } from './curvnet-not-restored.ts';
import { rule as curvnetRestoreWithoutSet } from './curvnet-restore-without-set.ts';
import { rule as curvnetSetInBlock } from './curvnet-set-in-block.ts';
import { rule as curvnetSetTwice } from './curvnet-set-twice.ts';
import { rule as declareTypeMismatch } from './declare-type-mismatch.ts';
import { rule as eventhandlerPerVnet } from './eventhandler-per-vnet.ts';
import { rule as handlerWithoutCurvnet } from './handler-without-curvnet.ts';
import { rule as hardwiredVnet0 } from './hardwired-vnet0.ts';
import { rule as layoutChange } from './layout-change.ts';
import { rule as madeForOneVnet } from './made-for-one-vnet.ts';
import { rule as malformedIgnore } from './malformed-ignore.ts';
import { rule as netisrRegisterPerVnet } from './netisr-register-per-vnet.ts';
import { rule as pcpustatWithoutSysinit } from './pcpustat-without-sysinit.ts';
import { rule as registryNumber } from './registry-number.ts';
import { rule as sleepUnderVnetListLock } from './sleep-under-vnet-list-lock.ts';
import { rule as sysctlMissingVnetFlag } from './sysctl-missing-vnet-flag.ts';
import { rule as sysinitUsesVnet } from './sysinit-uses-vnet.ts';
import { rule as unusedIgnore } from './unused-ignore.ts';
import { rule as unusedMember } from './unused-member.ts';
import { rule as vnetForeachInConstructor } from './vnet-foreach-in-constructor.ts';
import { rule as vnetForeachJump } from './vnet-foreach-jump.ts';
import { rule as vnetForeachWithoutCurvnet } from './vnet-foreach-without-curvnet.ts';
import { rule as vnetForeachWithoutLock } from './vnet-foreach-without-lock.ts';
import { rule as vnetResourceLeak } from './vnet-resource-leak.ts';
import { rule as vnetSysinitLevel } from './vnet-sysinit-level.ts';
import { rule as vnetSysinitOrder } from './vnet-sysinit-order.ts';
import type { Rule } from './rule.ts';

export const RULES: readonly Rule[] = [
  accessorNamesOther,
  curvnetNotRestored,
  curvnetRestoreWithoutSet,
  curvnetSetInBlock,
  curvnetSetTwice,
  declareTypeMismatch,
  eventhandlerPerVnet,
  handlerWithoutCurvnet,
  hardwiredVnet0,
  layoutChange,
  madeForOneVnet,
  malformedIgnore,
  netisrRegisterPerVnet,
  pcpustatWithoutSysinit,
  registryNumber,
  sleepUnderVnetListLock,
  sysctlMissingVnetFlag,
  sysinitUsesVnet,
  unusedIgnore,
  unusedMember,
  vnetForeachInConstructor,
  vnetForeachJump,
  vnetForeachWithoutCurvnet,
  vnetForeachWithoutLock,
  vnetResourceLeak,
  vnetSysinitLevel,
  vnetSysinitOrder,
];
