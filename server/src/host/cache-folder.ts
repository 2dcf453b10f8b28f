import os from 'node:os';
import path from 'node:path';

/** The folder of all trees' shards in the cache folder. */
export const SHARDS_FOLDER = 'shards';

/** The one folder that vnetscope writes to: the platform's cache folder, or VNETSCOPE_CACHE_DIR. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment['VNETSCOPE_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  const home = os.homedir();
  switch (process.platform) {
    case 'win32':
      return path.join(environment['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'), 'vnetscope', 'Cache');
    case 'darwin':
      return path.join(home, 'Library', 'Caches', 'vnetscope');
    default:
      return path.join(environment['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'vnetscope');
  }
}
