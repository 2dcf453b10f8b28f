// npm run workbench [-- PATH]: opens a folder (the sample kernel without one) in a VS Code that has this extension. A
// local `code` or `codium` runs it as an extension under development; without one the real workbench is taken from npm
// packages and served to the browser of this machine.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../server/tools/build.mjs';
import { packageExtension } from './package.ts';
import { startCodeServer } from './host/code-server.ts';
import { hostObstacle, installHost } from './host/install.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function localEditor(): string | undefined {
  const names =
    process.platform === 'win32' ? ['code.cmd', 'codium.cmd'] : ['code', 'codium', 'code-insiders', 'code-oss'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => existsSync(file));
}

async function openInLocalEditor(editor: string, folder: string): Promise<void> {
  await build();
  process.stdout.write(`vnetscope: opening ${folder} with ${editor}\n`);
  spawn(editor, [`--extensionDevelopmentPath=${root}`, folder], {
    detached: true,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  }).unref();
}

async function openInBrowser(folder: string): Promise<void> {
  const vsix = await packageExtension();
  const host = installHost();
  const password = randomBytes(9).toString('base64url');
  const server = await startCodeServer({
    host,
    home: mkdtempSync(path.join(tmpdir(), 'vnetscope-workbench-')),
    vsix,
    password,
  });
  process.stdout.write(
    [
      'vnetscope: VS Code with the extension is at',
      `  ${server.origin}/?folder=${encodeURIComponent(folder)}`,
      `  password: ${password}`,
      'Ctrl-C ends it.',
      '',
    ].join('\n'),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop());
  await server.ended;
}

const folder = path.resolve(process.env['INIT_CWD'] ?? '.', process.argv[2] ?? path.join(root, 'test', 'minikernel'));
const editor = localEditor();
const obstacle = editor === undefined ? hostObstacle() : undefined;
if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
  process.stderr.write(`vnetscope: ${folder} is no folder\n`);
  process.exitCode = 2;
} else if (obstacle !== undefined) {
  process.stderr.write(`vnetscope: no code or codium on this machine, and ${obstacle}\n`);
  process.exitCode = 2;
} else {
  await (editor === undefined ? openInBrowser(folder) : openInLocalEditor(editor, folder));
}
