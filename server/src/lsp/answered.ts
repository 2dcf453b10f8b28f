import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import type { Server } from './server.ts';

/**
 * Makes a handler that always answers: one turn is left for a cancellation to arrive, a ResponseError that is thrown is
 * the answer, what fails otherwise is logged and answered with null, and after a shutdown nothing is done any more.
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

async function turn({ background, options }: Server): Promise<void> {
  background.requestCame();
  await new Promise<void>((resolve) => {
    options.timers.soon(resolve);
  });
  background.requestAnswered();
}

/** The same for notifications: what fails is logged, and before `initialize` and after a shutdown none is obeyed. */
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
