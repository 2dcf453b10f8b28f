import { commands, ConfigurationTarget, window, workspace } from 'vscode';
import type { Status } from '../../server/src/protocol/status.ts';
import { settingsSection } from '../../server/src/protocol/settings.ts';
import type { Host } from './feature.ts';
import { remediesOf } from './remedies.ts';

/** Says each problem once, with buttons that mend it. */
export function registerProblemMessages({ context, server }: Host): void {
  let said = '';
  const say = async (status: Status): Promise<void> => {
    const remedies = remediesOf(status);
    const text = status.message ?? '';
    if (remedies.length === 0) said = '';
    if (remedies.length === 0 || text === said) return;
    said = text;
    const show = status.state === 'error' ? window.showErrorMessage : window.showInformationMessage;
    const chosen = await show(`vnetscope: ${text}`, ...remedies.map(({ title }) => title));
    const remedy = remedies.find(({ title }) => title === chosen);
    if (remedy !== undefined) await commands.executeCommand(remedy.command);
  };
  context.subscriptions.push(
    server.onStatus((status) => void say(status)),
    commands.registerCommand('vnetscope.chooseTree', chooseTree),
  );
}

/** Lets the user pick the kernel tree for modules outside one; written to the folder's settings. */
async function chooseTree(): Promise<void> {
  const [folder] =
    (await window.showOpenDialog({
      title: 'FreeBSD source tree: the folder that holds sys',
      openLabel: 'Use This Tree',
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (folder === undefined) return;
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await workspace.getConfiguration(settingsSection).update('tree', folder.fsPath, target);
}
