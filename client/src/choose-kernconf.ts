import { commands } from 'vscode';
import { kernconfsMethod, type Kernconfs } from '../../server/src/protocol/kernconfs.ts';
import { chooseSetting } from './choose-setting.ts';
import type { Host } from './feature.ts';

export function registerChooseKernconf({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.chooseKernconf', async () => {
      const answer = await server.request<Kernconfs>(kernconfsMethod);
      await chooseSetting('kernconf', answer?.kernconfs ?? [], {
        title: 'Kernel configuration that vnetscope looks at the sources with',
        none: 'vnetscope: no kernel configurations are known; is a FreeBSD kernel tree open?',
      });
    }),
  );
}
