import type { DiagnosticTag, InitializeParams } from 'vscode-languageserver/node';

/** The client's capabilities that answers depend on. */
export interface ClientAbilities {
  readonly hoverMarkdown: boolean;
  readonly definitionLinks: boolean;
  readonly declarationLinks: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticTags: readonly DiagnosticTag[];
  /** Code actions with kinds and edits, not bare commands. */
  readonly codeActionLiterals: boolean;
  /** Edits that say the version they are for. */
  readonly documentChanges: boolean;
  readonly showDocument: boolean;
  readonly progress: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchedFiles: boolean;
  readonly workspaceFolders: boolean;
}

export function clientAbilities({
  capabilities: { textDocument, workspace, window },
}: Pick<InitializeParams, 'capabilities'>): ClientAbilities {
  return {
    hoverMarkdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    definitionLinks: textDocument?.definition?.linkSupport ?? false,
    declarationLinks: textDocument?.declaration?.linkSupport ?? false,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation ?? false,
    codeDescription: textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    diagnosticTags: textDocument?.publishDiagnostics?.tagSupport?.valueSet ?? [],
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
    showDocument: window?.showDocument?.support ?? false,
    progress: window?.workDoneProgress ?? false,
    configuration: workspace?.configuration ?? false,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    registersWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
  };
}
