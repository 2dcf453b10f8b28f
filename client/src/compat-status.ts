import { commands, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import { compatStatusMethod, type CompatStatus } from '../../server/src/protocol/compat-status.ts';
import { compatTexts } from './compat-texts.ts';
import type { Host } from './feature.ts';

function show(item: StatusBarItem, status: CompatStatus): void {
  const { text, tooltip } = compatTexts(status);
  item.text = text;
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `${text.replace(/\$\([^)]*\) ?/, '')}. ${tooltip}` };
  item.backgroundColor = status.state === 'breaks' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  if (status.state === 'none') item.hide();
  else item.show();
}

/** With `compat.against` set: whether the tree as saved breaks whom it must not break, and what, on a click. */
export function registerCompatStatus({ context, server }: Host): void {
  const item = window.createStatusBarItem('vnetscope.kbi', StatusBarAlignment.Right, 99);
  item.name = 'vnetscope: KBI';
  item.command = 'vnetscope.showCompat';
  let status: CompatStatus = { state: 'none', baseline: '', broken: [], because: [] };
  server.onNotification(compatStatusMethod, (told) => {
    status = told as CompatStatus;
    show(item, status);
  });
  context.subscriptions.push(
    item,
    commands.registerCommand('vnetscope.showCompat', async () => {
      if (status.state !== 'breaks') {
        const text =
          status.state === 'none'
            ? 'there is nothing to compare with; the setting vnetscope.compat.against names it.'
            : compatTexts(status).tooltip;
        await window.showInformationMessage(`vnetscope: ${text}`);
        return;
      }
      const items = status.broken.map(({ name, of, message }) => ({ label: name, description: message, of }));
      const chosen =
        items.length === 1
          ? items[0]
          : await window.showQuickPick(items, { title: `What breaks against ${status.baseline}` });
      if (chosen === undefined) return;
      // A record is drawn, the old layout beside the new; other things are told.
      if (chosen.of === 'record') await commands.executeCommand('vnetscope.showRecordLayout', chosen.label);
      else await window.showInformationMessage(`vnetscope: ${chosen.label} ${chosen.description}`);
    }),
  );
}
