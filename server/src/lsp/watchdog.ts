import inspector from 'node:inspector';
import { PassThrough, type Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { MainThreadMark } from './main-thread-mark.ts';
import { CHECK_EVERY_MS, type FromWatch, type ToWatch } from './watch.ts';

/** What the main thread does when the watch tells it something. */
interface WatchdogEvents {
  clientGone(): void;
  failed(error: Error): void;
}

/** What the thread is started with. */
export interface WatchThreadData {
  readonly readsInput: boolean;
  /** Of the main thread's MainThreadMark. */
  readonly memory: SharedArrayBuffer;
  /** Remembers on what a server was stuck; undefined: nothing is stored. */
  readonly stuckFile: string | undefined;
  /** After so long (ms) a main thread that does not come round is ended; 0: never. */
  readonly stuckMs: number;
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
  /** Work on a file begins; '' when it is done. */
  workOn(file: string): void;
}

/**
 * Starts the thread from `file`, a bundle of watch-thread.ts. If it fails, the server still ends with its client when
 * it is not busy.
 */
export function startWatchdog(
  file: string,
  { readsInput, stuckFile, stuckMs }: Omit<WatchThreadData, 'memory'>,
): Watchdog {
  const input = readsInput ? new PassThrough() : undefined;
  const mark = new MainThreadMark();
  const workerData: WatchThreadData = { readsInput, memory: mark.memory, stuckFile, stuckMs };
  const worker = new Worker(file, { workerData, execArgv: [] });
  const turn = (): void => {
    mark.turn(inspector.url() !== undefined);
  };
  turn();
  setInterval(turn, CHECK_EVERY_MS).unref();
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
    workOn: (worked) => {
      mark.workOn(worked);
    },
  };
}
