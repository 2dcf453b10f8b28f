import { chosenEncoding, type PositionEncoding } from './positions.ts';
import type { HoverOptions, InitializationOptions } from '../protocol/initialization.ts';
import type { DiagnosticTag, InitializeParams } from 'vscode-languageserver/node';

/** The client's capabilities that answers depend on. */
export interface ClientAbilities {
  /** What it counts characters in. */
  readonly positionEncoding: PositionEncoding;
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
  /** Parameters are places in the label, not words that are looked for there. */
  readonly signatureOffsets: boolean;
  readonly signatureMarkdown: boolean;
  readonly prepareRename: boolean;
  readonly refreshesCodeLenses: boolean;
  /** Edits that are shown before they are made. */
  readonly changeAnnotations: boolean;
  /** Nothing else answers for calls there. */
  readonly wantsCallHierarchy: boolean;
  /** clangd answers for C there too. */
  readonly hasClangd: boolean;
  /** Commands that links in a hover may name, by what they do. */
  readonly hoverCommands: NonNullable<HoverOptions['commands']>;
  /** Shows <small> in Markdown. */
  readonly hoverSmall: boolean;
  /** Asks for findings and takes none unasked. */
  readonly pullsDiagnostics: boolean;
  readonly showDocument: boolean;
  /** Completions with places to fill in. */
  readonly snippets: boolean;
  /** A type beside a completion's name, and where it comes from. */
  readonly completionLabelDetails: boolean;
  readonly completionMarkdown: boolean;
  /** Edits elsewhere in the file may come when a completion is looked at. */
  readonly lateCompletionEdits: boolean;
  readonly progress: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchedFiles: boolean;
  readonly workspaceFolders: boolean;
}

export function clientAbilities({
  capabilities,
  initializationOptions,
}: Pick<InitializeParams, 'capabilities' | 'initializationOptions'>): ClientAbilities {
  const { textDocument, workspace, window } = capabilities;
  const given = initializationOptions as InitializationOptions | null | undefined;
  return {
    positionEncoding: chosenEncoding(capabilities),
    hoverMarkdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? false,
    definitionLinks: textDocument?.definition?.linkSupport ?? false,
    declarationLinks: textDocument?.declaration?.linkSupport ?? false,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation ?? false,
    codeDescription: textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    diagnosticTags: textDocument?.publishDiagnostics?.tagSupport?.valueSet ?? [],
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    completionLabelDetails: textDocument?.completion?.completionItem?.labelDetailsSupport ?? false,
    completionMarkdown: textDocument?.completion?.completionItem?.documentationFormat?.includes('markdown') ?? false,
    lateCompletionEdits:
      textDocument?.completion?.completionItem?.resolveSupport?.properties.includes('additionalTextEdits') ?? false,
    signatureOffsets:
      textDocument?.signatureHelp?.signatureInformation?.parameterInformation?.labelOffsetSupport ?? false,
    signatureMarkdown:
      textDocument?.signatureHelp?.signatureInformation?.documentationFormat?.includes('markdown') ?? false,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport ?? false,
    prepareRename: textDocument?.rename?.prepareSupport ?? false,
    changeAnnotations: workspace?.workspaceEdit?.changeAnnotationSupport !== undefined,
    wantsCallHierarchy: textDocument?.callHierarchy !== undefined && given?.callHierarchy !== false,
    hasClangd: given?.clangd === true,
    hoverCommands: given?.hover?.commands ?? {},
    hoverSmall: given?.hover?.small === true,
    pullsDiagnostics: textDocument?.diagnostic !== undefined && textDocument.publishDiagnostics === undefined,
    showDocument: window?.showDocument?.support ?? false,
    progress: window?.workDoneProgress ?? false,
    configuration: workspace?.configuration ?? false,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    registersWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    workspaceFolders: workspace?.workspaceFolders ?? false,
  };
}
