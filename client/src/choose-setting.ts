import { ConfigurationTarget, window, workspace } from 'vscode';
import { settingsSection, type SettingName } from '../../server/src/protocol/settings.ts';

/** Lets the user pick a value and writes it to the workspace's settings, or to the user's if no folder is open. */
export async function chooseSetting(
  name: SettingName,
  choices: readonly string[],
  texts: { readonly title: string; readonly none: string },
): Promise<void> {
  if (choices.length === 0) {
    await window.showErrorMessage(texts.none);
    return;
  }
  const configuration = workspace.getConfiguration(settingsSection);
  const current = configuration.get(name);
  const items = choices.map((label) => ({ label, description: label === current ? 'current' : '' }));
  const chosen = await window.showQuickPick(items, { title: texts.title, matchOnDescription: true });
  if (chosen === undefined) return;
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await configuration.update(name, chosen.label, target);
}
