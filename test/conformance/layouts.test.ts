// Holds the sizes, alignments and offsets of generated declarations to clang's on all nine machines: attributes and
// pragmas in every position. VNETSCOPE_LAYOUTS is their number per machine (2000; 45000 in a recorded run),
// VNETSCOPE_SEED another seed; with VNETSCOPE_LAYOUT_TABLE the answers of each form in each position are printed.
import assert from 'node:assert/strict';
import test from 'node:test';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import { BlockScope } from '../../server/src/core/types/block-scope.ts';
import { isUnknown, unknown, type Unknown } from '../../server/src/core/types/unknown.ts';
import { clang, clangName, inParallel } from '../kit/clang.ts';
import { irArguments } from '../kit/llvm-globals.ts';
import { clangArguments, measure, type MeasuredUnit } from '../kit/measured-unit.ts';
import { FORMS, LAYOUT_PRELUDE, POSITIONS, randomLayouts, type RandomLayout } from '../kit/random-layouts.ts';
import { refusedLines } from '../kit/record-layouts.ts';

const LAYOUTS = Number(process.env['VNETSCOPE_LAYOUTS'] ?? 2000);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);
const PER_CALL = 500;

/** The declarations that clang accepts, with its answers by their index. */
async function askClang(
  target: Target,
  all: readonly RandomLayout[],
): Promise<{
  readonly kept: readonly RandomLayout[];
  readonly text: string;
  readonly answers: ReadonlyMap<string, bigint>;
}> {
  let kept = all;
  for (;;) {
    const text = [LAYOUT_PRELUDE, ...kept.map(({ text: line }) => line), ''].join('\n');
    const { stdout, stderr } = await clang([...clangArguments(target), ...irArguments], { 'a.c': text });
    const refused = refusedLines(stderr);
    assert.ok(!refused.has(1), `${target.name}: clang refuses the prelude: ${stderr.slice(0, 300)}`);
    if (refused.size === 0) return { kept, text, answers: answersIn(stdout) };
    kept = kept.filter((_, i) => !refused.has(i + 2));
  }
}

/** Values of the globals q<i> and of what the functions f<i> return. */
function answersIn(ir: string): ReadonlyMap<string, bigint> {
  const answers = new Map<string, bigint>();
  for (const [, name = '', value = ''] of ir.matchAll(/^@(q\d+) = [^\n]*?global i64 (-?\d+)/gm))
    answers.set(name, BigInt.asUintN(64, BigInt(value)));
  for (const [, name = '', value = ''] of ir.matchAll(/^define [^\n]*@(f\d+)\([^}]*?\n +ret i64 (-?\d+)/gm))
    answers.set(name, BigInt.asUintN(64, BigInt(value)));
  return answers;
}

/** What the engine answers for `q<i>`, or for the value that `f<i>` returns. */
function ours({ unit, engine }: MeasuredUnit, name: string): bigint | Unknown {
  const [entity] = unit.entities(unit.interner.intern(name));
  if (entity?.kind === 'variable' && entity.declarator.initializer !== undefined)
    return wrapped(engine.integer(entity.declarator.initializer));
  if (entity?.kind !== 'definition') return unknown('not parsed');
  const { block } = unit.body(entity.definition);
  const scope = new BlockScope(BlockScope.ofFunction(entity.definition));
  for (const statement of block.statements) {
    if (statement.kind === 'declare') scope.add(statement);
    if (statement.kind === 'return' && statement.value !== undefined)
      return wrapped(engine.integer(statement.value, scope));
  }
  return unknown('no return');
}

function wrapped(value: bigint | Unknown): bigint | Unknown {
  return isUnknown(value) ? value : BigInt.asUintN(64, value);
}

for (const [number, target] of TARGETS.entries()) {
  test(`generated declarations: ${target.name}`, async (t) => {
    const sum = { equal: 0, refused: 0, wrong: 0, unknown: 0 };
    const cells = new Map<string, number>();
    const failures: string[] = [];
    const reasons: string[] = [];
    const batches = Array.from({ length: Math.ceil(LAYOUTS / PER_CALL) }, (_, i) => i);
    await inParallel(batches, async (batch) => {
      const count = Math.min(PER_CALL, LAYOUTS - batch * PER_CALL);
      const all = randomLayouts(target, SEED * 1_000_003 + number * 10_007 + batch, count, batch * PER_CALL);
      const { kept, text, answers } = await askClang(target, all);
      sum.refused += all.length - kept.length;
      const measured = measure(text, target);
      for (const one of kept) {
        const name = /\b[qf]\d+(?= = |\((?:char|void))/.exec(one.text)?.[0] ?? '';
        const theirs = answers.get(name);
        assert.notEqual(theirs, undefined, `clang says nothing of ${name}: ${one.text}`);
        const mine = ours(measured, name);
        for (const form of one.forms)
          cells.set(`${form}, ${one.position}`, (cells.get(`${form}, ${one.position}`) ?? 0) + 1);
        if (isUnknown(mine)) {
          sum.unknown++;
          reasons.push(`${mine.reason}: ${one.text}`);
        } else if (mine === theirs) sum.equal++;
        else {
          sum.wrong++;
          failures.push(`${target.name}, batch ${batch}: clang ${String(theirs)}, ours ${String(mine)}\n  ${one.text}`);
        }
      }
    });
    const least =
      Object.keys(FORMS)
        .flatMap((form) => Object.keys(POSITIONS).map((position) => cells.get(`${form}, ${position}`) ?? 0))
        .sort((a, b) => a - b)[0] ?? 0;
    t.diagnostic(
      `${target.name}: ${sum.equal} of ${sum.equal + sum.wrong + sum.unknown} generated declarations as ${clangName} has them, ${sum.wrong} wrong, ${sum.unknown} unknown, ${sum.refused} refused by clang; ${cells.size} pairs of form and position, at least ${least} answers in each`,
    );
    if (process.env['VNETSCOPE_LAYOUT_TABLE'] !== undefined)
      for (const form of Object.keys(FORMS))
        t.diagnostic(
          `${target.name} ${form}: ${Object.keys(POSITIONS)
            .map((position) => `${position} ${cells.get(`${form}, ${position}`) ?? 0}`)
            .join(', ')}`,
        );
    for (const reason of new Set(reasons.map((one) => one.slice(0, 300))))
      t.diagnostic(`${target.name}, unknown: ${reason}`);
    assert.deepEqual(failures.slice(0, 5), []);
    assert.deepEqual(sum.unknown * 100 > sum.equal ? reasons.slice(0, 5) : [], [], 'too much is unknown');
    assert.ok(
      cells.size >= Object.keys(FORMS).length * Object.keys(POSITIONS).length * 0.95,
      'too few pairs of form and position',
    );
    assert.ok(sum.equal >= LAYOUTS * 0.7, 'too few declarations were compared');
  });
}
