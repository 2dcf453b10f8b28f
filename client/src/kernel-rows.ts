import { grouped } from '../../server/src/core/text/amounts.ts';
import type { Status } from '../../server/src/protocol/status.ts';

/** A line of the view *Kernel*. */
export interface KernelRow {
  readonly label: string;
  readonly value: string;
  /** A codicon. */
  readonly icon: string;
  /** What a click does, and how that is called. */
  readonly command?: string;
  readonly title?: string;
}

/** The lines of the view *Kernel*; none without a tree, where the welcome view says what to do. */
export function kernelRows(status: Status): readonly KernelRow[] {
  const { release, arch, kernconf, globals, regionBytes, message, progress } = status;
  if (status.state === 'noTree') return [];
  const rows: KernelRow[] = [];
  if (release !== undefined) rows.push({ label: 'Release', value: release, icon: 'versions' });
  if (arch !== undefined) {
    const choose = { command: 'vnetscope.chooseArch', title: 'Choose another machine' };
    rows.push({ label: 'Machine', value: arch, icon: 'server', ...choose });
  }
  if (kernconf !== undefined) {
    const choose = { command: 'vnetscope.chooseKernconf', title: 'Choose another configuration' };
    rows.push({ label: 'Configuration', value: kernconf, icon: 'settings', ...choose });
  }
  if (globals !== undefined)
    rows.push({ label: 'Virtualized globals', value: grouped(globals), icon: 'symbol-variable' });
  if (regionBytes !== undefined) {
    const value = regionBytes === null ? 'of unknown size' : `${grouped(regionBytes)} bytes per vnet`;
    rows.push({ label: 'set_vnet', value, icon: 'layout', command: 'vnetscope.showRegion', title: 'Show Region' });
  }
  if (message !== undefined) {
    const isBusy = status.state === 'indexing';
    const share = progress === undefined ? '' : ` ${grouped(progress.done)}/${grouped(progress.total)}`;
    rows.push({
      label: status.state === 'error' ? 'Error' : isBusy ? 'Now' : 'Note',
      value: `${message}${share}`,
      icon: status.state === 'error' ? 'error' : isBusy ? 'sync~spin' : 'info',
      command: 'vnetscope.showOutput',
      title: 'Show Output',
    });
  }
  return rows;
}
