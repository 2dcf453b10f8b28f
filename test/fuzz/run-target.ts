import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { count, randomOf, signatureOf, type Counts, type FuzzTarget } from './target.ts';
import { runWorker } from './watched-worker.ts';
import { SHRINK_SECONDS } from './shrink-text.ts';

/** Inputs that are saved of each fault. */
const SAVED_OF_A_KIND = 2;
/** Different faults of a target after which it is given up. */
const MOST_KINDS = 25;
/** A worker is started anew after so many inputs: what it stores must not decide. */
const INPUTS_OF_A_WORKER = 200_000;

export interface TargetRun {
  readonly name: string;
  readonly target: FuzzTarget;
  readonly seed: number;
  /** Number of the first input. */
  readonly from: number;
  readonly inputs: number;
  readonly seconds: number;
  readonly out: string;
  readonly print: (text: string) => unknown;
}

export interface TargetOutcome {
  readonly inputs: number;
  readonly seconds: number;
  readonly faults: number;
  readonly counts: Counts;
}

interface Failure {
  readonly index: number;
  readonly fault: string;
}

/** Runs one target in workers, one after the other, until its inputs or its time are used up. */
export async function runTarget(run: TargetRun): Promise<TargetOutcome> {
  const { name, target, seed, from, seconds, print } = run;
  const end = from + run.inputs;
  const kinds = new Map<string, number>();
  const counts: Counts = {};
  const start = Date.now();
  const until = start + seconds * 1000;
  let [next, faults, shrinkingMs] = [from, 0, 0];
  // After a batch that killed its worker, its inputs are judged one at a time.
  let aloneUntil = from;
  while (next < end && Date.now() < until + shrinkingMs && kinds.size < MOST_KINDS) {
    const isAlone = next < aloneUntil;
    const perCall = isAlone ? 1 : (target.perCall ?? 1);
    const to = isAlone ? aloneUntil : Math.min(end, next + INPUTS_OF_A_WORKER);
    const words = ['run', name, seed, next, to, until + shrinkingMs, perCall].map(String);
    const { reports, death, at } = await runWorker(words);
    for (const report of reports)
      if (report.kind === 'end')
        for (const [what, more] of Object.entries(report.counts ?? {})) count(counts, what, more);
    const failures: Failure[] = reports.flatMap((report) => (report.kind === 'fault' ? [report] : []));
    if (death === undefined) next = reports.reduce((last, one) => (one.kind === 'end' ? one.next : last), to);
    else if (perCall > 1) [next, aloneUntil] = [at, Math.min(end, at + perCall)];
    else {
      failures.push({ index: at, fault: death });
      next = at + 1;
    }
    for (const failure of failures) {
      faults++;
      const before = Date.now();
      await tellAndSave(run, failure, kinds);
      shrinkingMs += Date.now() - before;
    }
  }
  if (kinds.size >= MOST_KINDS) print(`${name}: given up after ${MOST_KINDS} different failures`);
  return { inputs: next - from, seconds: (Date.now() - start - shrinkingMs) / 1000, faults, counts };
}

/** Shrinks and saves the first inputs of each kind of fault. */
async function tellAndSave(run: TargetRun, { index, fault }: Failure, kinds: Map<string, number>): Promise<void> {
  const { name, target, seed, print } = run;
  const signature = signatureOf(fault);
  const count = (kinds.get(signature) ?? 0) + 1;
  kinds.set(signature, count);
  if (count > SAVED_OF_A_KIND) return;
  const input = (await target.open()).make(randomOf(seed, index), index);
  const folder = path.join(run.out, name);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, createHash('sha256').update(input).digest('hex').slice(0, 16));
  const write = (to: string, text: string): void => {
    writeFileSync(to, text, target.isBinary === true ? 'latin1' : 'utf8');
  };
  write(`${file}.whole`, input);
  write(file, input);
  print(`${name}: input ${index} of seed ${seed}: ${fault}\n  ${path.relative(process.cwd(), file)}`);
  if (/^(hang|memory|died|slow)/.test(fault)) return;
  const { reports } = await runWorker(['shrink', name, file, signature], SHRINK_SECONDS + 20);
  const smallest = reports.findLast((report) => report.kind === 'smaller');
  if (smallest?.kind !== 'smaller') print('  does not fail alone');
  else write(file, smallest.input);
  if (smallest?.kind === 'smaller' && smallest.input.length < 600) print(`  shrunk: ${JSON.stringify(smallest.input)}`);
}
