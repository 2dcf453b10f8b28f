/** Server to client: what `vnetscope compat diff` says of the tree as saved against `compat.against`. */
export const compatStatusMethod = 'vnetscope/compatStatus';

export interface CompatStatus {
  /** `none`: there is nothing to compare with; `unknown`: the comparison failed. */
  readonly state: 'none' | 'measuring' | 'safe' | 'breaks' | 'unknown';
  /** As a developer knows it: "stable/14". */
  readonly baseline: string;
  /** What breaks: "struct inpcb", "tcbinfo"; each once. */
  readonly broken: readonly { readonly name: string; readonly of: string; readonly message: string }[];
  /** The reasons, one line each; why the comparison failed. */
  readonly because: readonly string[];
}
