// Installs a tool that has its own package.json and lock file into a folder of its own, once for each lock file.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface NpmTool {
  /** Folder with the tool's package.json and package-lock.json. */
  readonly manifest: string;
  /** Where it goes: a folder of this one is named by the lock file's digest. */
  readonly cache: string;
  /** What to do after npm ci, in the tool's folder. */
  readonly finish?: (folder: string) => void;
}

/** `npm ARGS` in a folder; the output goes to stderr. `pathFirst`: a folder whose `node` npm is to run on. */
export function runNpm(args: readonly string[], folder: string, pathFirst?: string): void {
  const PATH = [pathFirst, process.env['PATH']].filter((part) => part !== undefined).join(path.delimiter);
  const { status, error } = spawnSync(
    'npm',
    [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      env: { ...process.env, PATH },
      stdio: ['ignore', 2, 2],
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0)
    throw new Error(`npm ${args.join(' ')} failed in ${folder}${error === undefined ? '' : `: ${error.message}`}`);
}

/** The folder that holds the tool's node_modules. */
export function installNpmTool({ manifest, cache, finish }: NpmTool): string {
  const digest = createHash('sha256')
    .update(readFileSync(path.join(manifest, 'package-lock.json')))
    .digest('hex');
  const folder = path.join(cache, digest.slice(0, 16));
  const done = path.join(folder, 'installed');
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(manifest, file), path.join(folder, file));
  process.stderr.write(`vnetscope: installing ${path.basename(manifest)} into ${folder} ...\n`);
  runNpm(['ci'], folder);
  finish?.(folder);
  writeFileSync(done, '');
  return folder;
}
