import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { viewPage } from '../../../client/src/views/view-page.ts';
import { root } from '../../kit/source-graph.ts';

/** Ways in which a text becomes a part of a page, or code. */
const MAKES_MARKUP =
  /\b(innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc|eval|Function)\b\s*[(=]|document\.write/;

describe('the views', () => {
  test('nothing but their own script and style', () => {
    const page = viewPage({
      title: 'Region',
      scriptUri: 'https://webview/region-view.js',
      styleUri: 'https://webview/view.css',
      styleSource: 'https://webview',
      nonce: 'n0nce',
    });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? assert.fail('no policy');
    assert.deepEqual(policy.split('; ').sort(), [
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      'style-src https://webview',
    ]);
    assert.deepEqual(page.match(/<script[^>]*>/g), ['<script nonce="n0nce" src="https://webview/region-view.js">']);
  });

  test('no text of a tree becomes markup', () => {
    const folder = path.join(root, 'client/webview');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    assert.ok(sources.length > 10);
    const marked = sources.filter((name) => MAKES_MARKUP.test(readFileSync(path.join(folder, name), 'utf8')));
    assert.deepEqual(marked, []);
    assert.match('node.innerHTML = text', MAKES_MARKUP);
  });
});
