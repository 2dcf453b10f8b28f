import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { documentsIn, fromLsp, toLsp, type PositionEncoding } from '../../../server/src/lsp/positions.ts';

const TEXT = 'plain\né𝄞€ x 𝄞\r\n\n€';

/** What each encoding counts, by its own definition: bytes, units, code points. */
const COUNTS: Readonly<Record<PositionEncoding, (text: string) => number>> = {
  'utf-8': (text) => Buffer.from(text).length,
  'utf-16': (text) => text.length,
  'utf-32': (text) => Array.from(text).length,
};

for (const [encoding, count] of Object.entries(COUNTS) as [PositionEncoding, (text: string) => number][]) {
  const documents = documentsIn(() => encoding);
  describe(encoding, () => {
    test('every offset there and back', () => {
      const document = documents.create('file:///a.c', 'c', 0, TEXT);
      let line = 0;
      let lineStart = 0;
      for (let offset = 0; offset <= TEXT.length; offset++) {
        if (TEXT[offset - 1] === '\n') {
          line++;
          lineStart = offset;
        }
        // Between the halves of a character, and between CR and LF, is no position.
        if (/[\udc00-\udfff]/.test(TEXT[offset] ?? '') || TEXT[offset] === '\n') continue;
        const position = { line, character: count(TEXT.slice(lineStart, offset)) };
        assert.deepEqual(toLsp(document, { start: offset, end: offset }, encoding).start, position);
        assert.equal(fromLsp(document, position, encoding), offset);
      }
    });

    test('edits are about the text that the one before has made', () => {
      const document = documents.create('file:///a.c', 'c', 0, 'é𝄞€ x');
      const at = (before: string): { line: number; character: number } => ({ line: 0, character: count(before) });
      documents.update(
        document,
        [
          { range: { start: at('é'), end: at('é𝄞') }, text: '𝄞𝄞' },
          { range: { start: at('é𝄞𝄞€ '), end: at('é𝄞𝄞€ x') }, text: 'y' },
        ],
        1,
      );
      assert.equal(document.getText(), 'é𝄞𝄞€ y');
    });
  });
}
