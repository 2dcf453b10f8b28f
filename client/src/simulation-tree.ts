import { EventEmitter, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, type TreeDataProvider } from 'vscode';
import type { Host } from './feature.ts';
import { simulationRows, type SimulationRow } from './simulation/simulation-rows.ts';

/** *Simulation* in the activity bar: vnets and modules of the step that the simulation view shows. */
export function registerSimulationTree({ context, simulation }: Host): void {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<SimulationRow> = {
    onDidChangeTreeData: changed.event,
    getChildren: (row) => [...(row?.children ?? (row === undefined ? simulationRows(simulation.step) : []))],
    getTreeItem: itemOf,
  };
  context.subscriptions.push(
    changed,
    window.createTreeView('vnetscope.simulated', { treeDataProvider: provider }),
    simulation.onChange(() => changed.fire(undefined)),
  );
}

function itemOf({ label, value, icon, children }: SimulationRow): TreeItem {
  const state = children.length === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Expanded;
  const item = new TreeItem(label, state);
  item.description = value;
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = `${label}: ${value}`;
  item.accessibilityInformation = { label: item.tooltip };
  item.command = { command: 'vnetscope.showSimulation', title: 'Show Simulation' };
  return item;
}
