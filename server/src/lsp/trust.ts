import { trustedMethod } from '../protocol/initialization.ts';
import { obeyed } from './answered.ts';
import type { Feature } from './server.ts';

/** Handles trust that the client grants after the start. */
export const trust: Feature = {
  register(server) {
    server.connection.onNotification(
      trustedMethod,
      obeyed(server, trustedMethod, () => {
        server.trust();
      }),
    );
  },
};
