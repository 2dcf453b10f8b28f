import { fileURLToPath, pathToFileURL } from 'node:url';

/** Absolute path of a file: URI; undefined for other schemes and for a string that is not a URI. */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export function uriOfPath(absolute: string): string {
  return pathToFileURL(absolute).href;
}
