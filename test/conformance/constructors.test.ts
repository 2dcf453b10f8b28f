// Constructors with tunables, loops, helpers, tables and bit-fields, in the sample kernel and as clang compiles them
// for this computer: what a fresh vnet holds is what the program prints.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { hasNativeClang } from '../kit/clang.ts';
import { RICH_SOURCE, richValues } from '../kit/rich-constructors.ts';

const skip = !hasNativeClang
  ? 'no clang that makes programs'
  : process.arch !== 'x64'
    ? 'programs are made for amd64'
    : false;

/** What loader(8) may have set. */
const ENVIRONMENTS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'net.rich.limit': '17' },
  { 'net.rich.buckets': '1' },
  { 'net.rich.buckets': '513', 'net.rich.limit': '-9' },
  { 'net.rich.buckets': '100000', 'net.rich.limit': '0x7000' },
];

/** Expressions of the variables' pieces, each with how printf() shows it. */
const SHOWN: readonly (readonly [expression: string, format: string])[] = [
  ['rich_limit', '%d'],
  ['rich_buckets', '%u'],
  ['rich_mask', '%lu'],
  ['rich_per_bucket', '%d'],
  ...Array.from({ length: 8 }, (_, i) => [`rich_crc[${i}]`, '%u'] as const),
  ['rich_sum', '%u'],
  ['rich_rate.interval', '%u'],
  ['rich_rate.burst', '%u'],
  ['rich_rate.shift', '%u'],
  ...Array.from({ length: 4 }, (_, i) => [`rich_rate.tokens[${i}]`, '%d'] as const),
  ['rich_count', '%d'],
  ['rich_last_key', '%u'],
  ['rich_level', '%d'],
  ['rich_wrapped', '%u'],
  ['rich_scaled', '%ld'],
  ['rich_mode', '%d'],
  ['rich_order', '%d'],
  ['rich_untouched', '%d'],
];

test('what a fresh vnet holds is what the compiled constructors make', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vnetscope-constructors-'));
  try {
    for (const header of ['sys/param.h', 'sys/systm.h', 'sys/kernel.h', 'sys/malloc.h', 'net/vnet.h']) {
      mkdirSync(path.join(folder, path.dirname(header)), { recursive: true });
      writeFileSync(path.join(folder, header), '');
    }
    const main = SHOWN.map(([expression, format]) => `printf("${format}\\n", vnet_entry_${expression});`).join('\n');
    const harness = readFileSync(path.join(import.meta.dirname, 'corpus-constructors/harness.h'), 'utf8');
    const file = path.join(folder, 'rich.c');
    writeFileSync(
      file,
      `${harness}\n${RICH_SOURCE}\nint main(void) {\nrich_sizes_init(NULL);\nrich_tables_init(NULL);\nrich_modes_init(NULL);\n${main}\nreturn 0;\n}\n`,
    );
    const program = path.join(folder, 'rich');
    const made = spawnSync('clang-22', ['-std=gnu99', '-w', '-O1', '-fwrapv', `-I${folder}`, '-o', program, file], {
      encoding: 'utf8',
    });
    assert.equal(made.status, 0, made.stderr);
    for (const environment of ENVIRONMENTS) {
      const { stdout } = spawnSync(program, { encoding: 'utf8', env: environment });
      const said = richValues(
        environment,
        SHOWN.map(([expression]) => expression),
      );
      assert.deepEqual(
        said,
        SHOWN.map(([expression], i) => [expression, stdout.split('\n')[i]]),
        JSON.stringify(environment),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what nobody can know is unknown, with the reason', () => {
  assert.deepEqual(richValues({}, ['rich_seed', 'rich_seeded']), [
    ['rich_seed', 'unknown (arc4random() is random)'],
    ['rich_seeded', 'unknown (arc4random() is random)'],
  ]);
});
