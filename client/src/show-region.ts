import { commands, window, type QuickPickItem } from 'vscode';
import {
  regionMapMethod,
  regionModulesMethod,
  variableFactsMethod,
  type RegionMapAnswer,
  type RegionMapParams,
} from '../../server/src/protocol/region-map.ts';
import type { RegionViewNotice, RegionViewRequest } from '../../server/src/protocol/views.ts';
import type { Host } from './feature.ts';
import { openPlace } from './views/open-place.ts';
import { ViewPanel } from './views/view-panel.ts';

/** *Show Region*: the whole set_vnet as a picture, a table and a treemap. */
export function registerShowRegion(host: Host): void {
  const { context, server } = host;
  let modules: readonly string[] = [];
  let root = '';
  /** A variable that a hover's link has asked for. */
  let selected: string | undefined;
  /** Counts the questions: only the last one's answer is shown. */
  let asked = 0;

  const view = new ViewPanel<RegionViewRequest, RegionViewNotice>(host, {
    id: 'vnetscope.region',
    title: 'set_vnet',
    script: 'region-view.js',
    take: (request) => {
      void answer(request);
    },
  });

  async function answer(request: Exclude<RegionViewRequest, { readonly kind: 'save' }>): Promise<void> {
    switch (request.kind) {
      case 'ready':
        return refresh();
      case 'modules':
        modules = request.names.filter((name) => /^\w[\w.-]*$/.test(name));
        return refresh();
      case 'chooseModules':
        return chooseModules(request.loaded);
      case 'open':
        return openPlace(root, request.place);
      case 'facts': {
        const text = await server.request<string | null>(variableFactsMethod, request.place);
        if (text !== undefined && text !== null) view.post({ kind: 'facts', place: request.place, text });
      }
    }
  }

  async function refresh(): Promise<void> {
    const turn = ++asked;
    view.post({
      kind: 'busy',
      text: modules.length === 0 ? 'Measuring set_vnet…' : `Loading ${modules.join(', ')} into a simulated kernel…`,
    });
    const params: RegionMapParams = { modules };
    const map = await server.request<RegionMapAnswer | null>(regionMapMethod, params);
    if (turn !== asked) return;
    // The server is starting: it says when it is ready, and is asked again.
    if (map === undefined && server.status?.state === 'indexing') return;
    if (map === undefined || map === null)
      view.post({ kind: 'failed', text: 'The language server has no answer; see the output "vnetscope".' });
    else if ('message' in map) view.post({ kind: 'failed', text: map.message });
    else {
      root = map.root;
      view.post({ kind: 'region', map, modules });
      if (selected !== undefined) view.post({ kind: 'select', variable: selected });
      selected = undefined;
    }
  }

  async function chooseModules(loaded: readonly string[]): Promise<void> {
    const items = server.request<readonly string[] | null>(regionModulesMethod).then((names): QuickPickItem[] =>
      // Those that are loaded first: their order is the order of loading.
      [...loaded, ...(names ?? []).filter((name) => !loaded.includes(name))].map((label) => ({
        label,
        picked: loaded.includes(label),
      })),
    );
    const picked = await window.showQuickPick(items, {
      canPickMany: true,
      title: 'Modules to load into the simulated kernel',
      placeHolder: 'Modules with virtualized globals',
    });
    if (picked === undefined) return;
    modules = picked.map(({ label }) => label);
    await refresh();
  }

  context.subscriptions.push(
    view,
    server.onStatus(({ state }) => {
      if (state === 'ready' && view.isOpen) void refresh();
    }),
    commands.registerCommand('vnetscope.showRegion', (at?: { readonly variable?: unknown }) => {
      selected = typeof at?.variable === 'string' ? at.variable : undefined;
      if (!view.show()) void refresh();
    }),
  );
}
