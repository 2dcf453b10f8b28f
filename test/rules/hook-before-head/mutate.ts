import type { Mutator } from '../../kit/mutation.ts';

/** A hook that is linked before its head is there. */
export const mutate: Mutator = (code) => {
  // Named heads and links came in 13 (net/pfil.h).
  const { workspace } = code.session;
  if (workspace.files.read(workspace.inSys('net/pfil.h'))?.includes('pfil_link_args') !== true) return undefined;
  const path = code.pick(code.sources());
  if (path === undefined) return undefined;
  const name = code.fresh('hook');
  const text = [
    `static void ${name}_head(const void *arg) { struct pfil_head_args a; a.pa_headname = "${name}"; pfil_head_register(&a); }`,
    `VNET_SYSINIT(${name}_head, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD, ${name}_head, NULL);`,
    `static void ${name}(const void *arg) { struct pfil_link_args a = { .pa_headname = "${name}" }; (void)pfil_link(&a); }`,
    `VNET_SYSINIT(${name}, ${code.random.pick(['SI_SUB_PROTO_PFIL, SI_ORDER_ANY', 'SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST'])}, ${name}, NULL);`,
  ].join('\n');
  return { edits: [code.insertAtFileScope(path, text, 'last')] };
};
