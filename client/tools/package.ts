// Makes dist/vnetscope.vsix: the extension as users install it, without node_modules. --release: as it is published;
// says what is missing, one line each.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from '../../server/tools/build.mjs';
import { installNpmTool } from './npm-tool.ts';
import { releaseNeeds, type Publisher } from './release-needs.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A package that nobody publishes has no repository. A release takes no exemption. */
const EXEMPTIONS = ['--allow-missing-repository'];

/** The folder that has vsce in its node_modules. */
export function vsceFolder(): string {
  return installNpmTool({
    manifest: path.join(root, 'client', 'tools', 'vsce'),
    cache: path.join(root, 'node_modules', '.cache', 'vsce'),
  });
}

/** The path of the .vsix. */
export async function packageExtension({ isRelease = false } = {}): Promise<string> {
  await build();
  const vsix = path.join(root, 'dist', 'vnetscope.vsix');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(vsceFolder(), 'node_modules', '@vscode', 'vsce', 'vsce'),
      'package',
      '--no-dependencies',
      '--no-rewrite-relative-links',
      '--readme-path',
      path.join('client', 'marketplace.md'),
      ...(isRelease ? [] : EXEMPTIONS),
      '--out',
      vsix,
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (status !== 0) throw new Error(`vsce failed:\n${stdout}${stderr}`);
  return vsix;
}

/** The package to publish, with what publish.json says; exits with 1 and a list if something is missing. */
async function packageRelease(): Promise<string> {
  const file = path.join(root, 'publish.json');
  const publisher = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Publisher) : {};
  const needs = releaseNeeds(publisher, readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8'));
  if (needs.length > 0) {
    process.stderr.write(needs.map((need) => `${need}\n`).join(''));
    process.exit(1);
  }
  const manifestFile = path.join(root, 'package.json');
  const manifest = readFileSync(manifestFile, 'utf8');
  const { publisher: name, repository, bugs, homepage } = publisher;
  const own = { publisher: name, repository: { type: 'git', url: repository }, bugs: { url: bugs }, homepage };
  writeFileSync(manifestFile, JSON.stringify({ ...(JSON.parse(manifest) as object), ...own }, null, 2));
  try {
    return await packageExtension({ isRelease: true });
  } finally {
    writeFileSync(manifestFile, manifest);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const isRelease = process.argv.includes('--release');
  process.stdout.write(`${await (isRelease ? packageRelease() : packageExtension())}\n`);
}
