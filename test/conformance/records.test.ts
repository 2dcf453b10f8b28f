// Holds the layout engine to clang's own record layouts on every target: a written corpus, and seeded random
// records. VNETSCOPE_RECORDS is the number of random records per target (20000), VNETSCOPE_SEED another seed.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import { clang, clangName, inParallel } from '../kit/clang.ts';
import { clangArguments, measure } from '../kit/measured-unit.ts';
import { PRELUDE, randomRecords, recordText, type RandomRecord } from '../kit/random-records.ts';
import { clangLayouts, engineLine, refusedLines } from '../kit/record-layouts.ts';
import { shrink } from '../kit/shrink-record.ts';
import { root } from '../kit/source-graph.ts';

const RECORDS = Number(process.env['VNETSCOPE_RECORDS'] ?? 20_000);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);
const PER_CALL = 500;

interface Comparison {
  readonly compared: number;
  /** "struct r3", what clang and what the engine says. */
  readonly mismatches: readonly { readonly name: string; readonly text: string }[];
  readonly refused: ReadonlySet<number>;
}

/**
 * Compares every record with a tag that `text` defines. clang is asked for sizeof of each at the end:
 * -fdump-record-layouts-complete would lay them out before it has seen the attributes after the closing brace.
 */
async function compare(target: Target, text: string): Promise<Comparison> {
  const measured = measure(text, target);
  const names = new Map<string, { readonly kind: 'struct' | 'union'; readonly tag: number }>();
  for (const { kind, tag, ...rest } of measured.unit.parts.flatMap((part) => part.tags)) {
    if (kind !== 'enum' && tag !== 0 && 'members' in rest && rest.members !== undefined)
      names.set(`${kind} ${measured.unit.spelling(tag)}`, { kind, tag });
  }
  const asked = [...names.keys()].map((name, i) => `char asked${i}[sizeof(${name}) + 1];\n`).join('');
  const answer = await clang(
    [...clangArguments(target), '-fsyntax-only', '-ferror-limit=0', '-Xclang', '-fdump-record-layouts', 'a.c'],
    { 'a.c': `${text}\n${asked}` },
  );
  const expected = clangLayouts(answer.stdout);
  const refused = refusedLines(answer.stderr);
  const mismatches: { name: string; text: string }[] = [];
  let compared = 0;
  for (const [name, { kind, tag }] of names) {
    const theirs = expected.get(name) ?? 'nothing';
    // Where clang refuses lines it may lack what they define.
    if (theirs === 'nothing' && refused.size > 0) continue;
    compared++;
    const ours = engineLine(measured, kind, tag);
    if (ours !== theirs)
      mismatches.push({ name, text: `${target.name}: ${name}\n  clang: ${theirs}\n  ours:  ${ours}` });
  }
  return { compared, mismatches, refused };
}

const corpusFolder = path.join(root, 'test/conformance/corpus');
for (const file of readdirSync(corpusFolder)
  .filter((name) => name.endsWith('.c'))
  .sort()) {
  test(`corpus: ${file}`, async (t) => {
    const text = readFileSync(path.join(corpusFolder, file), 'utf8');
    const counts: string[] = [];
    for (const target of TARGETS) {
      const { compared, mismatches, refused } = await compare(target, text);
      assert.deepEqual(
        mismatches.map((one) => one.text),
        [],
      );
      assert.deepEqual([...refused], [], `${target.name}: lines of ${file} that clang refuses`);
      assert.ok(compared > 0, 'nothing was compared');
      counts.push(`${target.name} ${compared}`);
    }
    t.diagnostic(`records compared: ${counts.join(', ')}; 0 mismatches`);
  });
}

for (const [number, target] of TARGETS.entries()) {
  test(`random records: ${target.name}`, async (t) => {
    const sum = { compared: 0, refused: 0 };
    const failures: string[] = [];
    const batches = Array.from(
      { length: Math.ceil(RECORDS / PER_CALL) },
      (_, i) => SEED * 1_000_003 + number * 10_007 + i,
    );
    await inParallel(batches, async (seed) => {
      if (failures.length >= 3) return;
      const records = randomRecords(target, seed, PER_CALL);
      const { compared, mismatches, refused } = await compare(target, sourceOf(records));
      const ours = PRELUDE.split('\n').length;
      // What the prelude defines is compared in every call and not counted.
      sum.compared += compared - 2;
      sum.refused += [...refused].filter((line) => line > ours).length;
      const first = mismatches[0];
      if (first !== undefined) failures.push(await report(target, seed, records, first.name));
    });
    t.diagnostic(
      `${target.name}: ${sum.compared} random records compared with ${clangName}, ${sum.refused} refused by clang, ${failures.length} mismatches`,
    );
    assert.deepEqual(failures, []);
    assert.ok(sum.compared >= RECORDS * 0.98, 'too few records were compared');
  });
}

function sourceOf(records: readonly RandomRecord[]): string {
  return `${PRELUDE}\n${records.map(recordText).join('\n')}\n`;
}

/** The failing record shrunk, ready for test/conformance/corpus. */
async function report(target: Target, seed: number, records: readonly RandomRecord[], name: string): Promise<string> {
  const index = records.findIndex((record) => name === `${record.kind} ${record.tag ?? ''}`);
  const failing = records[index];
  if (failing === undefined) return `${target.name}, seed ${seed}: ${name} of the prelude`;
  const others = records.slice(0, index);
  const of = (record: RandomRecord): Promise<Comparison> =>
    compare(target, sourceOf([...needed(others, record), record]));
  const smallest = await shrink(failing, async (record) =>
    (await of(record)).mismatches.some((one) => one.name === name),
  );
  const { mismatches } = await of(smallest);
  const text = [...needed(others, smallest), smallest].map(recordText).join('\n');
  return `seed ${seed}\n${mismatches.find((one) => one.name === name)?.text ?? ''}\n${text}`;
}

/** The earlier records that `record` holds, and those that these hold. */
function needed(earlier: readonly RandomRecord[], record: RandomRecord): readonly RandomRecord[] {
  const wanted = new Set([...recordText(record).matchAll(/\br\d+\b/g)].map(([tag]) => tag));
  const kept: RandomRecord[] = [];
  for (const one of earlier.toReversed()) {
    if (!wanted.has(one.tag ?? '')) continue;
    kept.unshift(one);
    for (const [tag] of recordText(one).matchAll(/\br\d+\b/g)) wanted.add(tag);
  }
  return kept;
}
