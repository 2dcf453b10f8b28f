import {
  commands,
  EventEmitter,
  Location,
  Range,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  type TextEditor,
  type TreeDataProvider,
} from 'vscode';
import {
  whoSetsCurvnetMethod,
  type CurvnetEntry,
  type CurvnetPlace,
  type WhoSetsCurvnet,
  type WhoSetsCurvnetParams,
} from '../../server/src/protocol/who-sets-curvnet.ts';
import type { Host } from './feature.ts';

const viewId = 'vnetscope.curvnet';

const icons: Readonly<Record<CurvnetEntry['brings'], string>> = {
  set: 'pass',
  'handed-on': 'arrow-up',
  'not-set': 'warning',
  unknown: 'question',
};

/** *Who Sets curvnet Here?*: the ways into a function, as a tree and as a peek. */
export function registerWhoSetsCurvnet({ context, server }: Host): void {
  const changed = new EventEmitter<undefined>();
  let shown: WhoSetsCurvnet | undefined;
  const provider: TreeDataProvider<CurvnetEntry> = {
    onDidChangeTreeData: changed.event,
    getChildren: (entry) => [...(entry?.callers ?? shown?.callers ?? [])],
    getTreeItem: itemOf,
  };
  const view = window.createTreeView(viewId, { treeDataProvider: provider, showCollapseAll: true });
  const ask = async (editor: TextEditor | undefined): Promise<WhoSetsCurvnet | undefined> => {
    if (editor?.document.uri.scheme !== 'file') {
      await window.showInformationMessage('vnetscope: put the cursor into a function of the kernel first.');
      return undefined;
    }
    const { line, character } = editor.selection.active;
    const textDocument = { uri: editor.document.uri.toString() };
    const params: WhoSetsCurvnetParams = { textDocument, position: { line, character } };
    const found = await server.request<WhoSetsCurvnet | null>(whoSetsCurvnetMethod, params);
    if (found === undefined || found === null) {
      await window.showInformationMessage(
        'vnetscope: no function of the tree is here, or the tree is still being read.',
      );
      return undefined;
    }
    return found;
  };
  context.subscriptions.push(
    changed,
    view,
    commands.registerCommand('vnetscope.whoSetsCurvnet', async () => {
      const found = await ask(window.activeTextEditor);
      if (found === undefined) return;
      shown = found;
      view.message = found.counts;
      await commands.executeCommand('setContext', 'vnetscope.curvnetAsked', true);
      changed.fire(undefined);
      await commands.executeCommand(`${viewId}.focus`);
    }),
    commands.registerCommand('vnetscope.peekCurvnet', async () => {
      const editor = window.activeTextEditor;
      const found = await ask(editor);
      if (found === undefined || editor === undefined) return;
      if (found.callers.length === 0) {
        await window.showInformationMessage(`vnetscope: ${found.summary}`);
        return;
      }
      const places = found.callers.flatMap((one) => one.places.map(locationOf));
      const { uri } = editor.document;
      await commands.executeCommand('editor.action.peekLocations', uri, editor.selection.active, places, 'peek');
    }),
  );
}

function itemOf({ label, detail, brings, places, callers }: CurvnetEntry): TreeItem {
  const item = new TreeItem(
    label,
    callers.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.description = detail;
  item.tooltip = `${label}: ${detail}`;
  item.iconPath = new ThemeIcon(icons[brings]);
  const [first] = places;
  if (first !== undefined) {
    const { uri, range } = locationOf(first);
    item.command = { command: 'vscode.open', title: 'Open', arguments: [uri, { selection: range }] };
  }
  return item;
}

function locationOf({ uri, range: { start, end } }: CurvnetPlace): Location {
  return new Location(Uri.parse(uri), new Range(start.line, start.character, end.line, end.character));
}
