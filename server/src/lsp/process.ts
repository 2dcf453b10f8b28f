import { execFile, type ChildProcess } from 'node:child_process';
import { Console } from 'node:console';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { RequestCount } from './request-count.ts';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { cacheFolder } from '../host/cache-folder.ts';
import { DiskShards } from '../host/disk-shards.ts';
import { StuckFiles } from '../host/stuck-files.ts';
import { processTimers } from './background.ts';
import { standardDebounce } from './debounce.ts';
import { runningCommand } from './running-command.ts';
import { serve } from './serve.ts';
import type { ServerOptions } from './server.ts';
import type { FreshThread, FromFresh, ToFresh } from './fresh-messages.ts';
import { STUCK_MS } from './watch.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

export interface ListenOptions extends Pick<ServerOptions, 'version' | 'regionText' | 'rulePages'> {
  readonly transport: 'stdio' | 'node-ipc' | 'socket' | 'pipe';
  /** Identifies the build in what is stored; undefined: nothing is stored. */
  readonly build: string | undefined;
  /** The watch's bundle. */
  readonly watchFile: string;
  /** This program's own: as a thread it boots a kernel (cli/entry.ts). */
  readonly bundle: string;
}

/**
 * Runs the language server over the transport that the arguments name (--stdio, --node-ipc ...). Never resolves: the
 * library ends the process on `exit`, at the end of the input, and when the client is gone. While the main thread is
 * busy, the watch thread ends it.
 */
export function listen({ transport, build, watchFile, bundle, ...options }: ListenOptions): Promise<number> {
  const stuckFile = build === undefined ? undefined : path.join(cacheFolder(), STUCK_FILES);
  const watchdog = startWatchdog(watchFile, { readsInput: transport === 'stdio', stuckFile, stuckMs: stuckMs() });
  const { input } = watchdog;
  // From here on only the library writes to standard output.
  if (input !== undefined) globalThis.console = new Console(process.stderr);
  // Who forked us is the client.
  if (transport === 'node-ipc') watchdog.watch(process.ppid);
  const connection =
    input === undefined
      ? createConnection(ProposedFeatures.all)
      : createConnection(ProposedFeatures.all, input, process.stdout);
  const server = serve(connection, {
    ...options,
    timers: processTimers,
    debounce: standardDebounce,
    ...processes(watchdog),
    openShards: build === undefined ? undefined : (files) => new DiskShards(files, build),
    startFresh: (told) => startFresh(bundle, told),
    workOn: (file) => {
      watchdog.workOn(file);
    },
    stuck: stuckFile === undefined ? undefined : new StuckFiles(stuckFile),
    watchClient: (processId) => {
      watchdog.watch(processId);
    },
  });
  // Before the library has read the bytes: a slice of background work would come in between.
  const inputCame = (): void => {
    server.background.inputCame();
  };
  input?.on('data', inputCame);
  if (transport === 'node-ipc') process.on('message', inputCame);
  const end = (): never => process.exit(server.isShutDown ? 0 : 1);
  connection.onExit(end);
  watchdog.begin({
    clientGone: end,
    failed: (error) => {
      server.logError('watchdog', error);
    },
  });
  // An unhandled error is logged; the server continues.
  process.on('uncaughtException', (error) => {
    server.logError('uncaught', error);
  });
  process.on('unhandledRejection', (error) => {
    server.logError('unhandled', error);
  });
  return new Promise(() => undefined);
}

/** VNETSCOPE_STUCK_SECONDS: after so long a server that does not come round is ended; 0: never. */
function stuckMs(): number {
  const given = Number(process.env['VNETSCOPE_STUCK_SECONDS']);
  return given >= 0 ? given * 1000 : STUCK_MS;
}

/** After a first hover come others: a boot beside them would take their processor. */
const FRESH_AFTER_MS = 1000;

/** The thread that `file`, this program, is (fresh-thread.ts); it keeps nothing alive. */
function startFresh(file: string, told: (message: FromFresh) => void): FreshThread {
  let worker: Worker | undefined;
  const waiting: ToFresh[] = [];
  const requests = new RequestCount();
  const timer = setTimeout(() => {
    worker = new Worker(file, { execArgv: [], workerData: requests.shared });
    worker.unref();
    worker.on('message', told);
    worker.on('error', ({ message }) => {
      told({ kind: 'failed', message });
    });
    for (const message of waiting) worker.postMessage(message);
  }, FRESH_AFTER_MS);
  timer.unref();
  return {
    tell: (message) => {
      if (worker === undefined) waiting.push(message);
      else worker.postMessage(message);
    },
    requestCame: () => {
      requests.add();
    },
    end: () => {
      clearTimeout(timer);
      void worker?.terminate();
    },
  };
}

/** Where the cache folder remembers on which files a server was stuck. */
const STUCK_FILES = 'stuck-files.json';

/** A baseline is some megabytes for each machine. */
const MOST_OUTPUT_BYTES = 256 << 20;

/**
 * Runs this program with other arguments. In an editor the process may be Electron; the variable makes it act as node.
 * The child ends with this process.
 */
function processes(watchdog: Watchdog): Pick<ServerOptions, 'runCommand' | 'startCommand'> {
  const running = new Set<ChildProcess>();
  process.on('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const program = [...process.execArgv, process.argv[1] ?? ''];
  const started = (child: ChildProcess): void => {
    running.add(child);
    if (child.pid !== undefined) watchdog.started(child.pid);
  };
  const ended = (child: ChildProcess): void => {
    running.delete(child);
    if (child.pid !== undefined) watchdog.ended(child.pid);
  };
  const startCommand: ServerOptions['startCommand'] = (folder, words) => {
    const command = runningCommand([...program, ...words], folder, env, () => {
      ended(command.child);
    });
    started(command.child);
    return command;
  };
  const runCommand: ServerOptions['runCommand'] = (folder, words, token) =>
    new Promise((resolve) => {
      const options = { cwd: folder, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true, env };
      const child = execFile(process.execPath, [...program, ...words], options, (error, stdout, stderr) => {
        ended(child);
        cancelled?.dispose();
        resolve(
          error === null ? { out: stdout } : { out: stdout, error: stderr.trim().split('\n').at(-1) ?? error.message },
        );
      });
      started(child);
      // It may be in the middle of a boot: it is not asked.
      const cancelled = token?.onCancellationRequested(() => child.kill('SIGKILL'));
    });
  return { runCommand, startCommand };
}
