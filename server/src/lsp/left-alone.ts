import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import type { Feature } from './server.ts';

/** Says once which files are left alone because a server was stuck on them. */
export const leftAlone: Feature = {
  register(server) {
    server.onStarted(() => {
      const names = server.options.stuck?.names ?? [];
      if (names.length === 0) return;
      const message = `vnetscope: ${names.join(', ')} stopped an earlier language server: not read until changed. Please report it.`;
      void server.connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Warning, message });
    });
  },
};
