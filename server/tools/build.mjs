// Bundles the extension (dist/client.cjs), the command line with the language server and its thread that boots a kernel
// (dist/program.cjs, which dist/vnetscope.cjs starts), the thread that ends a server whose client is gone
// (dist/watch.cjs), and the webviews' scripts and style sheet (dist/*-view.js, dist/view.css).
// Does nothing when no input has changed since the last build. Options: --sourcemap, --force.
import { readFileSync, statSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const dist = path.join(root, 'dist');
const recordFile = path.join(dist, 'build.json');

/** @typedef {{ entry: string, output: string, external: string[], browser?: true }} Bundle */
/** @type {Bundle[]} */
const bundles = [
  { entry: 'server/src/cli/launch.ts', output: 'vnetscope.cjs', external: [] },
  { entry: 'server/src/cli/entry.ts', output: 'program.cjs', external: [] },
  { entry: 'server/src/lsp/watch-thread.ts', output: 'watch.cjs', external: [] },
  { entry: 'client/src/extension.ts', output: 'client.cjs', external: ['vscode'] },
  { entry: 'client/webview/region/main.ts', output: 'region-view.js', external: [], browser: true },
  { entry: 'client/webview/record/main.ts', output: 'record-view.js', external: [], browser: true },
  { entry: 'client/webview/simulation/main.ts', output: 'simulation-view.js', external: [], browser: true },
  { entry: 'client/webview/style.css', output: 'view.css', external: [], browser: true },
];

/** @type {import('esbuild').BuildOptions} */
const forBrowser = { platform: 'browser', format: 'iife', target: 'es2022' };

/**
 * @param {string} version
 * @returns {import('esbuild').BuildOptions}
 */
function forNode(version) {
  return {
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['node', 'import'],
    mainFields: ['module', 'main'],
    // Bundled sources may use import.meta.url; CommonJS has no such thing.
    banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'importMetaUrl', 'process.env.VNETSCOPE_VERSION': JSON.stringify(version) },
  };
}

/** What a file looks like from outside; cheap to ask for hundreds of inputs. @param {string} file */
function appearance(file) {
  const stat = statSync(path.join(root, file), { throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.mtimeMs}:${stat.size}`;
}

/** @param {boolean} sourcemap */
function isUpToDate(sourcemap) {
  if (!existsSync(recordFile) || !bundles.every((bundle) => existsSync(path.join(dist, bundle.output)))) return false;
  /** @type {{ sourcemap: boolean, inputs: Record<string, string> }} */
  let record;
  try {
    record = JSON.parse(readFileSync(recordFile, 'utf8'));
  } catch {
    return false;
  }
  return (
    record.sourcemap === sourcemap && Object.entries(record.inputs).every(([file, seen]) => appearance(file) === seen)
  );
}

/**
 * @param {{ sourcemap?: boolean, force?: boolean }} [options]
 * @returns {Promise<boolean>} whether anything had to be built
 */
export async function build({ sourcemap = false, force = false } = {}) {
  if (!force && isUpToDate(sourcemap)) return false;
  const esbuild = await import('esbuild');
  /** @type {Record<string, string>} */
  const inputs = {};
  for (const always of ['server/tools/build.mjs', 'package.json', 'package-lock.json'])
    inputs[always] = appearance(always);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  mkdirSync(dist, { recursive: true });
  await Promise.all(
    bundles.map(async (bundle) => {
      const result = await esbuild.build({
        absWorkingDir: root,
        entryPoints: [bundle.entry],
        outfile: path.join(dist, bundle.output),
        external: bundle.external,
        bundle: true,
        minify: true,
        metafile: true,
        sourcemap,
        legalComments: 'none',
        logLevel: 'warning',
        ...(bundle.browser === true ? forBrowser : forNode(version)),
      });
      for (const file of Object.keys(result.metafile?.inputs ?? {})) inputs[file] = appearance(file);
    }),
  );
  writeFileSync(recordFile, JSON.stringify({ sourcemap, inputs }));
  return true;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const built = await build({
    sourcemap: process.argv.includes('--sourcemap'),
    force: process.argv.includes('--force'),
  }).catch(() => {
    process.stderr.write('vnetscope: the build failed\n');
    process.exit(1);
  });
  if (built && process.stderr.isTTY) process.stderr.write('vnetscope: built dist/\n');
}
