// The process that reads the inputs. A parent watches it: what it works on stands in a file, so that an input which
// hangs or eats the memory is known when the process is ended.
//   worker.ts run TARGET SEED FROM TO UNTIL PER_CALL PROGRESS   inputs by number; UNTIL in ms since 1970
//   worker.ts judge TARGET FILE                                 one input from a file
//   worker.ts shrink TARGET FILE SIGNATURE                      smaller inputs with the same fault, each as a line
import { openSync, readFileSync, writeSync } from 'node:fs';
import { faultOf, randomOf, signatureOf, type Counts, type Fault, type Fuzzer, type FuzzTarget } from './target.ts';
import { loadTarget } from './target-list.ts';
import { SHRINK_SECONDS, shrinkText } from './shrink-text.ts';

/** A line for the parent. */
export type Report =
  | { readonly kind: 'fault'; readonly index: number; readonly fault: string }
  | { readonly kind: 'smaller'; readonly input: string }
  | { readonly kind: 'end'; readonly next: number; readonly counts?: Counts };

/** Written at once: the process may not live to the next turn of its loop. */
function say(report: Report): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}

async function judged(fuzzer: Fuzzer, target: FuzzTarget, inputs: readonly string[]): Promise<readonly Fault[]> {
  const before = process.cpuUsage();
  let faults: readonly Fault[];
  try {
    faults = await fuzzer.judge(inputs);
  } catch (error) {
    return inputs.map((_, i) => (i === 0 ? faultOf(error) : undefined));
  }
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000;
  const limitMs = target.limitMs ?? 2000;
  if (inputs.length > 1 || ms <= limitMs || faults[0] !== undefined) return faults;
  return [`slow: more than ${limitMs} ms of CPU (${Math.round(ms)})`];
}

async function run(target: FuzzTarget, words: readonly string[]): Promise<void> {
  const [seed = 0, from = 0, to = 0, until = 0, perCall = 1] = words.slice(0, 5).map(Number);
  const progress = openSync(words[5] ?? '', 'r+');
  const mark = Buffer.alloc(8);
  const fuzzer = await target.open();
  let next = from;
  while (next < to && Date.now() < until) {
    mark.writeDoubleLE(next);
    writeSync(progress, mark, 0, 8, 0);
    const count = Math.min(perCall, to - next);
    const first = next;
    const inputs = Array.from({ length: count }, (_, i) => fuzzer.make(randomOf(seed, first + i), first + i));
    const faults = await judged(fuzzer, target, inputs);
    faults.forEach((fault, i) => {
      if (fault !== undefined) say({ kind: 'fault', index: first + i, fault });
    });
    next += count;
  }
  say({ kind: 'end', next, counts: fuzzer.counts ?? {} });
}

const readInput = (target: FuzzTarget, file: string): string =>
  readFileSync(file, target.isBinary === true ? 'latin1' : 'utf8');

async function judge(target: FuzzTarget, file: string): Promise<void> {
  const fuzzer = await target.open();
  const [fault] = await judged(fuzzer, target, [readInput(target, file)]);
  if (fault !== undefined) say({ kind: 'fault', index: 0, fault });
  say({ kind: 'end', next: 1 });
}

async function shrink(target: FuzzTarget, file: string, signature: string): Promise<void> {
  const fuzzer = await target.open();
  const fails = async (input: string): Promise<boolean> => {
    const [fault] = await judged(fuzzer, target, [input]);
    return fault !== undefined && signatureOf(fault) === signature;
  };
  await shrinkText(readInput(target, file), fails, Date.now() + SHRINK_SECONDS * 1000, (input) => {
    say({ kind: 'smaller', input });
  });
  say({ kind: 'end', next: 1 });
}

const [task = '', name = '', ...words] = process.argv.slice(2);
const target = await loadTarget(name);
if (task === 'run') await run(target, words);
else if (task === 'judge') await judge(target, words[0] ?? '');
else await shrink(target, words[0] ?? '', words[1] ?? '');
// A target may hold a server, a folder that is watched and the like.
process.exit(0);
