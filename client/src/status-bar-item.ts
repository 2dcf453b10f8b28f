import { MarkdownString, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import type { Status } from '../../server/src/protocol/status.ts';
import type { Host } from './feature.ts';
import { statusTexts } from './status-texts.ts';

function show(item: StatusBarItem, status: Status): void {
  const { text, detail } = statusTexts(status);
  const { progress } = status;
  const share =
    progress === undefined || progress.total === 0 ? '' : ` ${Math.floor((100 * progress.done) / progress.total)} %`;
  item.text = status.state === 'indexing' ? `$(sync~spin) ${text}${share}` : text;
  item.tooltip = new MarkdownString(`**${text}**\n\n${detail}`);
  item.accessibilityInformation = { label: `vnetscope: ${text}, ${detail}` };
  item.backgroundColor = status.state === 'error' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  item.command = status.state === 'ready' ? 'vnetscope.chooseKernconf' : 'vnetscope.showOutput';
}

/** Shows which kernel the answers are about, whatever is open in the editor. */
export function registerStatusBarItem({ context, server }: Host): void {
  const item = window.createStatusBarItem('vnetscope.kernel', StatusBarAlignment.Right, 100);
  item.name = 'vnetscope: kernel';
  show(item, server.status);
  item.show();
  context.subscriptions.push(
    item,
    server.onStatus((status) => show(item, status)),
  );
}
