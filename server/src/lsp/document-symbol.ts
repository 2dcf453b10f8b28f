import type { DocumentSymbol as LspSymbol, SymbolInformation } from 'vscode-languageserver/node';
import { documentSymbols, type DocumentSymbol } from '../core/analysis/answers/document-symbols.ts';
import { answered } from './answered.ts';
import { kernconfSymbols } from './kernconf-language.ts';
import type { Feature, Place, Server } from './server.ts';
import { symbolKinds } from './symbol-kinds.ts';

export const documentSymbol: Feature = {
  capabilities: () => ({ documentSymbolProvider: { label: 'vnetscope' } }),
  register(server) {
    server.connection.onDocumentSymbol(
      answered(
        server,
        'textDocument/documentSymbol',
        ({ textDocument: { uri } }): LspSymbol[] | SymbolInformation[] | null => {
          const place = server.placeOf(uri);
          if (place === undefined || !place.tree.settings['symbols.enabled']) return null;
          const kernconf = kernconfSymbols(server, place, uri);
          if (kernconf !== undefined) return kernconf;
          const symbols = documentSymbols(place.tree.session, place.path);
          return server.client.hierarchicalSymbols
            ? hierarchical(server, place, symbols)
            : flat(server, place, symbols);
        },
      ),
    );
  },
};

function hierarchical(server: Server, place: Place, symbols: readonly DocumentSymbol[]): LspSymbol[] {
  return symbols.flatMap(({ kind, name, detail, range, selection, children }) => {
    const whole = server.range(place.tree, place.path, range);
    const selectionRange = server.range(place.tree, place.path, selection);
    if (whole === undefined || selectionRange === undefined) return [];
    return [
      {
        name,
        detail,
        kind: symbolKinds[kind],
        range: whole,
        selectionRange,
        children: hierarchical(server, place, children),
      },
    ];
  });
}

function flat(
  server: Server,
  place: Place,
  symbols: readonly DocumentSymbol[],
  containerName?: string,
): SymbolInformation[] {
  return symbols.flatMap(({ kind, name, selection, children }) => {
    const location = server.location(place.tree, place.path, selection);
    if (location === undefined) return [];
    const own: SymbolInformation = {
      name,
      kind: symbolKinds[kind],
      location,
      ...(containerName === undefined ? {} : { containerName }),
    };
    return [own, ...flat(server, place, children, name)];
  });
}
