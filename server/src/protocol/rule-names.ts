// Generated from server/src/core/rules; test/rules/generated.test.ts holds it to them (VNETSCOPE_UPDATE=1 writes it).

/** The rules, with the severity that each has of its own. */
export const ruleNames = {
  'accessor-duplicate': { severity: 'information', summary: 'an accessor V_x is defined in several places' },
  'accessor-missing': {
    severity: 'error',
    summary: 'V_x is used, x is a virtualized global, and no #define V_x stands in the tree',
  },
  'accessor-names-other': {
    severity: 'warning',
    summary: 'an accessor V_x reaches another variable than x, though x exists',
  },
  'avoidable-padding': {
    severity: 'hint',
    summary: 'layout.paddingBytes or more of a file are padding that another order would save, in every vnet',
  },
  'boot-initializer-of-vnet': {
    severity: 'error',
    summary:
      'MTX_SYSINIT, SYSINIT, TUNABLE_INT and their like are given a virtualized global: one copy of it is set up, once',
  },
  'container-accessor': { severity: 'warning', summary: 'a member of a container has no V_ accessor' },
  'container-guard': {
    severity: 'error',
    summary: 'an extern outside VIMAGE_GLOBALS whose definition is inside, or the reverse',
  },
  'container-init': { severity: 'error', summary: 'V_x is used without the INIT_VNET_ of its container' },
  'container-lost-initializer': {
    severity: 'warning',
    summary: "a plain global starts with a value that no constructor gives the container's member",
  },
  'container-size': {
    severity: 'warning',
    summary: 'the size that is published for a container is not its size on this machine',
  },
  'container-symbol-map': {
    severity: 'warning',
    summary: "a program asks for a member that its module's symbol map does not have",
  },
  'container-type-mismatch': {
    severity: 'error',
    summary: 'a member of a container has another type than its plain global',
  },
  'counter-shares-line': {
    severity: 'off',
    summary: 'a plain number that code for mbufs counts up lies in one cache line with other virtualized globals',
  },
  'curvnet-not-restored': {
    severity: 'error',
    summary: 'a way out of a function or a block after CURVNET_SET without CURVNET_RESTORE',
  },
  'curvnet-restore-without-set': {
    severity: 'error',
    summary: 'CURVNET_RESTORE that some way reaches without CURVNET_SET, or a second time',
  },
  'curvnet-set-in-block': {
    severity: 'error',
    summary: 'CURVNET_SET in an inner block, its CURVNET_RESTORE behind it; or as the body of an if without braces',
  },
  'curvnet-set-twice': { severity: 'error', summary: 'two CURVNET_SET in one block' },
  'declare-in-source': {
    severity: 'off',
    summary: 'a source declares what another source defines, where a header should',
  },
  'declare-type-mismatch': {
    severity: 'error',
    summary: "a VNET_DECLARE gives another type than the variable's VNET_DEFINE",
  },
  'declared-never-defined': {
    severity: 'warning',
    summary: 'a virtualized global is declared and used, and nothing in the tree defines it',
  },
  'defined-twice': { severity: 'error', summary: 'two definitions of one virtualized global are linked together' },
  'eventhandler-per-vnet': {
    severity: 'information',
    summary: 'EVENTHANDLER_REGISTER in a constructor of vnets: the handler runs once per vnet for each event',
  },
  'handler-without-curvnet': {
    severity: 'warning',
    summary:
      'a callout, task, thread, interrupt, device or event handler reaches virtualized globals without CURVNET_SET',
  },
  'hardwired-vnet0': { severity: 'information', summary: 'curvnet is set to vnet0, whoever asked' },
  'initializer-other-address': {
    severity: 'error',
    summary:
      'an initializer holds the address of another virtualized global: in every vnet it points into the reference copy',
  },
  'initializer-own-address': {
    severity: 'error',
    summary: 'an initializer holds the address of the variable itself: in every vnet it points into the reference copy',
  },
  'large-global': {
    severity: 'information',
    summary: 'a virtualized global as large as layout.largeBytes, which every vnet pays for',
  },
  'layout-change': {
    severity: 'warning',
    summary: 'a member moves others, or is another, since the baseline that the setting compat.against names',
  },
  'made-for-one-vnet': {
    severity: 'warning',
    summary:
      'a virtualized lock, callout, zone or tail queue that is initialized once, not in each vnet; a zone that nobody makes',
  },
  'malformed-ignore': {
    severity: 'warning',
    summary: 'a vnetscope-ignore comment names no rule that exists, or gives no reason',
  },
  'modspace-overflow': {
    severity: 'warning',
    summary:
      "a module's virtualized globals do not fit in modspace, alone or beside the modules of layout.loadedModules",
  },
  'module-alignment': {
    severity: 'information',
    summary: "a module's virtualized global asks for an alignment that modspace does not give",
  },
  'module-pointer-initializer': {
    severity: 'warning',
    summary:
      "a module's virtualized global starts with an address, which vnets that exist at kldload get unrelocated (to 14)",
  },
  'netisr-register-per-vnet': {
    severity: 'warning',
    summary: 'netisr_register in every vnet; a protocol is registered once',
  },
  'never-used': {
    severity: 'hint',
    summary: 'nothing in the tree reads or writes a virtualized global, or only its sysctl does',
  },
  'old-interface': { severity: 'error', summary: 'a name of an older VNET interface that this release no longer has' },
  'pcpustat-without-sysinit': {
    severity: 'warning',
    summary: 'VNET_PCPUSTAT_DEFINE without VNET_PCPUSTAT_SYSINIT or VNET_PCPUSTAT_SYSUNINIT',
  },
  'plain-global': {
    severity: 'information',
    summary: "a plain number beside virtualized globals, written per packet where the vnet's own are used",
  },
  'raw-entry-name': {
    severity: 'warning',
    summary: 'vnet_entry_x or pcpu_entry_x is written out: that is the reference copy, and it is gone without VIMAGE',
  },
  'registry-number': {
    severity: 'warning',
    summary: 'a protocol constant has another number than the published registry gives it',
  },
  'sleep-under-vnet-list-lock': {
    severity: 'warning',
    summary: 'a call that may sleep while VNET_LIST_RLOCK_NOSLEEP is held',
  },
  'static-define': {
    severity: 'error',
    summary: 'static VNET_DEFINE where the release has VNET_DEFINE_STATIC, or the reverse',
  },
  'static-initializer-uses-vnet': {
    severity: 'error',
    summary: 'a static initializer uses V_x: no constant with VIMAGE, where it depends on curvnet',
  },
  'static-name-clash': {
    severity: 'warning',
    summary:
      'two files of one module define a static virtualized global of the same name: on arm64 and others they clash',
  },
  'sysctl-double-base': { severity: 'error', summary: "the vnet's base is added twice to the argument of a sysctl" },
  'sysctl-handler-uses-vnet': {
    severity: 'information',
    summary: "a writable sysctl's handler works on the vnet, and without CTLFLAG_VNET no jail's root may write it",
  },
  'sysctl-missing-vnet-flag': {
    severity: 'error',
    summary: 'a sysctl is given the address of a virtualized global without CTLFLAG_VNET',
  },
  'sysctl-size-mismatch': {
    severity: 'error',
    summary: "a sysctl's type has another size than the virtualized global that it is given",
  },
  'sysctl-superfluous-vnet-flag': {
    severity: 'error',
    summary: 'a sysctl with CTLFLAG_VNET is given the address of a plain global: it reads and writes wild memory',
  },
  'sysctl-value-argument': {
    severity: 'error',
    summary: 'a static sysctl is given &V_x, which is no constant with VIMAGE; it wants &VNET_NAME(x)',
  },
  'sysctl-vnet-tunable': {
    severity: 'warning',
    summary: 'CTLFLAG_TUN on a sysctl with CTLFLAG_VNET: this release never reads the tunable',
  },
  'sysinit-uses-vnet': {
    severity: 'information',
    summary: 'a plain SYSINIT, SYSUNINIT or module event handler works on one vnet alone',
  },
  'uninitialized-object': {
    severity: 'warning',
    summary: 'a lock, callout, task or tail queue is virtualized and used, and nothing in the tree initializes it',
  },
  'unused-ignore': { severity: 'warning', summary: 'a vnetscope-ignore comment holds nothing back' },
  'unused-member': { severity: 'off', summary: 'a member of a record in a header is named nowhere in the tree' },
  'vnet-foreach-in-constructor': {
    severity: 'warning',
    summary: 'VNET_FOREACH in a constructor of vnets: the vnet that is being made is not on the list yet',
  },
  'vnet-foreach-jump': {
    severity: 'information',
    summary: 'break or continue in VNET_FOREACH, which is no loop in kernels without VIMAGE',
  },
  'vnet-foreach-without-curvnet': {
    severity: 'warning',
    summary: 'the body of VNET_FOREACH uses V_x without CURVNET_SET of its vnet',
  },
  'vnet-foreach-without-lock': {
    severity: 'warning',
    summary: 'VNET_FOREACH without VNET_LIST_RLOCK or VNET_LIST_RLOCK_NOSLEEP',
  },
  'vnet-resource-leak': {
    severity: 'warning',
    summary: 'a constructor of vnets makes something that nothing gives back',
  },
  'vnet-sysinit-level': {
    severity: 'error',
    summary: 'VNET_SYSINIT or VNET_SYSUNINIT at a subsystem where there are no vnets yet, or behind SI_SUB_VNET_DONE',
  },
  'vnet-sysinit-order': { severity: 'warning', summary: 'a constructor of vnets uses what a later constructor makes' },
} as const;
