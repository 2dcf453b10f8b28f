import { commands, Uri, window, workspace } from 'vscode';
import type { Host } from './feature.ts';

/** Where the package holds the sample, and what is shown of it first. */
const SAMPLE = ['test', 'minikernel'];
const FIRST_FILE = ['sys', 'net', 'if.c'];
/** The copy that was opened last: its first file is shown when its window starts. */
const OPENED = 'sampleKernel.opened';

/** *Open Sample Kernel*: a copy of the bundled kernel, to try things without a FreeBSD tree. */
export function registerSampleKernel({ context, output }: Host): void {
  const copy = Uri.joinPath(context.globalStorageUri, 'sample-kernel');
  context.subscriptions.push(
    commands.registerCommand('vnetscope.openSampleKernel', async () => {
      try {
        await workspace.fs.createDirectory(context.globalStorageUri);
        await workspace.fs.copy(Uri.joinPath(context.extensionUri, ...SAMPLE), copy, { overwrite: true });
      } catch (error) {
        output.error(`sample kernel: ${String(error)}`);
        await window.showErrorMessage(
          `vnetscope: the sample kernel cannot be copied to ${copy.fsPath}: disk full, or no permission.`,
        );
        return;
      }
      await context.globalState.update(OPENED, copy.toString());
      const forceNewWindow = workspace.workspaceFolders !== undefined;
      await commands.executeCommand('vscode.openFolder', copy, { forceNewWindow });
    }),
  );
  void showFirstFile(copy);

  async function showFirstFile(folder: Uri): Promise<void> {
    if (context.globalState.get(OPENED) !== folder.toString()) return;
    if (workspace.workspaceFolders?.[0]?.uri.toString() !== folder.toString()) return;
    await context.globalState.update(OPENED, undefined);
    await window.showTextDocument(Uri.joinPath(folder, ...FIRST_FILE));
  }
}
