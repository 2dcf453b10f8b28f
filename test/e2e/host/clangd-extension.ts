// Packages test/e2e/clangd-extension under vscode-clangd's id.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { vsceFolder } from '../../../client/tools/package.ts';
import { root } from '../../kit/source-graph.ts';

/**
 * The path of a .vsix, made in `folder`.
 * @param activates "at once": before every other extension; "when asked": by the command "clangd: Start"
 */
export async function packageClangd(folder: string, activates: 'at once' | 'when asked'): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    name: 'vscode-clangd',
    publisher: 'llvm-vs-code-extensions',
    version: '0.0.1',
    license: 'BSD-2-Clause',
    engines: { vscode: '^1.91.0' },
    main: './extension.cjs',
    activationEvents: activates === 'at once' ? ['*'] : [],
    contributes: {
      commands: [
        { command: 'clangd.start', title: 'clangd: Start' },
        { command: 'clangd.answer', title: 'clangd: Write Answers' },
      ],
    },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'README.md'), 'A client of clangd.\n');
  await build({
    entryPoints: [path.join(root, 'test/e2e/clangd-extension/extension.ts')],
    outfile: path.join(folder, 'extension.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'silent',
  });
  const vsix = path.join(folder, 'clangd.vsix');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(vsceFolder(), 'node_modules', '@vscode', 'vsce', 'vsce'),
      'package',
      '--no-dependencies',
      '--allow-missing-repository',
      '--skip-license',
      '--out',
      vsix,
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`vsce failed:\n${stdout}${stderr}`);
  return vsix;
}
