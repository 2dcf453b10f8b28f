// Which files are tests, and of which group.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** @type {Record<string, string>} */
export const groupFolders = { conformance: 'test/conformance', e2e: 'test/e2e', bench: 'test/perf' };

/**
 * All tests below a folder of the project, in the order of their names.
 * @param {string} folder @returns {string[]}
 */
export function testFiles(folder) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return testFiles(name);
      return /\.(test|bench)\.ts$/.test(entry.name) ? [name] : [];
    });
}

/** The tests of a group; `unit` are those of no other group. @param {string} group @returns {string[]} */
export function filesOfGroup(group) {
  const folder = groupFolders[group];
  if (folder !== undefined) return testFiles(folder);
  const others = Object.values(groupFolders);
  return testFiles('test').filter((file) => !others.some((other) => file.startsWith(`${other}/`)));
}
