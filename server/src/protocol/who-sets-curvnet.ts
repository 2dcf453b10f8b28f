/** Who sets curvnet for a function: its ways in, up to what sets it or does not. */
export const whoSetsCurvnetMethod = 'vnetscope/whoSetsCurvnet';

/** The same as a command of workspace/executeCommand: its arguments are a URI, a line and a character. */
export const whoSetsCurvnetCommandName = 'vnetscope.curvnetCallers';

/** LSP's TextDocumentPositionParams. */
export interface WhoSetsCurvnetParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

/** LSP's Location. */
export interface CurvnetPlace {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** One way into a function. */
export interface CurvnetEntry {
  readonly label: string;
  /** What it brings, in words. */
  readonly detail: string;
  readonly brings: 'set' | 'handed-on' | 'not-set' | 'unknown';
  readonly places: readonly CurvnetPlace[];
  readonly callers: readonly CurvnetEntry[];
}

export interface WhoSetsCurvnet {
  /** One line: what needs curvnet, who sets it, who does not. */
  readonly summary: string;
  /** The same with numbers for names. */
  readonly counts: string;
  /** All of it as text. */
  readonly text: string;
  readonly at: CurvnetPlace | undefined;
  readonly callers: readonly CurvnetEntry[];
}
