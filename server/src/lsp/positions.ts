import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver/node';

/** Converts offsets to LSP positions. Only this function and `fromLsp` know LSP's lines and UTF-16 characters. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export function toLsp(document: TextDocument, { start, end }: Stretch): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

export function fromLsp(document: TextDocument, position: Position): number {
  return document.offsetAt(position);
}

const KEPT = 64;

/** Texts of files that no client has open, with their lines. */
export class ClosedTexts {
  private readonly documents = new Map<string, { readonly text: string; readonly document: TextDocument }>();

  /** A document with `text`; the same document as long as the text is the same. */
  of(uri: string, text: string): TextDocument {
    const known = this.documents.get(uri);
    if (known !== undefined && known.text === text) return known.document;
    const document = TextDocument.create(uri, 'c', 0, text);
    this.documents.delete(uri);
    this.documents.set(uri, { text, document });
    for (const oldest of this.documents.keys()) {
      if (this.documents.size <= KEPT) break;
      this.documents.delete(oldest);
    }
    return document;
  }
}
