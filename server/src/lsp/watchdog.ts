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
  /** Standard input, read by the watch; undefined if the client uses another transport. */
  readonly input: Readable | undefined;
  /** Starts `input`; to be called once. */
  begin(events: WatchdogEvents): void;
  /** Sets the client's process id: this process ends when the client does. */
  watch(processId: number): void;
  /** A process that must not outlive this one. */
  started(child: number): void;
  ended(child: number): void;
}

/**
 * Starts the thread from `file`, a bundle of watch-thread.ts. If it fails, the server still ends with its client when
 * it is not busy.
 */
export function startWatchdog(file: string, readsInput: boolean): Watchdog {
  const input = readsInput ? new PassThrough() : undefined;
  const worker = new Worker(file, { workerData: { readsInput }, execArgv: [] });
  // The thread does not keep the process alive.
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
