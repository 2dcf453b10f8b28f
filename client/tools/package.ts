// Makes dist/vnetscope.vsix: the extension as users install it, without node_modules.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from '../../server/tools/build.mjs';
import { installNpmTool } from './npm-tool.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The path of the .vsix. */
export async function packageExtension(): Promise<string> {
  await build();
  const tool = installNpmTool({
    manifest: path.join(root, 'client', 'tools', 'vsce'),
    cache: path.join(root, 'node_modules', '.cache', 'vsce'),
  });
  const vsix = path.join(root, 'dist', 'vnetscope.vsix');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(tool, 'node_modules', '@vscode', 'vsce', 'vsce'),
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
      '--out',
      vsix,
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (status !== 0) throw new Error(`vsce failed:\n${stdout}${stderr}`);
  return vsix;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${await packageExtension()}\n`);
}
