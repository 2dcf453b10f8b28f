import path from 'node:path';
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import { FOLDER_SETTINGS } from '../host/folder-settings.ts';
import { obeyed } from './answered.ts';
import { pathOfUri } from './file-uri.ts';
import type { Feature } from './server.ts';

/** Sources, headers, and the files that decide which of them are compiled and how. */
const WATCHED = ['**/*.{c,h,m}', '**/conf/**', '**/Makefile*', '**/*.mk', `**/${FOLDER_SETTINGS}`];

export const watchedFiles: Feature = {
  register(server) {
    server.onStarted(() => {
      if (!server.client.registersWatchedFiles) return;
      void server.connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: WATCHED.map((globPattern) => ({ globPattern })),
      });
    });
    server.connection.onDidChangeWatchedFiles(
      obeyed(server, 'workspace/didChangeWatchedFiles', ({ changes }) => {
        // A .vnetscope.json may name the tree of a folder that has none yet.
        if (server.trees.isSaidOtherwise) return server.reopen();
        for (const tree of server.trees.open) {
          const changed: string[] = [];
          const cameOrWent: string[] = [];
          for (const { uri, type } of changes) {
            const file = pathOfUri(uri);
            if (file === undefined) continue;
            const name = tree.files.nameOf(file);
            if (path.posix.basename(name) === FOLDER_SETTINGS) {
              tree.folderSettings.forget();
              continue;
            }
            // A configuration, Makefile or interface file changed: what is compiled, and how, may have changed.
            if (tree.session.decidesConfiguration(name)) return server.reopen();
            (type === FileChangeType.Changed ? changed : cameOrWent).push(name);
          }
          tree.files.forget([...changed, ...cameOrWent]);
          tree.session.filesCameOrWent(cameOrWent);
          tree.session.filesChanged(changed);
        }
        server.filesChanged();
        server.background.wake();
      }),
    );
  },
};
