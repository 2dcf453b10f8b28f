import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
} from 'vscode-languageserver/node';
import { BRINGS } from '../core/analysis/answers/curvnet/curvnet-text.ts';
import { curvnetCallers, functionAtOffset, type FlowSpot } from '../core/analysis/answers/curvnet/curvnet-callers.ts';
import { answered } from './answered.ts';
import { knownFlow } from './known-flow.ts';
import type { Feature, TreeFile, Server } from './server.ts';

/** A function of the tree. */
type Target = NonNullable<ReturnType<typeof functionAtOffset>>;

/**
 * Incoming calls with what each does about curvnet, handlers' registrations among them. Only for clients that say
 * nothing else answers: in VS Code one provider's answer hides the others', and clangd's is about all of C.
 */
export const callHierarchy: Feature = {
  capabilities: (client) => (client.wantsCallHierarchy ? { callHierarchyProvider: true } : {}),
  register(server) {
    if (!server.client.wantsCallHierarchy) return;
    const { languages } = server.connection;
    languages.callHierarchy.onPrepare(
      answered(server, 'textDocument/prepareCallHierarchy', async ({ textDocument: { uri }, position }, token) => {
        const treeFile = server.treeFileOf(uri);
        if (treeFile === undefined || (await knownFlow(server, treeFile.tree, token)) === undefined) return null;
        const offset = server.offsetAt(treeFile, uri, position);
        if (offset === undefined) return null;
        const target = functionAtOffset(treeFile.tree.session, treeFile.path, offset);
        const item = target === undefined ? undefined : itemOf(server, treeFile, target, undefined);
        return item === undefined ? null : [item];
      }),
    );
    languages.callHierarchy.onIncomingCalls(
      answered(server, 'callHierarchy/incomingCalls', ({ item }): CallHierarchyIncomingCall[] | null =>
        incoming(server, item),
      ),
    );
    languages.callHierarchy.onOutgoingCalls(
      answered(server, 'callHierarchy/outgoingCalls', ({ item }): CallHierarchyOutgoingCall[] | null =>
        outgoing(server, item),
      ),
    );
  },
};

function targetOf(
  server: Server,
  item: CallHierarchyItem,
): { readonly treeFile: TreeFile; readonly target: Target } | undefined {
  const treeFile = server.treeFileOf(item.uri);
  const offset = treeFile === undefined ? undefined : server.offsetAt(treeFile, item.uri, item.selectionRange.start);
  if (treeFile === undefined || offset === undefined) return undefined;
  const target = functionAtOffset(treeFile.tree.session, treeFile.path, offset);
  return target === undefined ? undefined : { treeFile, target };
}

function incoming(server: Server, item: CallHierarchyItem): CallHierarchyIncomingCall[] | null {
  const asked = targetOf(server, item);
  const flow = asked?.treeFile.tree.session.flow;
  if (asked === undefined || flow === undefined) return null;
  const { treeFile, target } = asked;
  return curvnetCallers(flow, target, 1).callers.flatMap(({ name, at, places, brings, how }) => {
    const detail = how ?? BRINGS[brings];
    const fromRanges = places.flatMap((one) => rangeOf(server, treeFile, one) ?? []);
    const [first] = places;
    const spot = at ?? first;
    const from = spot === undefined ? undefined : madeItem(server, treeFile, name, spot, detail);
    return from === undefined ? [] : [{ from, fromRanges: at === undefined ? [from.selectionRange] : fromRanges }];
  });
}

/** What it calls that needs curvnet: where the need comes from. */
function outgoing(server: Server, item: CallHierarchyItem): CallHierarchyOutgoingCall[] | null {
  const asked = targetOf(server, item);
  const flow = asked?.treeFile.tree.session.flow;
  if (asked === undefined || flow === undefined) return null;
  const { treeFile, target } = asked;
  const found = new Map<Target, CallHierarchyOutgoingCall>();
  for (const call of target.flow.calls) {
    const range = rangeOf(server, treeFile, { path: target.path, start: call.start, end: call.end });
    for (const callee of flow.resolve(target.path, call.name)) {
      if (callee.needs === undefined || range === undefined) continue;
      const known = found.get(callee);
      const to = known?.to ?? itemOf(server, treeFile, callee, `needs curvnet: ${callee.needs.name}`);
      if (to !== undefined) found.set(callee, { to, fromRanges: [...(known?.fromRanges ?? []), range] });
    }
  }
  return [...found.values()];
}

function rangeOf(
  server: Server,
  { tree }: TreeFile,
  { path, start, end }: FlowSpot,
): CallHierarchyItem['range'] | undefined {
  return server.range(tree, path, { start, end });
}

function itemOf(
  server: Server,
  treeFile: TreeFile,
  { path, flow }: Target,
  detail: string | undefined,
): CallHierarchyItem | undefined {
  return madeItem(server, treeFile, flow.name, { path, start: flow.start, end: flow.end }, detail ?? path);
}

function madeItem(
  server: Server,
  treeFile: TreeFile,
  name: string,
  spot: FlowSpot,
  detail: string,
): CallHierarchyItem | undefined {
  const uri = server.uriOf(treeFile.tree, spot.path);
  const range = rangeOf(server, treeFile, spot);
  return uri === undefined || range === undefined
    ? undefined
    : { name, kind: SymbolKind.Function, uri, range, selectionRange: range, detail };
}
