import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { readSettings, settingsSection, type Settings } from '../protocol/settings.ts';
import { obeyed } from './answered.ts';
import { uriOfPath } from './file-uri.ts';
import type { Feature, Server } from './server.ts';

/** Settings: requested from the client for each folder if the client supports it, else taken from its notifications. */
export const configuration: Feature = {
  register(server) {
    server.onStarted(() => {
      if (server.client.registersConfiguration)
        void server.connection.client.register(DidChangeConfigurationNotification.type, { section: settingsSection });
      ask(server).catch((error: unknown) => {
        server.logError('workspace/configuration', error);
      });
    });
    server.connection.onDidChangeConfiguration(
      obeyed(server, 'workspace/didChangeConfiguration', async ({ settings }: { settings: unknown }) => {
        if (server.client.configuration) return ask(server);
        const section =
          typeof settings === 'object' && settings !== null
            ? (settings as Readonly<Record<string, unknown>>)[settingsSection]
            : undefined;
        take(server, new Map([['', section]]));
      }),
    );
    server.onFoldersChanged(() => {
      ask(server).catch((error: unknown) => {
        server.logError('workspace/configuration', error);
      });
    });
  },
};

async function ask(server: Server): Promise<void> {
  if (!server.client.configuration) return;
  const folders = server.trees.folderPaths;
  const answers: unknown = await server.connection.sendRequest('workspace/configuration', {
    items: [
      { section: settingsSection },
      ...folders.map((folder) => ({ scopeUri: uriOfPath(folder), section: settingsSection })),
    ],
  });
  if (!Array.isArray(answers)) return;
  take(server, new Map(['', ...folders].map((folder, i) => [folder, answers[i] as unknown])));
}

/** Takes new settings. Trees are reopened only if a setting that decides which tree, machine or options has changed. */
function take(server: Server, sections: ReadonlyMap<string, unknown>): void {
  const before = [...sections.keys()].map((folder) => server.settingsOf(folder));
  const fresh = new Map<string, Settings>();
  for (const [folder, section] of sections) {
    // A client without this section answers null: the settings from `initialize` stay in force.
    if (section === undefined || section === null) fresh.set(folder, server.settingsOf(folder));
    else {
      const { settings, problems } = readSettings(section);
      for (const problem of problems) server.connection.console.warn(problem);
      fresh.set(folder, settings);
    }
  }
  server.settings.clear();
  for (const [folder, settings] of fresh) server.settings.set(folder, settings);
  const now = [...sections.keys()].map((folder) => server.settingsOf(folder));
  if (JSON.stringify(now.map(decidesTree)) !== JSON.stringify(before.map(decidesTree))) server.reopen();
  else if (JSON.stringify(now) !== JSON.stringify(before)) server.filesChanged();
}

function decidesTree({ arch, kernconf, tree, kernelTree, modulePath, options }: Settings): unknown {
  return { arch, kernconf, tree, kernelTree, modulePath, options };
}
