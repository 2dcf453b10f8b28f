import { commands } from 'vscode';
import { kernconfsMethod, type Kernconfs } from '../../server/src/protocol/kernconfs.ts';
import { chooseSetting } from './choose-setting.ts';
import type { Host } from './feature.ts';

export function registerChooseKernconf({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.chooseKernconf', async () => {
      const answer = await server.request<Kernconfs>(kernconfsMethod);
      const described = (answer?.kernconfs ?? []).map((value) => ({
        value,
        description: answer?.descriptions?.[value] ?? '',
      }));
      await chooseSetting('kernconf', described, {
        title: 'Kernel configuration that the sources are read with',
        none: 'vnetscope found no kernel configurations: open a FreeBSD kernel tree.',
      });
    }),
  );
}
