import { randomBytes } from 'node:crypto';
import { Uri, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';
import type { ViewRequest } from '../../../server/src/protocol/views.ts';
import type { Host } from '../feature.ts';
import { saveText } from './save-text.ts';
import { viewPage } from './view-page.ts';

/** What a view is, apart from its contents. */
export interface ViewKind<Request> {
  /** "vnetscope.region"; `onWebviewPanel:` with it is an activation event. */
  readonly id: string;
  readonly title: string;
  /** Its bundle in dist. */
  readonly script: string;
  /** Answers what the view asks; what every view may ask is answered here. */
  readonly take: (request: Exclude<Request, { readonly kind: 'save' }>) => void;
  /** Nobody looks any more. */
  readonly closed?: () => void;
}

/**
 * A webview in the editor area; there is never more than one of a kind. Its page loads its own script and style sheet
 * and nothing else. It is restored after a reload of the window, with the state that its script stored.
 */
export class ViewPanel<Request extends { readonly kind: string }, Notice> implements Disposable {
  private readonly host: Host;
  private readonly kind: ViewKind<Request>;
  private panel: WebviewPanel | undefined;
  private readonly serializer: Disposable;

  constructor(host: Host, kind: ViewKind<Request>) {
    this.host = host;
    this.kind = kind;
    this.serializer = window.registerWebviewPanelSerializer(kind.id, {
      deserializeWebviewPanel: (panel) => {
        this.adopt(panel);
        return Promise.resolve();
      },
    });
  }

  get isOpen(): boolean {
    return this.panel !== undefined;
  }

  /** Shows the view; true if it was made now and will ask for its contents. */
  show(column: ViewColumn = ViewColumn.Active): boolean {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return false;
    }
    this.adopt(window.createWebviewPanel(this.kind.id, this.kind.title, column));
    return true;
  }

  post(notice: Notice): void {
    void this.panel?.webview.postMessage(notice);
  }

  dispose(): void {
    this.serializer.dispose();
    this.panel?.dispose();
  }

  private adopt(panel: WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    const { webview } = panel;
    const dist = Uri.joinPath(this.host.context.extensionUri, 'dist');
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.iconPath = Uri.joinPath(this.host.context.extensionUri, 'client', 'media', 'icon.png');
    webview.onDidReceiveMessage((request: unknown) => {
      this.receive(request);
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.kind.closed?.();
    });
    const uri = (name: string): string => webview.asWebviewUri(Uri.joinPath(dist, name)).toString();
    webview.html = viewPage({
      title: this.kind.title,
      scriptUri: uri(this.kind.script),
      styleUri: uri('view.css'),
      styleSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
    });
  }

  private receive(request: unknown): void {
    if (typeof request !== 'object' || request === null || !('kind' in request)) return;
    const asked = request as ViewRequest;
    if (asked.kind === 'save') void saveText(asked.name, asked.text);
    else this.kind.take(request as Exclude<Request, { readonly kind: 'save' }>);
  }
}
