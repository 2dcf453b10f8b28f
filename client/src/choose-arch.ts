import { commands } from 'vscode';
import { kernconfsMethod, type Kernconfs } from '../../server/src/protocol/kernconfs.ts';
import { chooseSetting } from './choose-setting.ts';
import type { Host } from './feature.ts';

export function registerChooseArch({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.chooseArch', async () => {
      const answer = await server.request<Kernconfs>(kernconfsMethod);
      await chooseSetting('arch', answer?.archs ?? [], {
        title: 'Machine that vnetscope works out sizes and offsets for',
        none: 'vnetscope: no machines are known; is a FreeBSD kernel tree open?',
      });
    }),
  );
}
