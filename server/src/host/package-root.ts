import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the package: where package.json lies above the running bundle (or, in tests, above this source). */
function packageRoot(start: string): string {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (path.dirname(folder) === folder) return start;
  }
}

/** The bundled sample kernel; the .vsix has none. */
export function sampleKernel(start: string): string {
  return path.join(packageRoot(start), 'test', 'minikernel');
}

/** Folder of the rules' pages; the .vsix has them too. */
export function rulePages(start: string): string {
  return path.join(packageRoot(start), 'server', 'doc', 'rules');
}
