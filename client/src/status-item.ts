import { languages, LanguageStatusSeverity, type LanguageStatusItem } from 'vscode';
import type { Status } from '../../server/src/protocol/status.ts';
import type { Host } from './feature.ts';
import { documentSelector } from './server.ts';
import { statusTexts } from './status-texts.ts';

function show(item: LanguageStatusItem, status: Status): void {
  const { text, detail } = statusTexts(status);
  item.text = text;
  item.detail = detail;
  item.accessibilityInformation = { label: `vnetscope: ${text}, ${detail}` };
  item.busy = status.state === 'indexing';
  item.severity = status.state === 'error' ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
  item.command =
    status.state === 'error'
      ? { command: 'vnetscope.showOutput', title: 'Show Output' }
      : { command: 'vnetscope.chooseKernconf', title: 'Choose Configuration' };
}

export function registerStatusItem({ context, server }: Host): void {
  let item: LanguageStatusItem | undefined;
  context.subscriptions.push(
    server.onStatus((status) => {
      if (item === undefined) {
        item = languages.createLanguageStatusItem('vnetscope.status', documentSelector);
        item.name = 'vnetscope';
        context.subscriptions.push(item);
      }
      show(item, status);
    }),
  );
}
