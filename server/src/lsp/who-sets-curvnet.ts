import { ErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import {
  curvnetCallers,
  functionAtOffset,
  type CurvnetCaller,
  type FlowSpot,
} from '../core/analysis/answers/curvnet/curvnet-callers.ts';
import { unreadFunction } from '../core/analysis/answers/curvnet/unread-function.ts';
import { BRINGS, curvnetCounts, curvnetSummary, curvnetText } from '../core/analysis/answers/curvnet/curvnet-text.ts';
import {
  whoSetsCurvnetCommandName,
  whoSetsCurvnetMethod,
  type CurvnetEntry,
  type CurvnetPlace,
  type WhoSetsCurvnet,
  type WhoSetsCurvnetParams,
} from '../protocol/who-sets-curvnet.ts';
import { answered } from './answered.ts';
import { knownFlow } from './known-flow.ts';
import type { Command, Feature, TreeFile, Server } from './server.ts';

/** Who sets curvnet for the function at a place; null where there is none, or the tree's flow is still being read. */
export const whoSetsCurvnet: Feature = {
  register(server) {
    server.connection.onRequest(
      whoSetsCurvnetMethod,
      answered<WhoSetsCurvnetParams, WhoSetsCurvnet | null>(server, whoSetsCurvnetMethod, (params, token) =>
        ask(server, params, token),
      ),
    );
  },
};

/** The same for editors without the extension. */
export const whoSetsCurvnetCommand: Command = {
  name: whoSetsCurvnetCommandName,
  isOffered: () => true,
  run(server, [uri, line, character], token) {
    if (typeof uri !== 'string' || typeof line !== 'number' || typeof character !== 'number')
      throw new ResponseError(
        ErrorCodes.InvalidParams,
        `${whoSetsCurvnetCommandName} wants a URI, a line and a character`,
      );
    return ask(server, { textDocument: { uri }, position: { line, character } }, token);
  },
};

async function ask(
  server: Server,
  { textDocument: { uri }, position }: WhoSetsCurvnetParams,
  token: CancellationToken,
): Promise<WhoSetsCurvnet | null> {
  const treeFile = server.treeFileOf(uri);
  const flow = treeFile === undefined ? undefined : await knownFlow(server, treeFile.tree, token);
  const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, uri, position);
  if (treeFile === undefined || flow === undefined || offset === undefined) return null;
  const target = functionAtOffset(treeFile.tree.session, treeFile.path, offset);
  if (target === undefined) {
    const unread = unreadFunction(treeFile.tree.session, treeFile.path, offset);
    if (unread === undefined) return null;
    const { summary, at } = unread;
    return { summary, counts: summary, text: `${summary}\n`, at: placeIn(server, treeFile, at), callers: [] };
  }
  const answer = curvnetCallers(flow, target);
  const lineOf = (at: FlowSpot): number => (placeIn(server, treeFile, at)?.range.start.line ?? -1) + 1;
  return {
    summary: curvnetSummary(answer),
    counts: curvnetCounts(answer),
    text: curvnetText(answer, lineOf),
    at: placeIn(server, treeFile, answer.at),
    callers: answer.callers.map((one) => entryOf(server, treeFile, one)),
  };
}

function entryOf(
  server: Server,
  treeFile: TreeFile,
  { name, brings, how, places, callers }: CurvnetCaller,
): CurvnetEntry {
  return {
    label: name,
    detail: how ?? BRINGS[brings],
    brings,
    places: places.flatMap((at) => placeIn(server, treeFile, at) ?? []),
    callers: callers.map((one) => entryOf(server, treeFile, one)),
  };
}

function placeIn(server: Server, { tree }: TreeFile, { path, start, end }: FlowSpot): CurvnetPlace | undefined {
  return server.location(tree, path, { start, end });
}
