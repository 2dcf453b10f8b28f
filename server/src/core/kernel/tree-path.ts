/**
 * Paths inside a kernel tree: '/' between segments, relative to the FileSource's root, no '.' or '..'.
 */

/** The folder of the build (opt_*.h, links, generated headers) in paths and include folders. */
export const BUILD_FOLDER = '<build>';

/** Matches a path that may have an empty, '.' or '..' segment. */
const UNTIDY = /\.\/|\/\/|[./]$/;

/** "a/./b/../c" -> "a/c"; "." -> "". A leading '/' stays, and so does '..' above the root. */
export function normalizePath(path: string): string {
  if (!UNTIDY.test(path)) return path;
  const absolute = path.startsWith('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    const last = segments.at(-1);
    if (segment === '..' && last !== undefined && last !== '..') segments.pop();
    else segments.push(segment);
  }
  return (absolute ? '/' : '') + segments.join('/');
}

/** `path` as seen from `folder`; an absolute path and one in the build folder stay as they are. */
export function joinPath(folder: string, path: string): string {
  if (path.startsWith('/') || path.startsWith(BUILD_FOLDER) || folder === '') return normalizePath(path);
  return normalizePath(`${folder}/${path}`);
}

/** "a/b/c.h" -> "a/b"; "c.h" -> "". */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** "a/b/c.h" -> "c.h". */
export function tailOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
