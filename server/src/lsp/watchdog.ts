import { PassThrough, type Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FromWatch, ToWatch } from './watch.ts';

/** What the main thread does when the watch tells it something. */
interface WatchdogEvents {
  clientGone(): void;
  failed(error: Error): void;
}

/** The main thread's side of the watch. */
export interface Watchdog {
  /** The standard input, read by the watch; undefined where the client talks over something else. */
  readonly input: Readable | undefined;
  /** From now on `input` flows; to be called once. */
  begin(events: WatchdogEvents): void;
  /** Says who the client is: the process ends when that one does. */
  watch(processId: number): void;
  /** A process that must not outlive this one. */
  started(child: number): void;
  ended(child: number): void;
}

/**
 * Starts the thread of `file`, a bundle of watch-thread.ts. Should it fail, a server that is not busy still ends with
 * its client.
 */
export function startWatchdog(file: string, readsInput: boolean): Watchdog {
  const input = readsInput ? new PassThrough() : undefined;
  const worker = new Worker(file, { workerData: { readsInput }, execArgv: [] });
  // Where something else keeps the process alive, this does not.
  if (!readsInput) worker.unref();
  const tell = (message: ToWatch): void => {
    worker.postMessage(message);
  };
  return {
    input,
    begin(events) {
      worker.on('message', (message: FromWatch) => {
        switch (message.kind) {
          case 'input':
            input?.write(message.bytes);
            break;
          case 'inputEnded':
            input?.end();
            break;
          case 'clientGone':
            events.clientGone();
            break;
        }
      });
      worker.on('error', (error) => {
        events.failed(error);
        if (input !== undefined) process.stdin.pipe(input);
      });
    },
    watch: (processId) => {
      tell({ kind: 'client', processId });
    },
    started: (child) => {
      tell({ kind: 'started', child });
    },
    ended: (child) => {
      tell({ kind: 'ended', child });
    },
  };
}
