import { grouped } from '../../server/src/core/text/amounts.ts';
import { MarkdownString, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import type { Status } from '../../server/src/protocol/status.ts';
import type { Host } from './feature.ts';
import { statusTexts } from './status-texts.ts';

/** " · 437 · 244,872 B": virtualized globals, and bytes of `set_vnet`. */
function figures({ globals, regionBytes }: Status): string {
  const size = typeof regionBytes === 'number' ? ` · ${grouped(regionBytes)} B` : '';
  return globals === undefined ? '' : ` · ${grouped(globals)}${size}`;
}

function show(item: StatusBarItem, status: Status): void {
  const { text, detail } = statusTexts(status);
  const { progress } = status;
  const share =
    progress === undefined || progress.total === 0 ? '' : ` ${Math.floor((100 * progress.done) / progress.total)} %`;
  item.text = status.state === 'indexing' ? `$(sync~spin) ${text}${share}` : `${text}${figures(status)}`;
  item.tooltip = new MarkdownString(`**${text}**\n\n${detail}`);
  item.accessibilityInformation = { label: `vnetscope: ${text}, ${detail}` };
  item.backgroundColor = status.state === 'error' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  item.show();
}

/**
 * Shows which kernel the answers are about, whatever is open in the editor; a click opens the menu. Where nothing needs
 * the server there is no item.
 */
export function registerStatusBarItem({ context, server }: Host): void {
  const item = window.createStatusBarItem('vnetscope.kernel', StatusBarAlignment.Right, 100);
  item.name = 'vnetscope: kernel';
  item.command = 'vnetscope.showMenu';
  context.subscriptions.push(
    item,
    server.onStatus((status) => show(item, status)),
  );
}
