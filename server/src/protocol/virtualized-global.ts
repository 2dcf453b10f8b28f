/** Client to server: where the virtualized global at a place is defined, whatever the settings say of definitions. */
export const virtualizedGlobalMethod = 'vnetscope/virtualizedGlobal';

/** The same as a command of workspace/executeCommand: its arguments are a URI, a line and a character. */
export const virtualizedGlobalCommandName = 'vnetscope.virtualizedGlobal';

/** LSP's TextDocumentPositionParams. */
export interface VirtualizedGlobalParams {
  readonly textDocument: { readonly uri: string };
  readonly position: { readonly line: number; readonly character: number };
}

/** LSP's Location. The answer is a list of them; null where no virtualized global is named. */
export interface VirtualizedGlobalPlace {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}
