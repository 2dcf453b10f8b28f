import { SymbolKind } from 'vscode-languageserver/node';
import type { DocumentSymbol } from '../core/analysis/answers/document-symbols.ts';

/** How editors picture what they have no picture for. */
export const symbolKinds: Readonly<Record<DocumentSymbol['kind'], SymbolKind>> = {
  definition: SymbolKind.Variable,
  declaration: SymbolKind.Variable,
  accessor: SymbolKind.Constant,
  sysctl: SymbolKind.Property,
  sysinit: SymbolKind.Event,
};
