import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import type { Server } from './server.ts';

/**
 * Makes a handler that always answers. It waits one turn of the event loop, so that a cancellation can arrive. A thrown
 * ResponseError is the answer; any other error is logged and answered with null. After a shutdown it does nothing.
 */
export function answered<Params, Result>(
  server: Server,
  what: string,
  handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
) {
  return async (params: Params, token: CancellationToken): Promise<Result | null | ResponseError> => {
    const { refusal } = server;
    if (refusal !== undefined) return refusal;
    await turn(server);
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    server.options.workOn?.('');
    try {
      return await handler(params, token);
    } catch (error) {
      if (error instanceof ResponseError) return error;
      server.logError(what, error);
      return null;
    } finally {
      server.background.wake();
    }
  };
}

async function turn({ background, freshVnets, options }: Server): Promise<void> {
  background.requestCame();
  for (const { thread } of freshVnets.values()) thread.requestCame();
  await new Promise<void>((resolve) => {
    options.timers.soon(resolve);
  });
  background.requestAnswered();
}

/** The same for notifications: an error is logged, and before `initialize` and after a shutdown they are ignored. */
export function obeyed<Params>(server: Server, what: string, handler: (params: Params) => void | Promise<void>) {
  return (params: Params): void => {
    if (server.refusal !== undefined) return;
    const fail = (error: unknown): void => {
      server.logError(what, error);
    };
    try {
      handler(params)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}
