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
import type { Feature, Place, Server } from './server.ts';

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
        const place = server.placeOf(uri);
        if (place === undefined || (await knownFlow(server, place.tree, token)) === undefined) return null;
        const offset = server.offsetAt(place, uri, position);
        if (offset === undefined) return null;
        const target = functionAtOffset(place.tree.session, place.path, offset);
        const item = target === undefined ? undefined : itemOf(server, place, target, undefined);
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
): { readonly place: Place; readonly target: Target } | undefined {
  const place = server.placeOf(item.uri);
  const offset = place === undefined ? undefined : server.offsetAt(place, item.uri, item.selectionRange.start);
  if (place === undefined || offset === undefined) return undefined;
  const target = functionAtOffset(place.tree.session, place.path, offset);
  return target === undefined ? undefined : { place, target };
}

function incoming(server: Server, item: CallHierarchyItem): CallHierarchyIncomingCall[] | null {
  const asked = targetOf(server, item);
  const flow = asked?.place.tree.session.flow;
  if (asked === undefined || flow === undefined) return null;
  const { place, target } = asked;
  return curvnetCallers(flow, target, 1).callers.flatMap(({ name, at, places, brings, how }) => {
    const detail = how ?? BRINGS[brings];
    const fromRanges = places.flatMap((one) => rangeOf(server, place, one) ?? []);
    const [first] = places;
    const spot = at ?? first;
    const from = spot === undefined ? undefined : madeItem(server, place, name, spot, detail);
    return from === undefined ? [] : [{ from, fromRanges: at === undefined ? [from.selectionRange] : fromRanges }];
  });
}

/** What it calls that needs curvnet: where the need comes from. */
function outgoing(server: Server, item: CallHierarchyItem): CallHierarchyOutgoingCall[] | null {
  const asked = targetOf(server, item);
  const flow = asked?.place.tree.session.flow;
  if (asked === undefined || flow === undefined) return null;
  const { place, target } = asked;
  const found = new Map<Target, CallHierarchyOutgoingCall>();
  for (const call of target.flow.calls) {
    const range = rangeOf(server, place, { path: target.path, start: call.start, end: call.end });
    for (const callee of flow.resolve(target.path, call.name)) {
      if (callee.needs === undefined || range === undefined) continue;
      const known = found.get(callee);
      const to = known?.to ?? itemOf(server, place, callee, `needs curvnet: ${callee.needs.name}`);
      if (to !== undefined) found.set(callee, { to, fromRanges: [...(known?.fromRanges ?? []), range] });
    }
  }
  return [...found.values()];
}

function rangeOf(
  server: Server,
  { tree }: Place,
  { path, start, end }: FlowSpot,
): CallHierarchyItem['range'] | undefined {
  return server.range(tree, path, { start, end });
}

function itemOf(
  server: Server,
  place: Place,
  { path, flow }: Target,
  detail: string | undefined,
): CallHierarchyItem | undefined {
  return madeItem(server, place, flow.name, { path, start: flow.start, end: flow.end }, detail ?? path);
}

function madeItem(
  server: Server,
  place: Place,
  name: string,
  spot: FlowSpot,
  detail: string,
): CallHierarchyItem | undefined {
  const uri = server.uriOf(place.tree, spot.path);
  const range = rangeOf(server, place, spot);
  return uri === undefined || range === undefined
    ? undefined
    : { name, kind: SymbolKind.Function, uri, range, selectionRange: range, detail };
}
