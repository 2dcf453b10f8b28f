import { withAccessor } from '../../kit/mutation.ts';

/** A callout or a task that uses a virtualized global, itself or in what it calls. */
export const mutate = withAccessor((name, fact, code) =>
  [
    `static void ${name}_work(void) { (void)&${fact.name}; }`,
    `static void ${name}(void *arg) { ${code.random.pick([`${name}_work();`, `(void)&${fact.name};`])} }`,
    code.random.pick([
      `void ${name}_start(void) { callout_reset(&${name}_ch, 1, ${name}, NULL); }`,
      `void ${name}_start(void) { TASK_INIT(&${name}_task, 0, ${name}, NULL); }`,
      `#define\t${name}_AGAIN(c, f)\tcallout_reset((c), 1, (f), NULL)\nvoid ${name}_start(void) { ${name}_AGAIN(&${name}_ch, ${name}); }`,
      `void ${name}_start(struct cryptop *crp) { crp->crp_callback = ${name}; }`,
      `static device_method_t ${name}_methods[] = { DEVMETHOD(iicbus_intr, ${name}), DEVMETHOD_END };`,
      `static const struct usb_config ${name}_config[] = { { .type = UE_BULK, .callback = &${name} } };`,
      `static struct ttyhook ${name}_hook = { .th_rint = ${name} };`,
      `void ${name}_start(void) { INIT_WORK(&${name}_w, ${name}); }`,
      `static osd_method_t ${name}_osd[PR_MAXMETHOD] = { [PR_METHOD_REMOVE] = ${name} };`,
    ]),
  ].join('\n'),
);
