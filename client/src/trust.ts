import { workspace } from 'vscode';
import { trustedMethod } from '../../server/src/protocol/initialization.ts';
import type { Host } from './feature.ts';

/** Tells the server when the user trusts the workspace; until then it starts no process. */
export function registerTrust({ context, server }: Host): void {
  context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(() => server.notify(trustedMethod)));
}
