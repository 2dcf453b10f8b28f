// Generated from server/src/core/rules; test/rules/generated.test.ts holds it to them (VNETSCOPE_UPDATE=1 writes it).

/** The rules, with the severity that each has of its own. */
export const ruleNames = {
  'accessor-names-other': { severity: 'warning', summary: 'an accessor V_x reaches another variable than x, though x exists' },
  'curvnet-not-restored': { severity: 'error', summary: 'a way out of a function or a block after CURVNET_SET without CURVNET_RESTORE' },
  'curvnet-restore-without-set': { severity: 'error', summary: 'CURVNET_RESTORE that some way reaches without CURVNET_SET, or a second time' },
  'curvnet-set-in-block': { severity: 'error', summary: 'CURVNET_SET in an inner block, its CURVNET_RESTORE behind it; or as the body of an if without braces' },
  'curvnet-set-twice': { severity: 'error', summary: 'two CURVNET_SET in one block' },
  'declare-type-mismatch': { severity: 'error', summary: 'a VNET_DECLARE gives another type than the variable\'s VNET_DEFINE' },
  'handler-without-curvnet': { severity: 'warning', summary: 'a callout, task, thread, interrupt, device or event handler reaches virtualized globals without CURVNET_SET' },
  'hardwired-vnet0': { severity: 'information', summary: 'curvnet is set to vnet0, whoever asked' },
  'layout-change': { severity: 'warning', summary: 'a member moves others, or is another, since the baseline that the setting compat.against names' },
  'malformed-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment names no rule that exists, or gives no reason' },
  'registry-number': { severity: 'warning', summary: 'a protocol constant has another number than the published registry gives it' },
  'sleep-under-vnet-list-lock': { severity: 'warning', summary: 'a call that may sleep while VNET_LIST_RLOCK_NOSLEEP is held' },
  'sysctl-missing-vnet-flag': { severity: 'error', summary: 'a sysctl is given the address of a virtualized global without CTLFLAG_VNET' },
  'unused-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment holds nothing back' },
  'unused-member': { severity: 'off', summary: 'a member of a record in a header is named nowhere in the tree' },
  'vnet-foreach-jump': { severity: 'information', summary: 'break or continue in VNET_FOREACH, which is no loop in kernels without VIMAGE' },
  'vnet-foreach-without-curvnet': { severity: 'warning', summary: 'the body of VNET_FOREACH uses V_x without CURVNET_SET of its vnet' },
  'vnet-foreach-without-lock': { severity: 'warning', summary: 'VNET_FOREACH without VNET_LIST_RLOCK or VNET_LIST_RLOCK_NOSLEEP' },
} as const;
