import { commands, EventEmitter, Range, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, window } from 'vscode';
import type { TreeDataProvider } from 'vscode';
import { sysctlsMethod, type Sysctls, type SysctlOfVnets } from '../../server/src/protocol/sysctls.ts';
import type { Host } from './feature.ts';
import { accessSentences, accessText, sysctlTree, type SysctlNode } from './sysctl-tree.ts';

const VIEW = 'vnetscope.sysctls';

/** *Sysctls of vnets* in the activity bar: the tree of names, with who may read and write them in a vnet jail. */
export function registerSysctlView({ context, server }: Host): void {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<SysctlNode> = {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      if (node !== undefined) return [...node.children];
      if (server.status?.state !== 'ready') return [];
      const answer = await server.request<Sysctls | null>(sysctlsMethod);
      return [...sysctlTree(answer?.sysctls ?? [])];
    },
    getTreeItem: itemOf,
  };
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  context.subscriptions.push(
    changed,
    view,
    server.onStatus(() => changed.fire(undefined)),
    commands.registerCommand('vnetscope.openSysctl', async (sysctl?: SysctlOfVnets) => {
      const chosen = sysctl ?? view.selection[0]?.sysctl;
      if (chosen === undefined) return;
      const { uri, line, column } = chosen;
      const selection = new Range(line - 1, column - 1, line - 1, column - 1);
      await window.showTextDocument(Uri.parse(uri), { selection });
    }),
  );
}

function itemOf({ label, name, children, sysctl }: SysctlNode): TreeItem {
  const item = new TreeItem(
    label,
    children.length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed,
  );
  item.tooltip = name;
  if (sysctl === undefined) return item;
  const { access } = sysctl;
  item.description = accessText(sysctl);
  item.tooltip = [name, ...accessSentences(sysctl)].join('\n');
  item.accessibilityInformation = { label: `${name}: ${accessSentences(sysctl).join(' ')}` };
  item.iconPath = new ThemeIcon(
    access?.tunable === 'ignored' ? 'warning' : access?.jail.mayWrite === true ? 'edit' : 'eye',
  );
  item.command = { command: 'vnetscope.openSysctl', title: 'Open', arguments: [sysctl] };
  return item;
}
