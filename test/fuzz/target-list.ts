import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FuzzTarget } from './target.ts';

export const fuzzFolder = import.meta.dirname;
const folder = path.join(fuzzFolder, 'targets');

/** Every file of `targets/` is a target; its name is the file's. */
export function targetNames(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

export async function loadTarget(name: string): Promise<FuzzTarget> {
  const file = pathToFileURL(path.join(folder, `${name}.ts`)).href;
  return ((await import(file)) as { readonly target: FuzzTarget }).target;
}
