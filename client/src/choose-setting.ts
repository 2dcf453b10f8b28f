import { ConfigurationTarget, window, workspace } from 'vscode';
import { settingsSection, type SettingName } from '../../server/src/protocol/settings.ts';

/** A value, and one line about it. */
export interface Choice {
  readonly value: string;
  readonly description: string;
}

/**
 * Lets the user pick a value, the current one first, and writes it to the workspace's settings, or to the user's if no
 * folder is open.
 */
export async function chooseSetting(
  name: SettingName,
  choices: readonly Choice[],
  texts: { readonly title: string; readonly none: string },
): Promise<void> {
  if (choices.length === 0) {
    await window.showErrorMessage(texts.none);
    return;
  }
  const configuration = workspace.getConfiguration(settingsSection);
  const current = configuration.get(name);
  const isCurrent = ({ value }: Choice): boolean => value === current;
  const items = [...choices.filter(isCurrent), ...choices.filter((choice) => !isCurrent(choice))].map((choice) => ({
    label: choice.value,
    description: [isCurrent(choice) ? 'current' : '', choice.description].filter((part) => part !== '').join(' · '),
  }));
  const chosen = await window.showQuickPick(items, { title: texts.title, matchOnDescription: true });
  if (chosen === undefined) return;
  const target = workspace.workspaceFolders === undefined ? ConfigurationTarget.Global : ConfigurationTarget.Workspace;
  await configuration.update(name, chosen.label, target);
}
