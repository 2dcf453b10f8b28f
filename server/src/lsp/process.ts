import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { processTimers } from './background.ts';
import { standardDebounce } from './debounce.ts';
import { serve } from './serve.ts';
import type { ServerOptions } from './server.ts';

/**
 * The language server of this process, over what its arguments name (--stdio, --node-ipc ...). The library ends the
 * process: on `exit`, when the input ends, and when the parent is gone. So this never resolves.
 */
export function listen(options: Pick<ServerOptions, 'version' | 'regionText' | 'rulePages'>): Promise<number> {
  const connection = createConnection(ProposedFeatures.all);
  const server = serve(connection, { ...options, timers: processTimers, debounce: standardDebounce });
  // One mistake may cost an answer, never the server.
  process.on('uncaughtException', (error) => { server.logError('uncaught', error); });
  process.on('unhandledRejection', (error) => { server.logError('unhandled', error); });
  return new Promise(() => undefined);
}
