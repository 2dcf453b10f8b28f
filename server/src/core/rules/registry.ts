// Generated from the files of this folder: VNETSCOPE_UPDATE=1 npm test -- test/rules/generated.test.ts writes it.
import { rule as accessorDuplicate } from './accessor-duplicate.ts';
import { rule as accessorMissing } from './accessor-missing.ts';
import { rule as accessorNamesOther } from './accessor-names-other.ts';
import { rule as avoidablePadding } from './avoidable-padding.ts';
import { rule as bootInitializerOfVnet } from './boot-initializer-of-vnet.ts';
import { rule as calloutNotDrained } from './callout-not-drained.ts';
import { rule as clonePinsJail } from './clone-pins-jail.ts';
import { rule as containerAccessor } from './container-accessor.ts';
import { rule as containerGuard } from './container-guard.ts';
import { rule as containerInit } from './container-init.ts';
import { rule as containerLostInitializer } from './container-lost-initializer.ts';
import { rule as containerSize } from './container-size.ts';
import { rule as containerSymbolMap } from './container-symbol-map.ts';
import { rule as containerTypeMismatch } from './container-type-mismatch.ts';
import { rule as counterSharesLine } from './counter-shares-line.ts';
import { rule as curvnetNotRestored } from './curvnet-not-restored.ts';
import { rule as curvnetRestoreWithoutSet } from './curvnet-restore-without-set.ts';
import { rule as curvnetSetInBlock } from './curvnet-set-in-block.ts';
import { rule as curvnetSetTwice } from './curvnet-set-twice.ts';
import { rule as declareInSource } from './declare-in-source.ts';
import { rule as declareTypeMismatch } from './declare-type-mismatch.ts';
import { rule as declaredNeverDefined } from './declared-never-defined.ts';
import { rule as definedTwice } from './defined-twice.ts';
import { rule as eventhandlerPerVnet } from './eventhandler-per-vnet.ts';
import { rule as freedBeforeStopped } from './freed-before-stopped.ts';
import { rule as handlerWithoutCurvnet } from './handler-without-curvnet.ts';
import { rule as hardwiredVnet0 } from './hardwired-vnet0.ts';
import { rule as hookBeforeHead } from './hook-before-head.ts';
import { rule as hookOfExistingVnets } from './hook-of-existing-vnets.ts';
import { rule as initializerOtherAddress } from './initializer-other-address.ts';
import { rule as initializerOwnAddress } from './initializer-own-address.ts';
import { rule as largeGlobal } from './large-global.ts';
import { rule as layoutChange } from './layout-change.ts';
import { rule as listEntriesLeak } from './list-entries-leak.ts';
import { rule as madeForOneVnet } from './made-for-one-vnet.ts';
import { rule as malformedIgnore } from './malformed-ignore.ts';
import { rule as modspaceOverflow } from './modspace-overflow.ts';
import { rule as moduleAlignment } from './module-alignment.ts';
import { rule as modulePointerInitializer } from './module-pointer-initializer.ts';
import { rule as netisrRegisterPerVnet } from './netisr-register-per-vnet.ts';
import { rule as neverUsed } from './never-used.ts';
import { rule as oldInterface } from './old-interface.ts';
import { rule as pcpustatWithoutSysinit } from './pcpustat-without-sysinit.ts';
import { rule as plainGlobal } from './plain-global.ts';
import { rule as rawEntryName } from './raw-entry-name.ts';
import { rule as registryNumber } from './registry-number.ts';
import { rule as secretOfOneVnet } from './secret-of-one-vnet.ts';
import { rule as sleepUnderVnetListLock } from './sleep-under-vnet-list-lock.ts';
import { rule as stateOutsideVnet } from './state-outside-vnet.ts';
import { rule as staticDefine } from './static-define.ts';
import { rule as staticInitializerUsesVnet } from './static-initializer-uses-vnet.ts';
import { rule as staticNameClash } from './static-name-clash.ts';
import { rule as sysctlDoubleBase } from './sysctl-double-base.ts';
import { rule as sysctlHandlerUsesVnet } from './sysctl-handler-uses-vnet.ts';
import { rule as sysctlJailFlags } from './sysctl-jail-flags.ts';
import { rule as sysctlMissingVnetFlag } from './sysctl-missing-vnet-flag.ts';
import { rule as sysctlSizeMismatch } from './sysctl-size-mismatch.ts';
import { rule as sysctlSuperfluousVnetFlag } from './sysctl-superfluous-vnet-flag.ts';
import { rule as sysctlValueArgument } from './sysctl-value-argument.ts';
import { rule as sysctlVnetTunable } from './sysctl-vnet-tunable.ts';
import { rule as sysinitUsesVnet } from './sysinit-uses-vnet.ts';
import { rule as uninitializedObject } from './uninitialized-object.ts';
import { rule as unknownAccessor } from './unknown-accessor.ts';
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
  accessorDuplicate,
  accessorMissing,
  accessorNamesOther,
  avoidablePadding,
  bootInitializerOfVnet,
  calloutNotDrained,
  clonePinsJail,
  containerAccessor,
  containerGuard,
  containerInit,
  containerLostInitializer,
  containerSize,
  containerSymbolMap,
  containerTypeMismatch,
  counterSharesLine,
  curvnetNotRestored,
  curvnetRestoreWithoutSet,
  curvnetSetInBlock,
  curvnetSetTwice,
  declareInSource,
  declareTypeMismatch,
  declaredNeverDefined,
  definedTwice,
  eventhandlerPerVnet,
  freedBeforeStopped,
  handlerWithoutCurvnet,
  hardwiredVnet0,
  hookBeforeHead,
  hookOfExistingVnets,
  initializerOtherAddress,
  initializerOwnAddress,
  largeGlobal,
  layoutChange,
  listEntriesLeak,
  madeForOneVnet,
  malformedIgnore,
  modspaceOverflow,
  moduleAlignment,
  modulePointerInitializer,
  netisrRegisterPerVnet,
  neverUsed,
  oldInterface,
  pcpustatWithoutSysinit,
  plainGlobal,
  rawEntryName,
  registryNumber,
  secretOfOneVnet,
  sleepUnderVnetListLock,
  stateOutsideVnet,
  staticDefine,
  staticInitializerUsesVnet,
  staticNameClash,
  sysctlDoubleBase,
  sysctlHandlerUsesVnet,
  sysctlJailFlags,
  sysctlMissingVnetFlag,
  sysctlSizeMismatch,
  sysctlSuperfluousVnetFlag,
  sysctlValueArgument,
  sysctlVnetTunable,
  sysinitUsesVnet,
  uninitializedObject,
  unknownAccessor,
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
