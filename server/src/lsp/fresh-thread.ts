// A thread of its own, and a bundle: it boots a kernel, which takes seconds, while the server answers.
import os from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { ToFresh } from './fresh-messages.ts';
import { FreshWorker } from './fresh-worker.ts';
import { RequestCount } from './request-count.ts';

/** Somebody types: a boot would be in vain. */
const QUIET_MS = 3000;

// On Linux this is about the calling thread alone; elsewhere it would slow the answers too.
if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_LOW);

const requests = new RequestCount(workerData as SharedArrayBuffer);
let waiting: NodeJS.Timeout | undefined;
const worker = new FreshWorker({
  tell: (message) => parentPort?.postMessage(message),
  whenQuiet: (work) => {
    clearTimeout(waiting);
    waiting = setTimeout(work, QUIET_MS);
  },
  rest: () => {
    requests.waitForPause();
  },
});
parentPort?.on('message', (message: ToFresh) => {
  try {
    worker.take(message);
  } catch (error) {
    parentPort?.postMessage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
