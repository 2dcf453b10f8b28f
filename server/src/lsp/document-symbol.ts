import type { DocumentSymbol as LspSymbol, SymbolInformation } from 'vscode-languageserver/node';
import { documentSymbols, type DocumentSymbol } from '../core/analysis/answers/document-symbols.ts';
import { answered } from './answered.ts';
import { kernconfSymbols } from './kernconf-language.ts';
import type { Feature, TreeFile, Server } from './server.ts';
import { symbolKinds } from './symbol-kinds.ts';

export const documentSymbol: Feature = {
  capabilities: () => ({ documentSymbolProvider: { label: 'vnetscope' } }),
  register(server) {
    server.connection.onDocumentSymbol(
      answered(
        server,
        'textDocument/documentSymbol',
        ({ textDocument: { uri } }): LspSymbol[] | SymbolInformation[] | null => {
          const treeFile = server.treeFileOf(uri);
          if (treeFile === undefined || !treeFile.tree.settings['symbols.enabled']) return null;
          const kernconf = kernconfSymbols(server, treeFile, uri);
          if (kernconf !== undefined) return kernconf;
          const symbols = documentSymbols(treeFile.tree.session, treeFile.path);
          return server.client.hierarchicalSymbols
            ? hierarchical(server, treeFile, symbols)
            : flat(server, treeFile, symbols);
        },
      ),
    );
  },
};

function hierarchical(server: Server, treeFile: TreeFile, symbols: readonly DocumentSymbol[]): LspSymbol[] {
  return symbols.flatMap(({ kind, name, detail, range, selection, children }) => {
    const whole = server.range(treeFile.tree, treeFile.path, range);
    const selectionRange = server.range(treeFile.tree, treeFile.path, selection);
    if (whole === undefined || selectionRange === undefined) return [];
    return [
      {
        name,
        detail,
        kind: symbolKinds[kind],
        range: whole,
        selectionRange,
        children: hierarchical(server, treeFile, children),
      },
    ];
  });
}

function flat(
  server: Server,
  treeFile: TreeFile,
  symbols: readonly DocumentSymbol[],
  containerName?: string,
): SymbolInformation[] {
  return symbols.flatMap(({ kind, name, selection, children }) => {
    const location = server.location(treeFile.tree, treeFile.path, selection);
    if (location === undefined) return [];
    const own: SymbolInformation = {
      name,
      kind: symbolKinds[kind],
      location,
      ...(containerName === undefined ? {} : { containerName }),
    };
    return [own, ...flat(server, treeFile, children, name)];
  });
}
