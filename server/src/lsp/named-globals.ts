import { namedGlobals as find } from '../core/analysis/answers/named-globals.ts';
import { namedGlobalsMethod, type NamedGlobals, type NamedGlobalsParams } from '../protocol/named-globals.ts';
import { answered } from './answered.ts';
import type { Feature } from './server.ts';

/** Where a document names virtualized globals: VS Code's client colours them itself, beside clangd's tokens. */
export const namedGlobals: Feature = {
  register(server) {
    server.connection.onRequest(
      namedGlobalsMethod,
      answered(server, namedGlobalsMethod, ({ uri }: NamedGlobalsParams): NamedGlobals => {
        const place = server.placeOf(uri);
        if (place === undefined) return [];
        return find(place.tree.session, place.path).flatMap((spot) => server.range(place.tree, place.path, spot) ?? []);
      }),
    );
  },
};
