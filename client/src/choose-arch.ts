import { commands } from 'vscode';
import { kernconfsMethod, type Kernconfs } from '../../server/src/protocol/kernconfs.ts';
import { settingsTable } from '../../server/src/protocol/settings.ts';
import { chooseSetting } from './choose-setting.ts';
import type { Host } from './feature.ts';

export function registerChooseArch({ context, server }: Host): void {
  context.subscriptions.push(
    commands.registerCommand('vnetscope.chooseArch', async () => {
      const answer = await server.request<Kernconfs>(kernconfsMethod);
      const { choices } = settingsTable.arch;
      const described = (answer?.archs ?? []).map((value) => ({
        value,
        description: (choices as Readonly<Record<string, string>>)[value] ?? '',
      }));
      await chooseSetting('arch', described, {
        title: 'Machine that sizes and offsets are computed for',
        none: 'vnetscope found no machines: open a FreeBSD kernel tree.',
      });
    }),
  );
}
