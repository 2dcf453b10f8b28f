// Starts code-server with one extension installed and everything it writes in a folder of its own.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostInstallation } from './install.ts';

/** Quiet, the same on every machine, and nothing that reaches for the network. */
const quietSettings = {
  'files.autoSave': 'off',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.menuBarVisibility': 'compact',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'git.enabled': false,
};

function trustSettings(isRestricted: boolean): Readonly<Record<string, unknown>> {
  return {
    'security.workspace.trust.enabled': isRestricted,
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.banner': 'never',
  };
}

export interface CodeServerOptions {
  readonly host: HostInstallation;
  /** Everything that code-server writes goes here. */
  readonly home: string;
  readonly vsix: string;
  /** Other extensions. */
  readonly beside?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folders are opened in Restricted Mode, without a question. */
  readonly isRestricted?: boolean;
  /** Asked for by the login page; without one, whoever reaches the port is let in. */
  readonly password?: string;
}

export interface CodeServer {
  /** http://127.0.0.1:PORT */
  readonly origin: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
  /** Resolves when code-server ends, by itself or not. */
  readonly ended: Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => resolve(port));
      });
  });
}

function environment(host: HostInstallation, home: string): NodeJS.ProcessEnv {
  const temporary = path.join(home, 'tmp');
  mkdirSync(temporary, { recursive: true });
  return {
    ...process.env,
    // What the test runner tells its own children means nothing there.
    NODE_OPTIONS: '',
    NODE_TEST_CONTEXT: '',
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_DATA_HOME: path.join(home, 'data'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    XDG_RUNTIME_DIR: temporary,
    TMPDIR: temporary,
    EXTENSIONS_GALLERY: '{}',
    PATH: `${path.dirname(host.node)}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
}

async function untilHealthy(origin: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`code-server ended with ${child.exitCode}:\n${log()}`);
    if (
      await fetch(`${origin}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`code-server did not answer:\n${log()}`);
}

export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { host, home, vsix, beside = [], settings = {}, isRestricted = false, password } = options;
  const env = { ...environment(host, home), ...(password === undefined ? {} : { PASSWORD: password }) };
  const userData = path.join(home, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  const userSettings = { ...quietSettings, ...trustSettings(isRestricted), ...settings };
  writeFileSync(path.join(userData, 'User', 'settings.json'), JSON.stringify(userSettings));
  const folders = ['--user-data-dir', userData, '--extensions-dir', path.join(home, 'extensions')];
  for (const one of [vsix, ...beside])
    execFileSync(host.node, [host.entry, ...folders, '--install-extension', one], { env, stdio: 'pipe' });

  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(
    host.node,
    [
      host.entry,
      '--auth',
      password === undefined ? 'none' : 'password',
      '--bind-addr',
      `127.0.0.1:${port}`,
      ...folders,
      '--disable-telemetry',
      '--disable-update-check',
      ...(isRestricted ? [] : ['--disable-workspace-trust']),
      '-e',
      // Otherwise extension hosts that lost their window keep workspace locks for hours.
      '--reconnection-grace-time',
      '1',
    ],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill();
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await untilHealthy(origin, child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { origin, log: () => output, stop, ended };
}
