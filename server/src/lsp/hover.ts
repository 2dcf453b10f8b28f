import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import type { Location } from '../core/analysis/answers/answer-terms.ts';
import { hoverAt } from '../core/analysis/answers/hover.ts';
import { hoverMarkdown, hoverPlainText } from '../core/analysis/answers/hover-markdown.ts';
import { answered } from './answered.ts';
import { freshValue } from './fresh-values.ts';
import type { Feature } from './server.ts';

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register(server) {
    server.connection.onHover(
      answered(server, 'textDocument/hover', ({ textDocument: { uri }, position }): Hover | null => {
        server.current = uri;
        const place = server.placeOf(uri);
        if (place === undefined || !place.tree.settings['hover.enabled']) return null;
        const { tree, path } = place;
        const offset = server.offsetAt(place, uri, position);
        const found = offset === undefined ? undefined : hoverAt(tree.session, path, offset);
        if (found === undefined) return null;
        const answer =
          found.kind === 'variable' && found.set === 'set_vnet'
            ? { ...found, fresh: freshValue(server, tree, found.name, found.defined[0]?.path) }
            : found;
        // Editors open "file:///path#L12" at that line.
        const href = (at: Location): string => `${server.uriOf(tree, at.path) ?? ''}#L${at.line}`;
        const contents = server.client.hoverMarkdown
          ? { kind: MarkupKind.Markdown, value: hoverMarkdown(answer, href) }
          : { kind: MarkupKind.PlainText, value: hoverPlainText(answer) };
        const range = server.range(tree, path, answer.span);
        return range === undefined ? { contents } : { contents, range };
      }),
    );
  },
};
