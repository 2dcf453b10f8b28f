import type { WorkspaceConfiguration } from 'vscode';
import type { InitializationOptions } from '../../server/src/protocol/initialization.ts';
import { settingsSection } from '../../server/src/protocol/settings.ts';

/** What is asked of VS Code's `workspace`. */
interface AskedWorkspace {
  readonly isTrusted: boolean;
  getConfiguration(section: string): WorkspaceConfiguration;
}

/**
 * What the client says about the workspace at the start. VS Code withholds restricted settings of an untrusted
 * workspace.
 */
export function initializationOptions(workspace: AskedWorkspace): InitializationOptions {
  return { settings: workspace.getConfiguration(settingsSection), trusted: workspace.isTrusted };
}
