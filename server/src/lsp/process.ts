import { execFile } from 'node:child_process';
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
  const server = serve(connection, { ...options, timers: processTimers, debounce: standardDebounce, runCommand });
  // One mistake may cost an answer, never the server.
  process.on('uncaughtException', (error) => { server.logError('uncaught', error); });
  process.on('unhandledRejection', (error) => { server.logError('unhandled', error); });
  return new Promise(() => undefined);
}

/** A baseline is some megabytes for each machine. */
const MOST_OUTPUT_BYTES = 256 << 20;

/** The same program with other words. An editor's process may be Electron, which the variable makes a plain node. */
function runCommand(folder: string, words: readonly string[]): ReturnType<ServerOptions['runCommand']> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...words], { cwd: folder, maxBuffer: MOST_OUTPUT_BYTES, windowsHide: true, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } }, (error, stdout, stderr) => {
      resolve(error === null ? { out: stdout } : { out: stdout, error: stderr.trim().split('\n').at(-1) ?? error.message });
    });
  });
}
