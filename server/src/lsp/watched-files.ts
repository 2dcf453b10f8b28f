import path from 'node:path';
import { DidChangeWatchedFilesNotification, FileChangeType } from 'vscode-languageserver/node';
import { FOLDER_SETTINGS } from '../host/folder-settings.ts';
import { obeyed } from './answered.ts';
import { pathOfUri } from './file-uri.ts';
import type { Feature } from './server.ts';

/** Sources and headers, and what decides which of them are compiled and how. */
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
        // A .vnetscope.json may name the tree, also where there is none yet.
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
            // A configuration, a Makefile, an interface: what is compiled, and how, may be another now.
            if (tree.session.decidesConfiguration(name)) return server.reopen();
            (type === FileChangeType.Changed ? changed : cameOrWent).push(name);
          }
          tree.session.filesCameOrWent(cameOrWent);
          tree.session.filesChanged(changed);
        }
        server.filesChanged();
        server.background.wake();
      }),
    );
  },
};
