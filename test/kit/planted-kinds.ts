/** A mistake of one kind, and its twin: the same code as somebody wrote it who knew. */
export interface PlantedKind {
  readonly rule: string;
  readonly bad: string;
  readonly good: string;
}

/** `n` is a name that nothing in the tree has; `V_n` is an int of each vnet in both texts. */
export function plantedKinds(n: string): readonly PlantedKind[] {
  const own = `VNET_DEFINE(int, ${n});\n#define V_${n} VNET(${n})\n`;
  const handler = (body: string): string => `static void ${n}_work(void *arg) { ${body} }\n`;
  const set = `CURVNET_SET((struct vnet *)arg); V_${n}++; CURVNET_RESTORE();`;
  const handed = (text: string): PlantedKind => ({
    rule: 'handler-without-curvnet',
    bad: `${own}${handler(`V_${n}++;`)}${text}\n`,
    good: `${own}${handler(set)}${text}\n`,
  });
  const inner = `static void ${n}_init(const void *arg)`;
  const constructor = `VNET_SYSINIT(${n}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${n}_init, NULL);\n`;
  const destructor = `VNET_SYSUNINIT(${n}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${n}_uninit, NULL);\n`;
  const secret = `VNET_DEFINE(u_char, ${n}_key[16]);\n#define V_${n}_key VNET(${n}_key)\nint ${n}_hash(int a) { return (a ^ V_${n}_key[0]); }\n`;
  const timer = `VNET_DEFINE(struct callout, ${n}_ch);\n#define V_${n}_ch VNET(${n}_ch)\nstatic void ${n}_tick(void *arg) { CURVNET_SET((struct vnet *)arg); callout_reset(&V_${n}_ch, hz, ${n}_tick, curvnet); CURVNET_RESTORE(); }\n${inner} { callout_init(&V_${n}_ch, 1); callout_reset(&V_${n}_ch, hz, ${n}_tick, curvnet); }\n${constructor}`;
  const lock = `VNET_DEFINE(struct rwlock, ${n}_lock);\n#define V_${n}_lock VNET(${n}_lock)\n#define ${n}_PTR() (&V_${n}_lock)\n#define ${n}_INIT() rw_init(${n}_PTR(), "x")\n#define ${n}_DESTROY() rw_destroy(${n}_PTR())\n${inner} { ${n}_INIT(); }\n${constructor}`;
  const task = `VNET_DEFINE(struct task, ${n}_task);\n#define V_${n}_task VNET(${n}_task)\n${inner} { TASK_INIT(&V_${n}_task, 0, ${n}_run, curvnet); }\n${constructor}`;
  const uninit = (body: string): string => `static void ${n}_uninit(const void *arg) { ${body} }\n${destructor}`;
  const loop = (body: string): string =>
    `static void ${n}_all(void) { V_${n}--; }\nvoid ${n}_walk(void);\nvoid ${n}_walk(void) { VNET_ITERATOR_DECL(it); VNET_LIST_RLOCK(); VNET_FOREACH(it) { ${body} } VNET_LIST_RUNLOCK(); }\n`;
  const words = `#define ${n}_FLAG CTLFLAG_VNET\n#define ${n}_NAME(x) VNET_NAME(x)\n`;
  const flags = (test: string): string =>
    `int ${n}_f(struct vnet *to, int a);\nint ${n}_f(struct vnet *to, int a) { int skip = 0; if (a == 0) { skip = 1; goto out; } CURVNET_SET(to); V_${n} = a; out: if (skip ${test} 0) CURVNET_RESTORE(); return (0); }\n`;
  const sysctl = (access: string): string =>
    `SYSCTL_DECL(_net);\n${own}${words}SYSCTL_INT(_net, OID_AUTO, ${n}, ${access}, &${n}_NAME(${n}), 0, "");\n`;
  return [
    handed(`static device_method_t ${n}_m[] = { DEVMETHOD(iicbus_intr, ${n}_work), DEVMETHOD_END };`),
    handed(`static const struct usb_config ${n}_c[] = { { .type = UE_BULK, .callback = &${n}_work } };`),
    handed(`void ${n}_go(struct cryptop *crp);\nvoid ${n}_go(struct cryptop *crp) { crp->crp_callback = ${n}_work; }`),
    handed(`void ${n}_go(struct work_struct *w);\nvoid ${n}_go(struct work_struct *w) { INIT_WORK(w, ${n}_work); }`),
    handed(`static struct ttyhook ${n}_h = { .th_rint = ${n}_work };`),
    handed(`static osd_method_t ${n}_o[PR_MAXMETHOD] = { [PR_METHOD_REMOVE] = ${n}_work };`),
    {
      rule: 'secret-of-one-vnet',
      bad: `${secret}static void ${n}_init(void *arg) { arc4rand(&V_${n}_key, 16, 0); }\nSYSINIT(${n}, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, ${n}_init, NULL);\n`,
      good: `${secret}${inner} { arc4rand(&V_${n}_key, 16, 0); }\n${constructor}`,
    },
    {
      rule: 'callout-not-drained',
      bad: `${timer}${uninit(`callout_stop(&V_${n}_ch);`)}`,
      good: `${timer}${uninit(`callout_drain(&V_${n}_ch);`)}`,
    },
    { rule: 'vnet-resource-leak', bad: lock, good: `${lock}${uninit(`${n}_DESTROY();`)}` },
    {
      rule: 'vnet-resource-leak',
      bad: task,
      good: `${task}${uninit(`taskqueue_drain(taskqueue_thread, &V_${n}_task);`)}`,
    },
    {
      rule: 'vnet-foreach-without-curvnet',
      bad: `${own}${loop(`${n}_all();`)}`,
      good: `${own}${loop(`CURVNET_SET(it); ${n}_all(); CURVNET_RESTORE();`)}`,
    },
    {
      rule: 'sysctl-missing-vnet-flag',
      bad: sysctl('CTLFLAG_RW'),
      good: sysctl(`${n}_FLAG | CTLFLAG_RW`),
    },
    { rule: 'curvnet-not-restored', bad: `${own}${flags('!=')}`, good: `${own}${flags('==')}` },
    {
      rule: 'unknown-accessor',
      bad: `${own}int ${n}_get(void);\nint ${n}_get(void) { return (V_${n}x + 1); }\n`,
      good: `${own}int ${n}_get(void);\nint ${n}_get(void) { return (V_${n} + 1); }\n`,
    },
  ];
}
