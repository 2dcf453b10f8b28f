// Holds constant expressions to clang: value, width and signedness of seeded random integer constant expressions.
// VNETSCOPE_EXPRESSIONS is their number per target (3000).
import assert from 'node:assert/strict';
import test from 'node:test';
import { TARGETS } from '../../server/src/core/abi/targets.ts';
import type { Target } from '../../server/src/core/abi/target.ts';
import { integerShape } from '../../server/src/core/types/arithmetic.ts';
import { arithmeticName } from '../../server/src/core/types/promotions.ts';
import { isUnknown } from '../../server/src/core/types/unknown.ts';
import { clang, clangName } from '../kit/clang.ts';
import { irArguments, llvmGlobals } from '../kit/llvm-globals.ts';
import { clangArguments, measure, type MeasuredUnit } from '../kit/measured-unit.ts';
import { EXPRESSION_PRELUDE, randomExpressions } from '../kit/random-expressions.ts';
import { refusedLines } from '../kit/record-layouts.ts';

const EXPRESSIONS = Number(process.env['VNETSCOPE_EXPRESSIONS'] ?? 3000);
const SEED = Number(process.env['VNETSCOPE_SEED'] ?? 1);

/** One line for each expression: the value in its own type, and whether that type is signed. */
function source(expressions: readonly string[]): string {
  return [
    EXPRESSION_PRELUDE,
    ...expressions.map((text, i) => `__typeof__(${text}) v${i} = ${text}; int s${i} = (__typeof__(${text}))-1 < 0;`),
    '',
  ].join('\n');
}

/** "i32 5 signed", as clang's IR has it. */
function ours(measured: MeasuredUnit, target: Target, index: number): string {
  const { unit, resolver, engine } = measured;
  const entity = unit.entities(unit.interner.intern(`v${index}`))[0];
  const range = entity?.kind === 'variable' ? entity.declarator.initializer : undefined;
  const expression = range === undefined ? undefined : unit.expression(range);
  if (expression === undefined) return 'not parsed';
  const name = arithmeticName(resolver, resolver.ofExpression(expression));
  const shape = name === undefined ? undefined : integerShape(name, target);
  const value = engine.integer(expression);
  if (isUnknown(value)) return `unknown: ${value.reason}`;
  if (shape === undefined) return `no integer type: ${name ?? ''}`;
  return `i${Math.max(8, shape.bits)} ${BigInt.asIntN(Math.max(8, shape.bits), value).toString()} ${shape.isSigned ? 'signed' : 'unsigned'}`;
}

for (const [number, target] of TARGETS.entries()) {
  test(`random constant expressions: ${target.name}`, async (t) => {
    const sum = { compared: 0, refused: 0, unknown: 0 };
    const mismatches: string[] = [];
    for (let done = 0, batch = 0; done < EXPRESSIONS && mismatches.length < 5; done += 500, batch++) {
      let expressions = randomExpressions(SEED * 1_000_003 + number * 10_007 + batch, 500);
      const ask = (text: string): ReturnType<typeof clang> =>
        clang([...clangArguments(target), ...irArguments], { 'a.c': text });
      const refused = refusedLines((await ask(source(expressions))).stderr);
      sum.refused += refused.size;
      expressions = expressions.filter((_, i) => !refused.has(i + 2));
      const text = source(expressions);
      const globals = llvmGlobals((await ask(text)).stdout);
      const measured = measure(text, target);
      for (const [i, expression] of expressions.entries()) {
        const theirs = `${globals.get(`v${i}`)?.value ?? 'nothing'} ${globals.get(`s${i}`)?.value === 'i32 1' ? 'signed' : 'unsigned'}`;
        const mine = ours(measured, target, i);
        if (mine.startsWith('unknown: ')) sum.unknown++;
        else sum.compared++;
        if (mine !== theirs && !mine.startsWith('unknown: '))
          mismatches.push(`${target.name}: ${expression}\n  clang: ${theirs}\n  ours:  ${mine}`);
      }
    }
    t.diagnostic(
      `${target.name}: ${sum.compared} expressions compared with ${clangName}, ${sum.refused} refused by clang, ${sum.unknown} left unknown, ${mismatches.length} mismatches`,
    );
    assert.deepEqual(mismatches, []);
    assert.ok(sum.compared > EXPRESSIONS * 0.5, 'too few expressions were compared');
  });
}
