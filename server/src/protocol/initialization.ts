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
}

/** Client to server: the workspace is now trusted. */
export const trustedMethod = 'vnetscope/trusted';
