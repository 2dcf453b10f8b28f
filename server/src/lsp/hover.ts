import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import { hoverAt } from '../core/analysis/answers/hover.ts';
import type { HoverAction } from '../core/analysis/answers/hover-piece.ts';
import { hoverMarkdown, hoverPlainText, type HoverLook } from '../core/analysis/answers/hover-markdown.ts';
import { kernconfHover } from '../core/analysis/answers/kernconf-file/kernconf-answers.ts';
import { hoverCommands } from '../protocol/initialization.ts';
import { answered } from './answered.ts';
import { freshValue } from './fresh-values.ts';
import { kernconfText } from './kernconf-language.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register(server) {
    server.connection.onHover(
      answered(server, 'textDocument/hover', ({ textDocument: { uri }, position }): Hover | null => {
        server.current = uri;
        const treeFile = server.treeFileOf(uri);
        if (treeFile === undefined || !treeFile.tree.settings['hover.enabled']) return null;
        const { tree, path } = treeFile;
        const offset = server.offsetAt(treeFile, uri, position);
        const kernconf = kernconfText(server, treeFile, uri);
        const found =
          offset === undefined
            ? undefined
            : kernconf === undefined
              ? hoverAt(tree.session, path, offset)
              : kernconfHover(tree.session, kernconf, offset);
        if (found === undefined) return null;
        const answer =
          found.kind === 'variable' && found.set === 'set_vnet'
            ? { ...found, fresh: freshValue(server, tree, found.name, found.defined[0]?.path) }
            : found;
        const contents = server.client.hoverMarkdown
          ? { kind: MarkupKind.Markdown, value: hoverMarkdown(answer, hoverLook(server, tree)) }
          : { kind: MarkupKind.PlainText, value: hoverPlainText(answer) };
        const range = server.range(tree, path, answer.span);
        return range === undefined ? { contents } : { contents, range };
      }),
    );
  },
};

/** How the client shows hovers. */
export function hoverLook(server: Server, tree: Tree): HoverLook {
  const { hoverCommands: commands, hoverSmall } = server.client;
  return {
    // Editors open "file:///path#L12" at that line.
    href: (at) => `${server.uriOf(tree, at.path) ?? ''}#L${at.line}`,
    action: (action) => {
      const command = commands[action.kind];
      return command === undefined || !/^[\w.]+$/.test(command)
        ? undefined
        : {
            href: `command:${command}?${encodeURIComponent(JSON.stringify(argumentsOf(action)))}`,
            text: hoverCommands[action.kind],
          };
    },
    hasSmall: hoverSmall,
  };
}

function argumentsOf(action: HoverAction): readonly unknown[] {
  switch (action.kind) {
    case 'region':
      return [{ variable: action.variable, set: action.set }];
    case 'record':
      return [action.record];
    case 'copy':
      return action.choices;
  }
}
