// Writes server/doc/licences.md: the licence of every package that is bundled into dist/, as its authors ask for it in
// all copies. To be run when the packages change; a test says when.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const page = path.join(root, 'server/doc/licences.md');

/** @returns {Promise<string>} the page */
export async function licencesText() {
  await build();
  /** @type {{ inputs: Record<string, string> }} */
  const { inputs } = JSON.parse(readFileSync(path.join(root, 'dist/build.json'), 'utf8'));
  const names = new Set(
    Object.keys(inputs).flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  const parts = [...names].sort().map((name) => {
    const folder = path.join(root, 'node_modules', name);
    /** @type {{ license: string }} */
    const { license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => /^(licen[cs]e|notice|thirdpartynotices)(\.\w+)?$/i.test(file))
      .sort()
      .map((file) => readFileSync(path.join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim());
    if (texts.length === 0) throw new Error(`${name} has no licence`);
    return `## ${name} (${license})\n\n\`\`\`text\n${texts.join('\n\n').replace(/[ \t]+$/gm, '')}\n\`\`\`\n`;
  });
  return `# Licences

vnetscope is under the BSD 2-clause licence (LICENSE). These packages are bundled into it.

${parts.join('\n')}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  writeFileSync(page, await licencesText());
