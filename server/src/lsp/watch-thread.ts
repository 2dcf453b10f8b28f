// The watch's thread, a separate bundle that watchdog.ts starts. If the client uses standard input, this thread reads
// it: the busy main thread could not see its end.
import { createReadStream, fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { parentPort, workerData } from 'node:worker_threads';
import { rememberStuck } from '../host/stuck-files.ts';
import { MainThreadMark } from './main-thread-mark.ts';
import { Watch, type FromWatch, type ToWatch } from './watch.ts';
import type { WatchThreadData } from './watchdog.ts';

const port = parentPort;
const { readsInput, memory, stuckFile, stuckMs } = workerData as WatchThreadData;
const mark = new MainThreadMark(memory);
const tell = (message: FromWatch, moved: readonly ArrayBuffer[] = []): void => port?.postMessage(message, moved);

const watch = new Watch(
  {
    isAlive,
    parent: () => process.ppid,
    after: (ms, work) => setTimeout(work, ms),
    tell,
    turns: () => (mark.mayBeStopped ? undefined : mark.turns),
    stuck: () => {
      const { workedOn } = mark;
      const where = workedOn === '' ? '' : ` while it worked on ${JSON.stringify(workedOn)}`;
      const what = `the language server did not come round for ${stuckMs / 1000} s${where}; it is ended`;
      if (stuckFile !== undefined && workedOn !== '') rememberStuck(stuckFile, workedOn);
      writeSync(2, `vnetscope: ${what}\n`);
    },
    kill: (processId) => {
      kill(processId);
    },
    // SIGKILL is the only way to end without the main thread.
    end: () => {
      kill(process.pid);
    },
  },
  stuckMs,
);

port?.on('message', (message: ToWatch) => {
  watch.take(message);
});
if (readsInput) {
  const input = standardInput();
  input.on('data', (read: Buffer) => {
    const bytes = new Uint8Array(read);
    tell({ kind: 'input', bytes }, [bytes.buffer]);
  });
  input.on('error', () => {
    watch.inputEnded();
  });
  input.on('end', () => {
    watch.inputEnded();
  });
}

/** Pipes and sockets may be set not to block: only a Socket reads them. */
function standardInput(): Readable {
  const fd = 0;
  try {
    const stat = fstatSync(fd);
    if (!stat.isFIFO() && !stat.isSocket()) return createReadStream('', { fd, autoClose: false });
  } catch {
    // Windows: what cannot be asked is a pipe.
  }
  return new Socket({ fd, readable: true, writable: false });
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function kill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
