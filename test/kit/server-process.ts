// The built language server as a process of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { folderUri } from './lsp-conversation.ts';
import { root } from './source-graph.ts';

export const serverCommand = path.join(root, 'server/bin/vnetscope.js');

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly client: MessageConnection;
  /** Exit code; the signal's name where one ended it. */
  readonly ended: Promise<number | string | null>;
}

/** Starts a server over stdio. `nodeArguments` stand before the program. */
export function spawnServer(
  nodeArguments: readonly string[] = [],
  stderr: 'inherit' | 'pipe' = 'inherit',
  environment: NodeJS.ProcessEnv = {},
): ServerProcess {
  const words = [...nodeArguments, serverCommand, 'lsp', '--stdio'];
  const child = spawn(process.execPath, words, {
    stdio: ['pipe', 'pipe', stderr],
    env: { ...process.env, ...environment },
  });
  if (child.stdin === null || child.stdout === null) throw new Error('no pipes');
  const client = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  client.listen();
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => {
      resolve(signal ?? code);
    });
  });
  return { child, client, ended };
}

export async function initialize(
  { client }: ServerProcess,
  folder: string,
  processId: number | null = process.pid,
): Promise<unknown> {
  const params = { processId, rootUri: folderUri(folder), capabilities: {} };
  const answer: unknown = await client.sendRequest('initialize', params);
  await client.sendNotification('initialized', {});
  return answer;
}

/** Ends a server in order; its exit code. */
export async function endInOrder({ client, ended }: ServerProcess): Promise<number | string | null> {
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  return ended;
}
