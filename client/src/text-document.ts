import path from 'node:path';
import {
  DocumentLink,
  EventEmitter,
  languages,
  Range,
  Uri,
  window,
  workspace,
  type Disposable,
  type TextDocument,
  type TextDocumentShowOptions,
} from 'vscode';
import { placesIn } from './places-in-text.ts';

/** What the places that a text names are relative to. */
export interface TextPlaces {
  /** URI of the folder that holds sys. */
  readonly root: string;
  /** The scenario whose output it is. */
  readonly scenario?: Uri;
}

/**
 * Read-only text documents of one scheme, shown beside the sources; each is replaced when it is shown again. Places of
 * sources in them are links.
 */
export class TextDocuments implements Disposable {
  private readonly scheme: string;
  private readonly changed = new EventEmitter<Uri>();
  private readonly texts = new Map<string, string>();
  private readonly places = new Map<string, TextPlaces>();
  private readonly registrations: readonly Disposable[];

  constructor(scheme: string) {
    this.scheme = scheme;
    this.registrations = [
      workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.changed.event,
        provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? '',
      }),
      languages.registerDocumentLinkProvider({ scheme }, { provideDocumentLinks: (document) => this.links(document) }),
    ];
  }

  /** Shows a text as `name`.txt. */
  async show(name: string, text: string, options: TextDocumentShowOptions, places?: TextPlaces): Promise<void> {
    const uri = Uri.from({ scheme: this.scheme, path: `/${name}.txt` });
    this.texts.set(uri.path, text);
    if (places === undefined) this.places.delete(uri.path);
    else this.places.set(uri.path, places);
    this.changed.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), options);
  }

  dispose(): void {
    this.changed.dispose();
    for (const registration of this.registrations) void registration.dispose();
  }

  private links(document: TextDocument): DocumentLink[] {
    const places = this.places.get(document.uri.path);
    if (places === undefined) return [];
    const { root, scenario } = places;
    const name = scenario === undefined ? undefined : path.posix.basename(scenario.path);
    return placesIn(document.getText(), name).map(({ start, end, file, line, column }) => {
      const source = scenario !== undefined && file === name ? scenario : Uri.joinPath(Uri.parse(root), file);
      return new DocumentLink(
        new Range(document.positionAt(start), document.positionAt(end)),
        source.with({ fragment: `L${line},${column}` }),
      );
    });
  }
}
