import { EventEmitter, Uri, window, workspace, type Disposable, type TextDocumentShowOptions } from 'vscode';

/** Read-only text documents of one scheme, shown beside the sources; each is replaced when it is shown again. */
export class TextDocuments implements Disposable {
  private readonly scheme: string;
  private readonly changed = new EventEmitter<Uri>();
  private readonly texts = new Map<string, string>();
  private readonly registration: Disposable;

  constructor(scheme: string) {
    this.scheme = scheme;
    this.registration = workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? '',
    });
  }

  /** Shows a text as `name`.txt. */
  async show(name: string, text: string, options: TextDocumentShowOptions): Promise<void> {
    const uri = Uri.from({ scheme: this.scheme, path: `/${name}.txt` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), options);
  }

  dispose(): void {
    this.changed.dispose();
    this.registration.dispose();
  }
}
