import type { CompileSettings } from './configuration.ts';
import { makeWords } from './make/make-words.ts';
import { BUILD_FOLDER, normalizePath } from './tree-path.ts';

/** The flags that matter: -I, -D, -U and -include. */
const FLAG = /^-(?:[IDU]|include$)/;

/** Shell quoting of one word: '...' and "..." go, a backslash keeps the next character. */
function unquote(word: string): string {
  if (!/["'\\]/.test(word)) return word;
  let result = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const character = word[at] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
      else result += character;
    } else if (character === '\\' && (quote === '' || /["\\$`]/.test(word[at + 1] ?? ''))) {
      result += word[++at] ?? '';
    } else if (character === '"') {
      quote = quote === '"' ? '' : '"';
    } else if (character === "'" && quote === '') {
      quote = "'";
    } else result += character;
  }
  return result;
}

/** A folder of -I, relative to the build folder, where the compiler runs. */
function includeFolder(folder: string, { sysDir, isInTree, locate }: CompilerSurroundings): string {
  if (folder === '.' || folder === './') return BUILD_FOLDER;
  // 9.x modules reach the kernel's sources through the link '@'.
  if (folder === '@' || folder.startsWith('@/')) return normalizePath(`${sysDir}${folder.slice(1)}`);
  if (locate !== undefined) return locate(folder);
  const normalized = normalizePath(folder);
  if (normalized.startsWith('..')) return `${BUILD_FOLDER}/${normalized}`;
  if (normalized.startsWith(BUILD_FOLDER) || normalized.startsWith('/') || isInTree(normalized)) return normalized;
  return `${BUILD_FOLDER}/${normalized}`;
}

/** A name of -include: in the build folder it is that folder's; a relative one is searched for as the compiler does. */
function forcedInclude(name: string, { locate }: CompilerSurroundings): string {
  const located = locate !== undefined && name.startsWith('/') ? locate(name) : normalizePath(name);
  return located.startsWith(`${BUILD_FOLDER}/`) ? located.slice(BUILD_FOLDER.length + 1) : located;
}

/** What stands around a command line. */
export interface CompilerSurroundings {
  readonly sysDir: string;
  /** Tells a folder of the tree from one of the build folder; both are spelled relatively. */
  readonly isInTree: (folder: string) => boolean;
  /** Outside the tree: the FileSource's name of a path. */
  readonly locate?: ((path: string) => string) | undefined;
}

/** What a compiler command line says about headers and macros; other flags don't matter to a layout. */
export function readCompileSettings(command: string, surroundings: CompilerSurroundings): CompileSettings {
  const includeFolders: string[] = [];
  const defines: (readonly [string, string | undefined])[] = [];
  const forcedIncludes: string[] = [];
  const words = makeWords(command);
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!FLAG.test(word)) continue;
    const kind = word.slice(0, 2);
    const argument = (): string => unquote(word.length > 2 ? word.slice(2) : (words[++at] ?? ''));
    if (word === '-include') forcedIncludes.push(forcedInclude(unquote(words[++at] ?? ''), surroundings));
    else if (kind === '-I') {
      const folder = includeFolder(argument(), surroundings);
      // Of a folder that is named twice, the first position counts, as in the compiler.
      if (!includeFolders.includes(folder)) includeFolders.push(folder);
    } else if (kind === '-D') {
      const define = argument();
      const equals = define.indexOf('=');
      defines.push(equals < 0 ? [define, '1'] : [define.slice(0, equals), define.slice(equals + 1)]);
    } else if (kind === '-U') defines.push([argument(), undefined]);
  }
  return { includeFolders, defines, forcedIncludes };
}
