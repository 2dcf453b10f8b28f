import { commands, env, Uri, version, window, workspace } from 'vscode';
import { settingsTable } from '../../server/src/protocol/settings.ts';
import type { Host } from './feature.ts';
import { reportText } from './report-text.ts';

/** More of the log helps nobody. */
const LOG_LINES = 200;

/** *Collect Report*: what a bug report needs, as a document to read before it is sent. No source text is in it. */
export function registerCollectReport({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.collectReport', async () => {
      const settings = workspace.getConfiguration('vnetscope');
      const changed = Object.entries(settingsTable)
        .map(([name, { default: standard }]) => [name, settings.get<unknown>(name), standard] as const)
        .filter(([, value, standard]) => JSON.stringify(value) !== JSON.stringify(standard));
      const content = reportText({
        version: (context.extension.packageJSON as { version: string }).version,
        editor: `${env.appName} ${version}`,
        platform: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
        place: env.remoteName === undefined ? 'local' : `remote: ${env.remoteName}`,
        isTrusted: workspace.isTrusted,
        status: server.status,
        settings: changed.map(([name, value]) => [`vnetscope.${name}`, JSON.stringify(value)]),
        log: await logLines(context.logUri),
      });
      await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
    }),
  );
}

/** The last lines of the output, which VS Code keeps in a file; none if it cannot be read. */
async function logLines(folder: Uri): Promise<readonly string[]> {
  try {
    const bytes = await workspace.fs.readFile(Uri.joinPath(folder, 'vnetscope.log'));
    return Buffer.from(bytes).toString('utf8').trimEnd().split('\n').slice(-LOG_LINES);
  } catch {
    return [];
  }
}
