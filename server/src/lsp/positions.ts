import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { PositionEncodingKind, type InitializeParams, type Position, type Range } from 'vscode-languageserver/node';

/** What the characters of a position count: bytes of UTF-8, units of UTF-16, code points. */
export type PositionEncoding = 'utf-8' | 'utf-16' | 'utf-32';

const ENCODINGS: ReadonlySet<string> = new Set<PositionEncoding>(['utf-8', 'utf-16', 'utf-32']);

/** The first that the client would like to have; UTF-16 for clients that do not say. */
export function chosenEncoding({ general }: InitializeParams['capabilities']): PositionEncoding {
  const wanted = general?.positionEncodings?.find((encoding) => ENCODINGS.has(encoding));
  return (wanted ?? PositionEncodingKind.UTF16) as PositionEncoding;
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Converts offsets to LSP positions. Only this function and `fromLsp` know LSP's lines and characters. */
export function toLsp(document: TextDocument, { start, end }: Stretch, encoding: PositionEncoding): Range {
  return {
    start: encoded(document, document.positionAt(start), encoding),
    end: encoded(document, document.positionAt(end), encoding),
  };
}

export function fromLsp(document: TextDocument, position: Position, encoding: PositionEncoding): number {
  return document.offsetAt(decoded(document, position, encoding));
}

/**
 * Documents as the client edits them, whose positions it counts in `encoding()`.
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#textDocumentContentChangeEvent:
 * each change is about the text that the one before it has made.
 */
export function documentsIn(encoding: () => PositionEncoding): {
  create: typeof TextDocument.create;
  update: typeof TextDocument.update;
} {
  return {
    create: (uri, language, version, text) => TextDocument.create(uri, language, version, text),
    update(document, changes, version) {
      const counted = encoding();
      if (counted === 'utf-16') return TextDocument.update(document, changes, version);
      for (const change of changes) TextDocument.update(document, [inUtf16(document, change, counted)], version);
      return document;
    },
  };
}

function inUtf16(
  document: TextDocument,
  change: TextDocumentContentChangeEvent,
  encoding: PositionEncoding,
): TextDocumentContentChangeEvent {
  if (!('range' in change)) return change;
  const { start, end } = change.range;
  return {
    text: change.text,
    range: { start: decoded(document, start, encoding), end: decoded(document, end, encoding) },
  };
}

/** A position in UTF-16 units, counted otherwise. */
function encoded(document: TextDocument, position: Position, encoding: PositionEncoding): Position {
  if (encoding === 'utf-16' || position.character === 0) return position;
  const before = document.getText({ start: { line: position.line, character: 0 }, end: position });
  return { line: position.line, character: units(before, encoding) };
}

/** A position that counts otherwise, in UTF-16 units. One inside of a character is its start. */
function decoded(document: TextDocument, { line, character }: Position, encoding: PositionEncoding): Position {
  if (encoding === 'utf-16' || character === 0) return { line, character };
  const text = document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  let [counted, utf16] = [0, 0];
  for (const letter of text) {
    counted += units(letter, encoding);
    if (counted > character) break;
    utf16 += letter.length;
  }
  return { line, character: utf16 };
}

function units(text: string, encoding: PositionEncoding): number {
  return encoding === 'utf-8' ? Buffer.byteLength(text) : Array.from(text).length;
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
