import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Version of the package; the bundler puts it in. */
export const version = process.env['VNETSCOPE_VERSION'] ?? 'development';

/**
 * Identifies the build in cached answers, because two builds of one version may answer differently.
 * @param file the bundle that runs
 */
export function buildName(file = fileURLToPath(import.meta.url)): string {
  return `${version} ${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 32)}`;
}

/**
 * False if vnetscope runs from its sources, whose changes the name of the build does not show: nothing is cached then,
 * unless a folder for it is named.
 */
export function isNamedBuild(): boolean {
  return version !== 'development' || process.env['VNETSCOPE_CACHE_DIR'] !== undefined;
}
