/** `initializationOptions` of `initialize`: what a client says at the start. All of it may be missing. */
export interface InitializationOptions {
  /** Value of the section `vnetscope`: {"arch": "arm64"}. */
  readonly settings?: unknown;
  /**
   * False while nobody has vouched for the workspace (VS Code's Restricted Mode): no process is started for it, git
   * least of all. A client that knows no such thing says nothing, and is trusted.
   */
  readonly trusted?: boolean;
  /** False where another server answers for calls: in VS Code one provider's answer hides the others'. */
  readonly callHierarchy?: boolean;
}

/** Client to server: somebody has vouched for the workspace. */
export const trustedMethod = 'vnetscope/trusted';
