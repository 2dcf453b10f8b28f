import type { Connection } from 'vscode-languageserver/node';
import { features } from './features.ts';
import { registerLifecycle } from './lifecycle.ts';
import { Server, type ServerOptions } from './server.ts';

/** Puts the language server on a connection and starts to listen. */
export function serve(connection: Connection, options: ServerOptions): Server {
  const server = new Server(connection, options);
  registerLifecycle(server, features);
  connection.listen();
  return server;
}
