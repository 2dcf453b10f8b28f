import { Uri, window, workspace } from 'vscode';

/** Offers to save a picture in the first folder, or wherever the user wants it. */
export async function saveText(name: string, text: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    ...(folder === undefined ? {} : { defaultUri: Uri.joinPath(folder, name) }),
    filters: { SVG: ['svg'] },
  });
  if (target === undefined) return;
  try {
    await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  } catch (error) {
    await window.showErrorMessage(`vnetscope: ${target.fsPath} was not written: ${String(error)}`);
  }
}
