/** `initializationOptions` of `initialize`: what a client says at the start. All of it may be missing. */
export interface InitializationOptions {
  /** Value of the section `vnetscope`: {"arch": "arm64"}. */
  readonly settings?: unknown;
  /**
   * False while the workspace is not trusted (VS Code's Restricted Mode): no process is started for it, in particular
   * no git. A client without this notion omits it, and is trusted.
   */
  readonly trusted?: boolean;
  /** False where another server answers for calls: in VS Code one provider's answer hides the others'. */
  readonly callHierarchy?: boolean;
  /** True where clangd answers too: `vnetscope.definition.prefer` may leave definitions to it. */
  readonly clangd?: boolean;
  /** What hovers may do there. */
  readonly hover?: HoverOptions;
}

/** A client that trusts the server's Markdown with links to its own commands says which it has. */
export interface HoverOptions {
  /** Commands by what they do; a kind without a command is not offered. */
  readonly commands?: Partial<Readonly<Record<HoverCommand, string>>>;
  /** True if the client shows <small>. */
  readonly small?: boolean;
}

/** What a link in a hover can ask of the client, with the arguments that its command gets. */
export const hoverCommands = {
  /** `{ variable, set }`: the region with one of its variables. */
  region: 'Show in region',
  /** `record`: "struct inpcbinfo". */
  record: 'Record layout',
  /** `{ what, text }` ...: texts for the clipboard. */
  copy: 'Copy as…',
} as const;

export type HoverCommand = keyof typeof hoverCommands;

/** Client to server: the workspace is now trusted. */
export const trustedMethod = 'vnetscope/trusted';
