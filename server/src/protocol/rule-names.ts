// Generated from server/src/core/rules; test/rules/generated.test.ts holds it to them (VNETSCOPE_UPDATE=1 writes it).

/** The rules, with the severity that each has of its own. */
export const ruleNames = {
  'accessor-names-other': { severity: 'warning', summary: 'an accessor V_x reaches another variable than x, though x exists' },
  'declare-type-mismatch': { severity: 'error', summary: 'a VNET_DECLARE gives another type than the variable\'s VNET_DEFINE' },
  'malformed-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment names no rule that exists, or gives no reason' },
  'sysctl-missing-vnet-flag': { severity: 'error', summary: 'a sysctl is given the address of a virtualized global without CTLFLAG_VNET' },
  'unused-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment holds nothing back' },
} as const;
