import { chromium, type Browser } from 'playwright-core';
import { chromiumPath } from '../../../client/tools/host/install.ts';

/** Why no browser can be started here; undefined if one can. */
export const browserObstacle =
  chromiumPath() === undefined ? 'no chromium on this machine (Debian: chromium)' : undefined;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox', '--disable-gpu'] });
}
