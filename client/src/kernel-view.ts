import { commands, EventEmitter, ThemeIcon, TreeItem, window, type TreeDataProvider } from 'vscode';
import type { Host } from './feature.ts';
import { kernelRows, type KernelRow } from './kernel-rows.ts';

const VIEW = 'vnetscope.kernel';
/** What the welcome views of package.json depend on: the state of `Status`, or nothing before the server is needed. */
const STATE = 'vnetscope.state';

/** *Kernel* in the activity bar: which kernel the answers are about. Without a tree VS Code shows the welcome view. */
export function registerKernelView({ context, server }: Host): void {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<KernelRow> = {
    onDidChangeTreeData: changed.event,
    getChildren: (row) => (row === undefined && server.status !== undefined ? [...kernelRows(server.status)] : []),
    getTreeItem: itemOf,
  };
  context.subscriptions.push(
    changed,
    window.createTreeView(VIEW, { treeDataProvider: provider }),
    server.onStatus((status) => {
      changed.fire(undefined);
      void commands.executeCommand('setContext', STATE, status.state);
    }),
  );
}

function itemOf({ label, value, icon, command, title }: KernelRow): TreeItem {
  const item = new TreeItem(label);
  item.description = value;
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = title === undefined ? `${label}: ${value}` : `${label}: ${value}\n${title}`;
  item.accessibilityInformation = { label: item.tooltip };
  if (command !== undefined) item.command = { command, title: title ?? label };
  return item;
}
