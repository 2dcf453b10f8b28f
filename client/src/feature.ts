import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Server } from './server.ts';

/** What a feature gets to register itself. */
export interface Host {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly output: LogOutputChannel;
}

/** One feature of the extension: one file, one function; extension.ts lists them. */
export type Feature = (host: Host) => void;
