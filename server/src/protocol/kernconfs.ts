/** Client to server: the choices that the opened kernel tree offers. */
export const kernconfsMethod = 'vnetscope/kernconfs';

export interface KernconfsParams {
  /** Machine whose configurations are asked for; the current one when absent. */
  readonly arch?: string;
}

export interface Kernconfs {
  /** Machines whose default configuration the tree has: "amd64", "arm64" ... */
  readonly archs: readonly string[];
  /** Configurations of the machine: "GENERIC", "GENERIC-NODEBUG", "MINIMAL" ... */
  readonly kernconfs: readonly string[];
  /** What the head of a configuration says about it: "Generic kernel configuration file for FreeBSD/amd64". */
  readonly descriptions?: Readonly<Record<string, string>>;
}
