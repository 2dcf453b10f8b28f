// Reads mutated and generated inputs until the time is over. npm run fuzz -- [--target NAME,NAME] [--minutes N]
// [--inputs N] [--seed N] [--from N] [--out FOLDER]: each target gets an equal part of the minutes; --inputs ends it
// earlier. The same seed makes the same inputs. What fails is shrunk and saved; the exit code is 1 then.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hasNativeClang } from '../kit/clang.ts';
import { runTarget } from './run-target.ts';
import { fuzzFolder, loadTarget, targetNames } from './target-list.ts';

const { values } = parseArgs({
  options: {
    target: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    out: { type: 'string', default: path.join(fuzzFolder, 'out') },
  },
});

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (text === '' || !(number >= 0)) {
    process.stderr.write(`fuzz: --${name} wants a number, not ${text}\n`);
    process.exit(2);
  }
  return number;
}

const print = (text: string): unknown => process.stdout.write(`${text}\n`);
const names = values.target?.split(',') ?? targetNames();
const unknown = names.find((name) => !targetNames().includes(name));
if (unknown !== undefined) {
  process.stderr.write(`fuzz: no target ${unknown}; there are ${targetNames().join(', ')}\n`);
  process.exit(2);
}
const seed = numberOf('seed', values.seed);
const from = numberOf('from', values.from);
const inputs = values.inputs === undefined ? Infinity : numberOf('inputs', values.inputs);
const seconds = (numberOf('minutes', values.minutes) * 60) / names.length;

let [total, failures] = [0, 0];
for (const name of names) {
  const target = await loadTarget(name);
  if (target.needsClang === true && !hasNativeClang) {
    print(`${name}: skipped, no clang-22`);
    continue;
  }
  const outcome = await runTarget({ name, target, seed, from, inputs, seconds, out: values.out, print });
  const perSecond = outcome.seconds === 0 ? 0 : outcome.inputs / outcome.seconds;
  const counts = Object.entries(outcome.counts).map(([what, number]) => `, ${number} ${what}`);
  print(
    `${name}: ${outcome.inputs} inputs, ${perSecond.toFixed(0)} a second, seed ${seed}, ${outcome.faults} failures${counts.join('')}`,
  );
  total += outcome.inputs;
  failures += outcome.faults;
}
print(`all: ${total} inputs, ${failures} failures`);
process.exitCode = failures > 0 ? 1 : 0;
