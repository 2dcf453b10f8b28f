import type { FileSource } from '../text/file-source.ts';
import { config8Era } from './config8-eras.ts';
import { KernconfReader } from './kernconf-parser.ts';
import type { KernconfSettings } from './kernconf-settings.ts';
import type { KernelTree } from './configuration.ts';
import { joinPath } from './tree-path.ts';

/**
 * What a KERNCONF says whose content is `text`: DEFAULTS of `confFolder`
 * first, then the KERNCONF with what it includes,
 * then the further options (main() and yywrap() of config(8)).
 */
export function readKernconf(
  files: FileSource,
  tree: KernelTree,
  confFolder: string,
  { path, text }: { readonly path: string; readonly text: string },
  extraOptions: readonly string[] = [],
): KernconfSettings {
  const reader = new KernconfReader(files, tree.sysDir, confFolder, config8Era(tree.release.osreldate));
  const defaultsPath = joinPath(confFolder, 'DEFAULTS');
  const defaults = files.read(defaultsPath);
  if (defaults !== undefined) reader.read(defaultsPath, defaults);
  reader.read(path, text);
  for (const option of extraOptions) reader.read('<extra options>', /\s/.test(option) ? option : `options\t${option}`);
  return reader.settings();
}
