import { Range, Uri, ViewColumn, window } from 'vscode';
import type { SourcePlace } from '../../../server/src/protocol/region-map.ts';

/** Opens a source at a place that counts from 1, beside the view that asked. `root` is the folder that holds sys. */
export async function openPlace(root: string, { file, line, column }: SourcePlace): Promise<void> {
  const uri = file.startsWith('/') ? Uri.file(file) : Uri.joinPath(Uri.parse(root), file);
  const at = new Range(line - 1, column - 1, line - 1, column - 1);
  try {
    await window.showTextDocument(uri, { selection: at, viewColumn: ViewColumn.Beside });
  } catch {
    await window.showErrorMessage(`vnetscope: ${uri.fsPath} cannot be opened.`);
  }
}
