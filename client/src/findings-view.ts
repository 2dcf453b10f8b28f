import {
  EventEmitter,
  languages,
  Range,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  window,
  workspace,
  type Diagnostic,
  type TreeDataProvider,
} from 'vscode';
import type { Host } from './feature.ts';
import { findingGroups, groupText, type FindingGroup, type ListedFinding } from './finding-groups.ts';

type Node = FindingGroup | ListedFinding;

/** *Findings* in the activity bar: what the Problems view has of vnetscope, by rule. */
export function registerFindingsView({ context }: Host): void {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => {
      if (node === undefined) return [...findingGroups(listed())];
      return 'findings' in node ? [...node.findings] : [];
    },
    getTreeItem: (node) => ('findings' in node ? groupItem(node) : findingItem(node)),
  };
  context.subscriptions.push(
    changed,
    window.createTreeView('vnetscope.findings', { treeDataProvider: provider, showCollapseAll: true }),
    languages.onDidChangeDiagnostics(() => changed.fire(undefined)),
  );
}

function listed(): readonly ListedFinding[] {
  return languages.getDiagnostics().flatMap(([uri, diagnostics]) =>
    diagnostics.flatMap((diagnostic): ListedFinding[] => {
      if (diagnostic.source !== 'vnetscope') return [];
      const { line, character } = diagnostic.range.start;
      const path = workspace.asRelativePath(uri);
      return [{ rule: ruleOf(diagnostic), message: diagnostic.message, uri: uri.toString(), path, line, character }];
    }),
  );
}

function ruleOf({ code }: Diagnostic): string {
  return String(typeof code === 'object' ? code.value : (code ?? 'other'));
}

function groupItem(group: FindingGroup): TreeItem {
  const item = new TreeItem(group.rule, TreeItemCollapsibleState.Collapsed);
  item.description = groupText(group);
  item.tooltip = `${group.rule}: ${groupText(group)}`;
  return item;
}

function findingItem({ message, uri, path, line, character }: ListedFinding): TreeItem {
  const item = new TreeItem(message);
  item.description = `${path}:${line + 1}`;
  item.tooltip = `${path}:${line + 1}: ${message}`;
  item.accessibilityInformation = { label: item.tooltip };
  item.iconPath = new ThemeIcon('warning');
  const selection = new Range(line, character, line, character);
  item.command = { command: 'vscode.open', title: 'Open', arguments: [Uri.parse(uri), { selection }] };
  return item;
}
