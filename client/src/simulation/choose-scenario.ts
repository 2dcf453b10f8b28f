import { window, workspace, type QuickPickItem, type Uri } from 'vscode';

const MOST_FOUND = 200;

interface ScenarioItem extends QuickPickItem {
  readonly uri: Uri | undefined;
}

/** A scenario of the opened folders, or one elsewhere; undefined if nobody wants one. */
export async function chooseScenario(): Promise<Uri | undefined> {
  const found = await workspace.findFiles('**/*.scenario', undefined, MOST_FOUND);
  if (found.length > 0) {
    const items = found
      .map((uri): ScenarioItem => ({ label: workspace.asRelativePath(uri), uri }))
      .sort((a, b) => (a.label < b.label ? -1 : 1));
    const browse: ScenarioItem = { label: 'Browse…', description: 'a scenario elsewhere', uri: undefined };
    const chosen = await window.showQuickPick([...items, browse], { title: 'Open a scenario' });
    if (chosen?.uri !== undefined || chosen === undefined) return chosen?.uri;
  }
  const filters = { Scenarios: ['scenario'], 'All files': ['*'] };
  return (await window.showOpenDialog({ canSelectMany: false, filters, title: 'Open a scenario' }))?.[0];
}

/** A scenario as it is on disk; undefined, and a message, if it can't be read. */
export async function readScenario(uri: Uri): Promise<{ readonly name: string; readonly text: string } | undefined> {
  try {
    const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
    return { name: uri.path.slice(uri.path.lastIndexOf('/') + 1), text };
  } catch (error) {
    await window.showErrorMessage(`vnetscope: ${uri.fsPath} cannot be read: ${String(error)}`);
    return undefined;
  }
}
