import {
  commands,
  EventEmitter,
  Position,
  Range,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
} from 'vscode';
import type { TreeDataProvider } from 'vscode';
import {
  globalsMethod,
  type VirtualizedGlobalRow,
  type VirtualizedGlobals,
} from '../../server/src/protocol/globals.ts';
import type { Host } from './feature.ts';
import { globalGroups, globalText, GROUPINGS, groupText, type GlobalGroup, type Grouping } from './global-groups.ts';

const VIEW = 'vnetscope.globals';
const GROUPING = 'globals.grouping';

type Node = GlobalGroup | VirtualizedGlobalRow;

/** *Virtualized globals* in the activity bar: of the whole tree, by folder, source, module or size, with a filter. */
export function registerGlobalsView({ context, server }: Host): void {
  const changed = new EventEmitter<undefined>();
  let filter = '';
  const grouping = (): Grouping => context.workspaceState.get<Grouping>(GROUPING, 'subsystem');
  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node !== undefined) return isGroup(node) ? [...node.globals] : [];
      if (server.status?.state !== 'ready') return [];
      const answer = await server.request<VirtualizedGlobals | null>(globalsMethod);
      const groups = globalGroups(answer?.globals ?? [], grouping(), filter);
      return grouping() === 'size' ? groups.flatMap(({ globals }) => [...globals]) : [...groups];
    },
    getTreeItem: (node) => (isGroup(node) ? groupItem(node) : globalItem(node)),
  };
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const show = (): void => {
    view.description = filter === '' ? '' : `"${filter}"`;
    changed.fire(undefined);
  };
  context.subscriptions.push(
    changed,
    view,
    server.onStatus(() => changed.fire(undefined)),
    commands.registerCommand('vnetscope.groupGlobals', async () => {
      const items = Object.entries(GROUPINGS).map(([label, description]) => ({ label, description }));
      items.sort((a, b) => Number(b.label === grouping()) - Number(a.label === grouping()));
      const chosen = await window.showQuickPick(items, { title: 'Group virtualized globals' });
      if (chosen === undefined) return;
      await context.workspaceState.update(GROUPING, chosen.label);
      show();
    }),
    commands.registerCommand('vnetscope.filterGlobals', async () => {
      const title = 'Words of name, type or file; empty for all';
      filter = (await window.showInputBox({ title, value: filter })) ?? filter;
      show();
    }),
    commands.registerCommand('vnetscope.openGlobal', (row?: Node) => open(row ?? view.selection[0])),
    commands.registerCommand('vnetscope.globalReferences', (row?: Node) => references(row ?? view.selection[0])),
    commands.registerCommand('vnetscope.copyGlobalAs', (row?: Node) => copyAs(row ?? view.selection[0])),
  );
}

function isGroup(node: Node): node is GlobalGroup {
  return 'globals' in node;
}

function groupItem(group: GlobalGroup): TreeItem {
  const item = new TreeItem(group.label, TreeItemCollapsibleState.Collapsed);
  item.description = groupText(group);
  item.tooltip = `${group.label}: ${groupText(group)}`;
  return item;
}

function globalItem(row: VirtualizedGlobalRow): TreeItem {
  const item = new TreeItem(row.name);
  item.description = globalText(row);
  item.tooltip = `${row.type} ${row.name}: ${globalText(row)}\n${row.file}:${row.line}`;
  item.accessibilityInformation = { label: item.tooltip };
  item.iconPath = new ThemeIcon(row.isInKernel ? 'symbol-variable' : 'package');
  item.contextValue = 'global';
  item.command = { command: 'vnetscope.openGlobal', title: 'Open', arguments: [row] };
  return item;
}

async function open(node: Node | undefined): Promise<void> {
  if (node === undefined || isGroup(node)) return;
  const at = [node.line - 1, node.column - 1] as const;
  await window.showTextDocument(Uri.parse(node.uri), { selection: new Range(...at, ...at) });
}

async function references(node: Node | undefined): Promise<void> {
  if (node === undefined || isGroup(node)) return;
  await open(node);
  const document = window.activeTextEditor?.document;
  if (document?.uri.toString() !== node.uri) return;
  const found = document.getText().indexOf(node.name, document.offsetAt(new Position(node.line - 1, 0)));
  if (found < 0) return;
  await commands.executeCommand('editor.action.goToReferences', document.uri, document.positionAt(found));
}

/** The ways to name the variable elsewhere: ddb(4), kgdb(1), kvm_nlist(3). */
async function copyAs(node: Node | undefined): Promise<void> {
  if (node === undefined || isGroup(node)) return;
  const symbol = `vnet_entry_${node.name}`;
  await commands.executeCommand(
    'vnetscope.copyAs',
    { what: 'name', text: node.name },
    { what: 'accessor', text: `V_${node.name}` },
    { what: 'kgdb: in the vnet of a thread', text: copyExpression(node, symbol) },
    { what: 'symbol for kvm_nlist(3): libkvm finds the vnet copy', text: `_${symbol}` },
    { what: 'ddb: the reference copy', text: `examine/x ${symbol}` },
  );
}

/** VNET_VNET_PTR() of sys/net/vnet.h, for a debugger without macros. */
function copyExpression({ type }: VirtualizedGlobalRow, symbol: string): string {
  const pointer = type.includes('[') ? type.replace(/\s*\[/, ' (*)[') : `${type} *`;
  return `*(${pointer})(curthread->td_vnet->vnet_data_base + (uintptr_t)&${symbol})`;
}
