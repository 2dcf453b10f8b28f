// Generated from server/src/core/rules; test/rules/generated.test.ts holds it to them (VNETSCOPE_UPDATE=1 writes it).

/** The rules, with the severity that each has of its own. */
export const ruleNames = {
  'accessor-names-other': { severity: 'warning', summary: 'an accessor V_x reaches another variable than x, though x exists' },
  'curvnet-not-restored': { severity: 'error', summary: 'a way out of a function or a block after CURVNET_SET without CURVNET_RESTORE' },
  'curvnet-restore-without-set': { severity: 'error', summary: 'CURVNET_RESTORE that some way reaches without CURVNET_SET, or a second time' },
  'curvnet-set-in-block': { severity: 'error', summary: 'CURVNET_SET in an inner block, its CURVNET_RESTORE behind it; or as the body of an if without braces' },
  'curvnet-set-twice': { severity: 'error', summary: 'two CURVNET_SET in one block' },
  'declare-type-mismatch': { severity: 'error', summary: 'a VNET_DECLARE gives another type than the variable\'s VNET_DEFINE' },
  'malformed-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment names no rule that exists, or gives no reason' },
  'sysctl-missing-vnet-flag': { severity: 'error', summary: 'a sysctl is given the address of a virtualized global without CTLFLAG_VNET' },
  'unused-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment holds nothing back' },
} as const;
