import type { CancellationToken } from 'vscode-languageserver/node';
import type { Server } from './server.ts';

/** Long work goes on for so long (ms) before messages are looked at again. */
const SLICE_MS = 20;

/**
 * Drives long work in slices, between which edits, other requests and a cancellation are let through; undefined when it
 * was cancelled. The work has to stand an edit between two of its steps.
 */
export async function inSlices<Result>(
  { options: { timers } }: Server,
  work: Generator<undefined, Result>,
  token: CancellationToken,
): Promise<Result | undefined> {
  for (;;) {
    const end = timers.now() + SLICE_MS;
    do {
      const { done, value } = work.next();
      if (done === true) return value;
    } while (timers.now() < end);
    await new Promise<void>((resolve) => {
      timers.soon(resolve);
    });
    if (token.isCancellationRequested) return undefined;
  }
}
