import type { SymbolInformation } from 'vscode-languageserver/node';
import { workspaceSymbols } from '../core/analysis/answers/workspace-symbols.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';
import { symbolKinds } from './symbol-kinds.ts';

export const workspaceSymbol: Feature = {
  capabilities: () => ({ workspaceSymbolProvider: true }),
  register(server) {
    server.connection.onWorkspaceSymbol(
      answered(server, 'workspace/symbol', ({ query }): SymbolInformation[] => {
        server.trees.openAll();
        return server.trees.open
          .filter(({ settings }) => settings['symbols.enabled'])
          .flatMap((tree) =>
            workspaceSymbols(tree.session, query).flatMap(({ kind, name, container, at }) => {
              const location = server.location(tree, at.path, at);
              return location === undefined
                ? []
                : [{ name, kind: symbolKinds[kind], containerName: container, location }];
            }),
          );
      }),
    );
  },
};
