import { MarkupKind, type Hover, type MarkupContent } from 'vscode-languageserver/node';
import { hoverAt, type HoverAnswer } from '../core/analysis/answers/hover.ts';
import type { HoverAction } from '../core/analysis/answers/hover-piece.ts';
import { hoverMarkdown, hoverPlainText, type HoverLook } from '../core/analysis/answers/hover-markdown.ts';
import { kernconfHover } from '../core/analysis/answers/kernconf-file/kernconf-answers.ts';
import { hoverCommands } from '../protocol/initialization.ts';
import { scenarioHover } from '../core/analysis/answers/scenario-file/scenario-answers.ts';
import { answered } from './answered.ts';
import { freshValue } from './fresh-values.ts';
import { openKernconf } from './kernconf-language.ts';
import { openScenario } from './scenario-language.ts';
import type { Feature, Server } from './server.ts';
import type { Tree } from './trees.ts';

export const hover: Feature = {
  capabilities: () => ({ hoverProvider: true }),
  register(server) {
    server.connection.onHover(
      answered(server, 'textDocument/hover', ({ textDocument: { uri }, position }): Hover | null => {
        const scenario = openScenario(server, uri);
        if (scenario !== undefined) {
          const { session, settings } = scenario.tree;
          const said = scenarioHover(session, scenario.text, scenario.offsetAt(position));
          return said === undefined || !settings['hover.enabled']
            ? null
            : { contents: contentsOf(server, scenario.tree, said), range: scenario.rangeOf(said.span) };
        }
        server.current = uri;
        const treeFile = server.treeFileOf(uri);
        if (treeFile === undefined || !treeFile.tree.settings['hover.enabled']) return null;
        const { tree, path } = treeFile;
        const offset = server.offsetAt(treeFile, uri, position);
        const kernconf = openKernconf(server, treeFile, uri);
        const found =
          offset === undefined
            ? undefined
            : kernconf === undefined
              ? hoverAt(tree.session, path, offset)
              : kernconfHover(tree.session, kernconf, offset);
        if (found === undefined) return null;
        const contents = contentsOf(server, tree, found);
        const range = server.range(tree, path, found.span);
        return range === undefined ? { contents } : { contents, range };
      }),
    );
  },
};

function contentsOf(server: Server, tree: Tree, found: HoverAnswer): MarkupContent {
  const answer =
    found.kind === 'variable' && found.set === 'set_vnet'
      ? { ...found, fresh: freshValue(server, tree, found.name, found.defined[0]?.path) }
      : found;
  return server.client.hoverMarkdown
    ? { kind: MarkupKind.Markdown, value: hoverMarkdown(answer, hoverLook(server, tree)) }
    : { kind: MarkupKind.PlainText, value: hoverPlainText(answer) };
}

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
