import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../kit/source-graph.ts';
import type { Seeded } from '../kit/seeded.ts';

/**
 * Where seeds come from: our own sample kernel, or a real tree that VNETSCOPE_KERNEL_TREE names. Nothing that was made
 * of a real tree's text may be committed.
 */
export const seedFolder = process.env['VNETSCOPE_KERNEL_TREE'] ?? path.join(root, 'test', 'minikernel');
/** A seed is not longer: what is made of it would be slow. */
const LONGEST = 40_000;
/** Of a real tree, evenly from all that fit. */
const MOST = 400;

/** Texts of the tree's files below `sys` whose path fits, in the order of their paths. */
export function seedTexts(fits: RegExp, longest = LONGEST): readonly string[] {
  const sys = path.join(seedFolder, 'sys');
  const names = readdirSync(sys, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(sys, path.join(entry.parentPath, entry.name)))
    .filter((name) => fits.test(name))
    .sort();
  const step = Math.max(1, Math.ceil(names.length / MOST));
  return names
    .filter((_, i) => i % step === 0)
    .map((name) => readFileSync(path.join(sys, name), 'latin1').slice(0, longest))
    .filter((text) => text !== '');
}

/** A few lines of a seed from a line on; most inputs are short, so that many are read. */
export function excerpt(random: Seeded, seeds: readonly string[], most = 40): string {
  const lines = random.pick(seeds).split('\n');
  const count = 1 + random.below(random.chance(0.1) ? most * 6 : most);
  const from = random.below(Math.max(1, lines.length - count + 1));
  return `${lines.slice(from, from + count).join('\n')}\n`;
}
