/**
 * Functions that call what is linked at run time and works on the vnet of who calls: by name, what that is. No function
 * pointer tells; the kernel's own callers set curvnet around them.
 */
const LINKED_CALLS: ReadonlyMap<string, string> = new Map([
  // netgraph/ng_base.c: ng_apply_item() runs the next node's receive function in the thread that sends.
  ['ng_snd_item', 'hands the item to whatever node is behind the hook'],
  // net/pfil.c: a filter is called in the thread that asks; a driver with a head of its own asks from its interrupt.
  ...'pfil_run_hooks pfil_mbuf_in pfil_mbuf_out pfil_mem_in pfil_mem_out'
    .split(' ')
    .map((name): [string, string] => [name, 'calls whatever filters are linked to the head']),
  // kern/uipc_socket.c: the last reference ends in the protocol's pr_detach.
  ['sorele_locked', "ends, where it was the last reference, in the protocol's pr_detach"],
]);

/**
 * What a call ends in that nobody can tell; undefined for a plain one. Before 13 sorele() is a macro around sofree(),
 * which protocols themselves call too.
 */
export function linkedCall(name: string, macro: string | undefined): string | undefined {
  if (name === 'sofree' && macro !== undefined) return LINKED_CALLS.get('sorele_locked');
  return LINKED_CALLS.get(name);
}
