import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Server } from './server.ts';
import type { ShownSimulation } from './simulation/shown-simulation.ts';

/** What a feature gets to register itself. */
export interface Host {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly output: LogOutputChannel;
  readonly simulation: ShownSimulation;
}

/** One feature of the extension: one file, one function; extension.ts lists them. */
export type Feature = (host: Host) => void;
