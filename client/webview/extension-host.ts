// The extension, as a webview sees it.

interface CodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): CodeApi;

/** Typed messages to and from the extension, and a state that outlives a reload of the window. */
export class ExtensionHost<Request, Notice, State extends object> {
  private readonly api = acquireVsCodeApi();
  private kept: State;

  /** @param initial for what was never stored, or was stored by an earlier version */
  constructor(initial: State) {
    const stored = this.api.getState();
    this.kept = { ...initial, ...(typeof stored === 'object' && stored !== null ? stored : {}) };
  }

  get state(): State {
    return this.kept;
  }

  keep(changes: Partial<State>): void {
    this.kept = { ...this.kept, ...changes };
    this.api.setState(this.kept);
  }

  post(request: Request): void {
    this.api.postMessage(request);
  }

  onNotice(listener: (notice: Notice) => void): void {
    // Only the extension's own frame posts here: the content security policy loads nothing else.
    window.addEventListener('message', ({ data }: MessageEvent<Notice>) => {
      listener(data);
    });
  }
}
