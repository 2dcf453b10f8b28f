import { SymbolKind } from 'vscode-languageserver/node';
import type { DocumentSymbol } from '../core/analysis/answers/document-symbols.ts';

/** LSP symbol kinds for VNET constructs, which have no kind of their own. */
export const symbolKinds: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  definition: SymbolKind.Variable,
  declaration: SymbolKind.Variable,
  accessor: SymbolKind.Constant,
  sysctl: SymbolKind.Property,
  sysinit: SymbolKind.Event,
};
