import { sysctlList } from '../core/analysis/answers/sysctl-list.ts';
import { sysctlsMethod, type Sysctls } from '../protocol/sysctls.ts';
import { answered } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import type { Feature } from './server.ts';

/** The sysctls of vnets, for a view. */
export const sysctls: Feature = {
  register(server) {
    server.connection.onRequest(
      sysctlsMethod,
      answered(server, sysctlsMethod, (): Sysctls | null => {
        const tree = server.currentTree();
        if (tree === undefined || !('session' in tree) || !tree.session.isIndexed) return null;
        const { files, session } = tree;
        return {
          sysctls: sysctlList(session).map(({ name, file, line, column, variable, access }) => ({
            name,
            uri: uriOfPath(files.absolute(file)),
            line,
            column,
            variable,
            access,
          })),
        };
      }),
    );
  },
};
